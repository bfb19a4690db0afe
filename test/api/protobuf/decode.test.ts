import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromProtobuf, numberedFields } from '../../../src/api/protobuf/decode.ts';
import { ProtobufError } from '../../../src/api/protobuf/reader.ts';
import { definition, definitionNames } from '../../../src/api/schema/index.ts';

const text = (value: string): number[] => [...new TextEncoder().encode(value)];
const varint = (value: bigint): number[] => (value < 128n ? [Number(value)] : [Number(value & 127n) | 128, ...varint(value >> 7n)]);
const bytes = (number: number, content: string | readonly number[]): number[] => {
  const body = typeof content === 'string' ? text(content) : content;
  return [...varint(BigInt(number * 8 + 2)), ...varint(BigInt(body.length)), ...body];
};
const integer = (number: number, value: bigint): number[] => [...varint(BigInt(number * 8)), ...varint(BigInt.asUintN(64, value))];
const body = (apiVersion: string, kind: string, raw: readonly number[]): Uint8Array =>
  Uint8Array.from([
    ...text('k8s\0'),
    ...bytes(1, [...bytes(1, apiVersion), ...bytes(2, kind)]),
    ...bytes(2, raw),
    ...bytes(3, ''),
    ...bytes(4, ''),
  ]);

describe('objects in protobuf form', () => {
  test('a Deployment as a Go client sends it: zero values are left out as in JSON', () => {
    const container = [
      ...bytes(1, 'nginx'),
      ...bytes(2, 'nginx:1'),
      ...bytes(5, ''),
      ...bytes(6, [...bytes(1, ''), ...integer(2, 0n), ...integer(3, 80n)]),
      ...integer(16, 0n),
    ];
    const metadata = [
      ...bytes(1, 'web'),
      ...bytes(3, ''),
      ...integer(7, 0n),
      ...bytes(8, []),
      ...bytes(11, [...bytes(1, 'app'), ...bytes(2, 'web')]),
    ];
    const template = [...bytes(1, bytes(8, [])), ...bytes(2, bytes(2, container))];
    const rolling = [...bytes(1, 'RollingUpdate'), ...bytes(2, bytes(1, [...integer(1, 1n), ...integer(2, 0n), ...bytes(3, '25%')]))];
    const spec = [...integer(1, 0n), ...bytes(3, template), ...bytes(4, rolling), ...integer(5, -1n)];
    expect(fromProtobuf(body('apps/v1', 'Deployment', [...bytes(1, metadata), ...bytes(2, spec), ...bytes(3, [])]))).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', labels: { app: 'web' } },
      spec: {
        replicas: 0,
        template: { metadata: {}, spec: { containers: [{ name: 'nginx', image: 'nginx:1', ports: [{ containerPort: 80 }] }] } },
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%' } },
        minReadySeconds: -1,
      },
      status: {},
    });
  });

  test('messages in between, quantities, bytes, times and maps of lists', () => {
    const volume = [...bytes(1, 'data'), ...bytes(2, bytes(2, [...bytes(1, 'Memory'), ...bytes(2, bytes(1, '1Gi'))]))];
    expect(fromProtobuf(body('v1', 'Pod', bytes(2, bytes(1, volume))))).toMatchObject({
      spec: { volumes: [{ name: 'data', emptyDir: { medium: 'Memory', sizeLimit: '1Gi' } }] },
    });
    expect(fromProtobuf(body('v1', 'Secret', bytes(2, [...bytes(1, 'k'), ...bytes(2, [0, 255])])))).toMatchObject({ data: { k: 'AP8=' } });
    expect(fromProtobuf(body('v1', 'Namespace', bytes(1, bytes(9, integer(1, 1_700_000_000n)))))).toMatchObject({
      metadata: { deletionTimestamp: '2023-11-14T22:13:20Z' },
    });
    const extra = [...bytes(1, 'scopes'), ...bytes(2, [...bytes(1, 'a'), ...bytes(1, 'b')])];
    expect(fromProtobuf(body('authorization.k8s.io/v1', 'SubjectAccessReview', bytes(2, bytes(5, extra))))).toMatchObject({
      spec: { extra: { scopes: ['a', 'b'] } },
    });
  });

  test('names that mean something to JavaScript are names like others', () => {
    const object = fromProtobuf(body('v1', 'ConfigMap', bytes(2, [...bytes(1, '__proto__'), ...bytes(2, 'x')])));
    expect(JSON.stringify(object)).toContain('"data":{"__proto__":"x"}');
  });

  test('types without a protobuf form, and what is no protobuf', () => {
    expect(fromProtobuf(body('example.com/v1', 'Thing', []))).toBeUndefined();
    expect(fromProtobuf(body('apiextensions.k8s.io/v1', 'CustomResourceDefinition', []))).toBeUndefined();
    expect(() => fromProtobuf(Uint8Array.from(text('{"kind":"Pod"}')))).toThrow('expected prefix [107 56 115 0]');
    expect(() => fromProtobuf(body('v1', 'Pod', [10]))).toThrow('unexpected EOF');
  });

  test('whatever the bytes are, they are an object or a ProtobufError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom('Pod', 'Secret', 'Event', 'Node'), (raw, kind) => {
        try {
          expect(fromProtobuf(body('v1', kind, [...raw]))).toMatchObject({ kind });
        } catch (error) {
          expect(error).toBeInstanceOf(ProtobufError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

test('every type of the API but those of custom resources has numbers for exactly its fields', () => {
  const ours = definitionNames().map(definition);
  for (const { name, any, fields } of ours) {
    if (any || fields.size === 0 || /^(apiextensions|apiregistration|version)\./.test(name)) continue;
    const numbered = numberedFields(name);
    const expected = [...fields.keys()].filter((field) => numbered?.includes(field) || !['kind', 'apiVersion'].includes(field));
    expect([name, numbered?.sort()]).toEqual([name, expected.sort()]);
  }
});
