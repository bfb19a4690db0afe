import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { deepClone, type JsonObject } from '../../../src/api/json.ts';
import { DecodeError } from '../../../src/api/schema/decode-error.ts';
import { decode, strictDecodingError } from '../../../src/api/schema/decode.ts';
import { definition } from '../../../src/api/schema/index.ts';

const pod = definition('core.v1.Pod');
const withSpec = (spec: JsonObject): JsonObject => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x' }, spec });
const withContainer = (container: JsonObject): JsonObject => withSpec({ containers: [{ name: 'a', ...container }] });
const intoField = (field: string): string => `json: cannot unmarshal ${field}`;

function mistake(of: () => unknown): DecodeError {
  try {
    of();
  } catch (error) {
    if (error instanceof DecodeError) return error;
    throw error;
  }
  throw new Error('decoded');
}

describe('values of the wrong type', () => {
  const quantity = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
  test.each<[JsonObject, string]>([
    [withSpec({ tolerations: {} }), intoField('object into Go struct field PodSpec.spec.tolerations of type []v1.Toleration')],
    [withSpec({ tolerations: ['a'] }), intoField('string into Go struct field PodSpec.spec.tolerations of type v1.Toleration')],
    [withSpec({ nodeSelector: { a: 5 } }), intoField('number into Go struct field PodSpec.spec.nodeSelector of type string')],
    [withSpec({ priority: 1.5 }), intoField('number 1.5 into Go struct field PodSpec.spec.priority of type int32')],
    [withSpec({ priority: 3000000000 }), intoField('number 3000000000 into Go struct field PodSpec.spec.priority of type int32')],
    [withSpec({ restartPolicy: 5 }), intoField('number into Go struct field PodSpec.spec.restartPolicy of type v1.RestartPolicy')],
    [withContainer({ command: 'x' }), intoField('string into Go struct field Container.spec.containers.command of type []string')],
    [
      withContainer({ env: [{ name: 'A', value: 1 }] }),
      intoField('number into Go struct field EnvVar.spec.containers.env.value of type string'),
    ],
    [
      withSpec({ volumes: [{ name: 'v', emptyDir: '' }] }),
      intoField('string into Go struct field Volume.spec.volumes.VolumeSource.emptyDir of type v1.EmptyDirVolumeSource'),
    ],
    [
      withContainer({ livenessProbe: { httpGet: { port: true } } }),
      intoField('bool into Go struct field HTTPGetAction.spec.containers.livenessProbe.ProbeHandler.httpGet.port of type int32'),
    ],
    [withContainer({ resources: { limits: { cpu: 'zz' } } }), quantity],
    [withSpec({ nodeName: 5, containers: [{ name: 'a', resources: { limits: { cpu: {} } } }] }), quantity],
    [withSpec({ priority: 'x', nodeName: 5 }), intoField('number into Go struct field PodSpec.spec.nodeName of type string')],
    [{ metadata: { labels: { a: true } } }, intoField('bool into Go struct field ObjectMeta.metadata.labels of type string')],
    [{ metadata: { creationTimestamp: 5 } }, intoField('number into Go struct field ObjectMeta.metadata.creationTimestamp of type string')],
  ])('%j', (object, message) => {
    expect(mistake(() => decode(pod, object)).message).toBe(message);
  });

  test.each([
    ['x', 'parsing time "x" as "2006-01-02T15:04:05Z07:00": cannot parse "x" as "2006"'],
    ['2020-01-01', 'parsing time "2020-01-01" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "T"'],
    ['2020-13-01T00:00:00Z', 'parsing time "2020-13-01T00:00:00Z": month out of range'],
    ['2020-02-30T00:00:00Z', 'parsing time "2020-02-30T00:00:00Z": day out of range'],
    ['2020-01-01T00:00:60Z', 'parsing time "2020-01-01T00:00:60Z": second out of range'],
    ['2020-01-01T00:00:00+99:00', 'parsing time "2020-01-01T00:00:00+99:00": time zone offset hour out of range'],
    ['2020-01-01T00:00:00Zx', 'parsing time "2020-01-01T00:00:00Zx": extra text: "x"'],
  ])('the time %s', (creationTimestamp, message) => {
    expect(mistake(() => decode(pod, { metadata: { creationTimestamp } })).message).toBe(message);
  });

  test.each([
    ['YQ==', undefined],
    ['YWI=\n', undefined],
    ['', undefined],
    ['YQ', 0],
    ['Y Q==', 1],
    ['YWJj*', 4],
    ['YQ==YQ==', 4],
  ])('the bytes %j', (text, at) => {
    const secret = (): unknown => decode(definition('core.v1.Secret'), { data: { k: text } });
    if (at === undefined) expect(secret).not.toThrow();
    else expect(mistake(secret).message).toBe(`illegal base64 data at input byte ${at}`);
  });

  test.each<[JsonObject, string]>([
    [{ spec: { replicas: 'three' } }, 'unrecognized type: int32'],
    [{ spec: { template: { spec: { containers: {} } } } }, 'cannot restore slice from map'],
    [{ spec: { selector: 'x' } }, 'cannot restore struct from: string'],
    [{ metadata: { labels: [] } }, 'cannot restore map from slice'],
    [{ metadata: { labels: { a: 5 } } }, 'cannot convert int64 to string'],
  ])('%j, told after a patch', (object, message) => {
    expect(mistake(() => decode(definition('apps.v1.Deployment'), object)).conversionMessage).toBe(message);
  });
});

