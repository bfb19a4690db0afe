import { describe, expect, test } from 'vitest';
import type { Secret } from '../../../../src/api/types.ts';
import { kindServer } from '../../../support/kind-server.ts';

const configMap = (fields: string): string => `{apiVersion: v1, kind: ConfigMap, metadata: {name: x}, ${fields}}`;
const secret = (fields: string): string => `{apiVersion: v1, kind: Secret, metadata: {name: x}, ${fields}}`;
const dataOf = (body: unknown): Secret['data'] => (body as Secret).data;

describe('ConfigMaps that are refused', () => {
  const cases: [fields: string, message: string][] = [
    [
      'data: {bad key: v}',
      "data[bad key]: Invalid value: \"bad key\": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
    ],
    ['data: {k: v}, binaryData: {k: dg==}', 'data[k]: Invalid value: "k": duplicate of key present in binaryData'],
    [`data: {a: ${'x'.repeat(600_000)}, b: ${'y'.repeat(600_000)}}`, '[]: Too long: may not be more than 1048576 bytes'],
  ];
  test.each(cases)('%.40s', (fields, message) => {
    const server = kindServer();
    expect(server.refusal(() => server.create(configMap(fields)))).toBe(`ConfigMap "x" is invalid: ${message}`);
  });
});

describe('immutable', () => {
  const text = 'Forbidden: field is immutable when `immutable` is set';

  test('a ConfigMap', () => {
    const server = kindServer();
    const fixed = configMap('data: {k: v}, immutable: true');
    server.create(fixed);
    expect(server.refusal(() => server.patch(fixed, { data: { k: 'w' } }))).toBe(`ConfigMap "x" is invalid: data: ${text}`);
    expect(server.refusal(() => server.patch(fixed, { immutable: false }))).toBe(`ConfigMap "x" is invalid: immutable: ${text}`);
    expect(server.refusal(() => server.patch(fixed, { metadata: { labels: { a: 'b' } } }))).toBe('');
  });

  test('a Secret', () => {
    const server = kindServer();
    const fixed = secret('stringData: {k: v}, immutable: true');
    server.create(fixed);
    expect(server.refusal(() => server.patch(fixed, { stringData: { k: 'w' } }))).toBe(`Secret "x" is invalid: data: ${text}`);
  });
});

test('stringData ends up in data', () => {
  const server = kindServer();
  const { body } = server.create(secret('stringData: {url: https://example.com, user: "ümläut"}, data: {user: YWRtaW4=}'));
  expect(body).not.toHaveProperty('stringData');
  expect(body['type']).toBe('Opaque');
  expect(dataOf(body)).toEqual({ url: 'aHR0cHM6Ly9leGFtcGxlLmNvbQ==', user: 'w7xtbMOkdXQ=' });
  expect(dataOf(server.patch(secret('data: {}'), { stringData: { url: 'x' } }).body)?.['url']).toBe('eA==');
});

describe('types of Secrets and what they have to hold', () => {
  const encode = (text: string): string => Buffer.from(text).toString('base64');
  const cases: [fields: string, message: string][] = [
    ['type: kubernetes.io/tls, data: {tls.crt: ""}', 'data[tls.key]: Required value'],
    ['type: kubernetes.io/tls', '[data[tls.crt]: Required value, data[tls.key]: Required value]'],
    ['type: kubernetes.io/tls, data: {tls.crt: "", tls.key: ""}', ''],
    ['type: kubernetes.io/basic-auth', '[data[%s][username]: Required value, data[%s][password]: Required value]'],
    ['type: kubernetes.io/basic-auth, stringData: {password: x}', ''],
    ['type: kubernetes.io/ssh-auth', 'data[%s][ssh-privatekey]: Required value'],
    ['type: kubernetes.io/service-account-token', 'metadata.annotations[kubernetes.io/service-account.name]: Required value'],
    ['type: kubernetes.io/dockerconfigjson', 'data[.dockerconfigjson]: Required value'],
    ...(
      [
        ['token-123', "invalid character 'o' in literal true (expecting 'r')"],
        ['', 'unexpected end of JSON input'],
        ['{"auths": }', "invalid character '}' looking for beginning of value"],
        ['{auths: 1}', "invalid character 'a' looking for beginning of object key string"],
        ['{"a": 1 "b"', "invalid character '\"' after object key:value pair"],
        ['{}x', "invalid character 'x' after top-level value"],
        ['[1, 2', 'unexpected end of JSON input'],
        ['-x', "invalid character 'x' in numeric literal"],
        ['["\\q"]', "invalid character 'q' in string escape code"],
        ['[1]', 'json: cannot unmarshal array into Go value of type map[string]interface {}'],
      ] as const
    ).map(([text, fault]): [string, string] => [
      `type: kubernetes.io/dockerconfigjson, data: {.dockerconfigjson: "${encode(text)}"}`,
      `data[.dockerconfigjson]: Invalid value: "<secret contents redacted>": ${fault}`,
    ]),
    [`type: kubernetes.io/dockerconfigjson, data: {.dockerconfigjson: "${encode('{"auths": {"r": [1.5e3, true, null]}}')}"}`, ''],
    ['type: example.com/token', ''],
  ];
  test.each(cases)('%s', (fields, message) => {
    const server = kindServer();
    expect(server.refusal(() => server.create(secret(fields)))).toBe(message === '' ? '' : `Secret "x" is invalid: ${message}`);
  });

  test('the type stays', () => {
    const server = kindServer();
    server.create(secret('type: example.com/token'));
    expect(server.refusal(() => server.patch(secret('data: {}'), { type: 'example.com/other' }))).toBe(
      'Secret "x" is invalid: type: Invalid value: "example.com/other": field is immutable',
    );
    // One that is left out is the default.
    expect(server.refusal(() => server.update(secret('data: {}'), (object) => delete object['type']))).toBe(
      'Secret "x" is invalid: type: Invalid value: "Opaque": field is immutable',
    );
  });
});

test('rows', () => {
  const server = kindServer();
  server.create(configMap('data: {a: b, c: d}, binaryData: {e: dg==}'));
  server.create(secret('data: {a: dg==}'));
  expect(server.rows(configMap('data: {}'))).toEqual([['x', '3', '0s']]);
  expect(server.rows(secret('data: {}'))).toEqual([['x', 'Opaque', '1', '0s']]);
});
