import { describe, expect, it } from 'vitest';
import { numberOf, readMessage, textOf, type WireValue } from '../../../../src/api/protobuf/reader.ts';
import { protobufV2 } from '../../../../src/cluster/apiserver/openapi/protobuf.ts';
import { ADMINISTRATOR } from '../../../../src/cluster/apiserver/users.ts';
import { realCluster } from '../../../support/real-cluster.ts';

type Read = Map<number, WireValue[]>;

function read(bytes: WireValue | undefined): Read {
  const fields: Read = new Map();
  readMessage(bytes as Uint8Array, (number, value) => fields.set(number, [...(fields.get(number) ?? []), value]));
  return fields;
}

/** What is in a message at the end of a path of fields, each time the first. */
function at(message: Read, ...path: number[]): WireValue | undefined {
  const [field, ...rest] = path as [number, ...number[]];
  const value = message.get(field)?.[0];
  return rest.length === 0 ? value : at(read(value), ...rest);
}

const text = (value: WireValue | undefined): string => textOf(value as Uint8Array);
/** The second half of the pair of this name. */
function named(pairs: Read, field: number, name: string): Read {
  const pair = (pairs.get(field) ?? []).map(read).find((each) => text(at(each, 1)) === name);
  return read(at(pair!, 2));
}

describe('OpenAPI v2 in protobuf', () => {
  const { cluster } = realCluster();
  const ask = (accept: string) => {
    const answer = cluster.wire({ method: 'GET', target: '/openapi/v2', headers: { accept }, trusted: ADMINISTRATOR });
    if (answer.kind !== 'whole') throw new Error('no document');
    return answer;
  };

  it('tells of schemas, with their extensions', () => {
    const document = read(ask('application/com.github.proto-openapi.spec.v2@v1.0+protobuf').bytes);
    expect(text(at(document, 1))).toBe('2.0');
    const definitions = read(at(document, 9));
    const deployment = named(definitions, 1, 'io.k8s.api.apps.v1.Deployment');
    expect(text(at(named(deployment, 31, 'x-kubernetes-group-version-kind'), 2)).trim()).toBe(
      '[{"group":"apps","kind":"Deployment","version":"v1"}]',
    );
    const properties = read(at(deployment, 25));
    expect(text(at(named(properties, 1, 'apiVersion'), 22, 1))).toBe('string');
    expect(text(at(named(properties, 1, 'spec'), 1))).toBe('#/definitions/io.k8s.api.apps.v1.DeploymentSpec');
    const containers = named(read(at(named(definitions, 1, 'io.k8s.api.core.v1.PodSpec'), 25)), 1, 'containers');
    expect(text(at(containers, 23, 1, 1))).toBe('#/definitions/io.k8s.api.core.v1.Container');
  });

  it('tells of paths, their parameters and answers', () => {
    const paths = read(at(read(ask('application/com.github.proto-openapi.spec.v2@v1.0+protobuf').bytes), 8));
    const get = read(at(named(paths, 2, '/api/v1/namespaces/{namespace}/pods/{name}'), 2));
    expect(text(at(get, 5))).toBe('readCoreV1NamespacedPod');
    const ok = named(read(at(get, 9)), 1, '200');
    expect(text(at(ok, 1, 2, 1, 1))).toBe('#/definitions/io.k8s.api.core.v1.Pod');
    const post = read(at(named(paths, 2, '/api/v1/namespaces/{namespace}/pods'), 4));
    expect(text(at(post, 8, 1, 1, 2))).toBe('body');
  });

  it.each([
    ['', 'application/json'],
    ['*/*', 'application/json'],
    ['application/json', 'application/json'],
    ['application/com.github.proto-openapi.spec.v2.v1.0+protobuf', 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf'],
    ['application/com.github.proto-openapi.spec.v2@v1.0+protobuf', 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf'],
    ['application/x,application/json;q=0.5', 'application/json'],
  ])('is what clients get who ask for %j: %s', (accept, type) => {
    const { status, headers } = ask(accept);
    expect([status, headers['content-type']]).toEqual([200, type]);
  });

  it('has a tag of its own, and nothing for who takes neither', () => {
    const [json, protobuf] = ['application/json', 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf'].map(ask);
    expect(json!.headers['etag']).not.toBe(protobuf!.headers['etag']);
    expect(ask('application/cbor').status).toBe(406);
  });
});

it('writes numbers, flags and values of any kind', () => {
  const schema = { minimum: 0.5, maxLength: 300, uniqueItems: true, enum: ['a', 1], additionalProperties: true, type: 'string' };
  const message = read(at(read(protobufV2({ definitions: { x: schema } })), 9, 1, 2));
  expect(numberOf(at(message, 11)!)).toBe(300n);
  expect(numberOf(at(message, 16)!)).toBe(1n);
  expect(numberOf(at(message, 21, 2)!)).toBe(1n);
  expect(message.get(20)!.map((value) => text(at(read(value), 2)).trim())).toEqual(['"a"', '1']);
  // A double of wire type 1, bit by bit.
  expect(at(message, 9)).toBe(BigInt('0x3fe0000000000000'));
});