describe('unknown fields', () => {
  it('are told by their paths, in order, and are not in the result', () => {
    const { object, unknownFields } = decode(pod, {
      ...withSpec({ volume: [], containers: [{ name: 'b' }, { name: 'a', volumeMount: 1, Image: 'x' }], constructor: 1 }),
      zzz: 1,
    });
    expect(unknownFields).toEqual(['spec.constructor', 'spec.containers[1].Image', 'spec.containers[1].volumeMount', 'spec.volume', 'zzz']);
    expect(JSON.stringify(object)).not.toMatch(/volumeMount|Image|zzz|constructor/);
    expect(strictDecodingError(['unknown field "a"', 'unknown field "b"'])).toBe(
      'strict decoding error: unknown field "a", unknown field "b"',
    );
  });

  it('raw values may hold what they like', () => {
    const revision = { apiVersion: 'apps/v1', kind: 'ControllerRevision', metadata: {}, data: { spec: { any: [null, { x: 1 }] } } };
    expect(decode(definition('apps.v1.ControllerRevision'), revision)).toEqual({ object: revision, unknownFields: [] });
  });
});

describe('the result', () => {
  it('is what a Go program would have kept', () => {
    const { object } = decode(definition('apps.v1.Deployment'), {
      kind: 'Deployment',
      apiVersion: 'apps/v1',
      metadata: { name: 'web', labels: {}, creationTimestamp: null, annotations: { a: '' } },
      spec: {
        replicas: 0,
        minReadySeconds: 0,
        paused: false,
        template: {
          spec: { securityContext: {}, containers: [{ name: 'c', args: [], tty: false, resources: { limits: { memory: '1024Mi' } } }] },
        },
      },
    });
    expect(object).toEqual({
      kind: 'Deployment',
      apiVersion: 'apps/v1',
      metadata: { name: 'web', annotations: { a: '' } },
      spec: {
        replicas: 0,
        template: { metadata: {}, spec: { containers: [{ name: 'c', resources: { limits: { memory: '1Gi' } } }], securityContext: {} } },
        strategy: {},
      },
      status: {},
    });
    expect(Object.keys(object['spec'] as JsonObject)).toEqual(['replicas', 'template', 'strategy']);
  });

  it('has times in one form', () => {
    const lease = { spec: { renewTime: '2026-11-21T07:00:00.5+02:00' } };
    expect(decode(definition('coordination.v1.Lease'), lease).object['spec']).toEqual({ renewTime: '2026-11-21T05:00:00.500000Z' });
    const { object } = decode(pod, { metadata: { creationTimestamp: '2026-11-21T07:00:00.5+02:00' } });
    expect(object['metadata']).toEqual({ creationTimestamp: '2026-11-21T05:00:00Z' });
  });

  it('decodes to itself, and no input breaks anything', () => {
    const keys = fc.constantFrom(
      ...pod.fields.keys(),
      ...definition('core.v1.PodSpec').fields.keys(),
      'name',
      'resources',
      'x',
      '__proto__',
    );
    const { tree } = fc.letrec<{ tree: JsonObject; value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom(null, 1, 'a', true, 1.5, ''),
        fc.array(tie('value'), { maxLength: 2 }),
        tie('tree'),
      ),
      tree: fc.dictionary(keys, tie('value'), { maxKeys: 5 }) as fc.Arbitrary<JsonObject>,
    }));
    fc.assert(
      fc.property(tree, (input) => {
        const before = deepClone(input);
        try {
          const { object } = decode(pod, input);
          expect(decode(pod, object)).toEqual({ object, unknownFields: [] });
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError);
        }
        expect(input).toEqual(before);
      }),
      { numRuns: 300 },
    );
  });
});
