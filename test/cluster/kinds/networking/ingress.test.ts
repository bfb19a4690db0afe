import { describe, expect, test } from 'vitest';
import { kindServer } from '../../../support/kind-server.ts';
import { edited } from '../../../support/kinds.ts';

const ingress = `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
spec:
  ingressClassName: nginx
  tls:
  - hosts: [shop.example.com]
    secretName: cert
  rules:
  - host: shop.example.com
    http:
      paths:
      - path: /cart
        pathType: Prefix
        backend:
          service:
            name: cart
            port: {number: 8080}
`;
const at = 'spec.rules[0].http.paths[0]';
const subdomain =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

describe('refused', () => {
  test.each([
    ['- host: shop.example.com', '- host: Shop_Example', `spec.rules[0].host: Invalid value: "Shop_Example": ${subdomain}`],
    [
      '- host: shop.example.com',
      '- host: 10.0.0.1',
      'spec.rules[0].host: Invalid value: "10.0.0.1": must be a DNS name, not an IP address',
    ],
    ['path: /cart', 'path: cart', `${at}.path: Invalid value: "cart": must be an absolute path`],
    ['path: /cart', 'path: /a//b', `${at}.path: Invalid value: "/a//b": must not contain '//'`],
    ['path: /cart', 'path: /a/..', `${at}.path: Invalid value: "/a/..": cannot end with '/..'`],
    [
      'pathType: Prefix',
      'pathType: Regex',
      `${at}.pathType: Unsupported value: "Regex": supported values: "Exact", "ImplementationSpecific", "Prefix"`,
    ],
    ['        pathType: Prefix\n', '', `${at}.pathType: Required value: pathType must be specified`],
    ['port: {number: 8080}', 'port: {}', `${at}.backend: Required value: port name or number is required`],
    [
      'port: {number: 8080}',
      'port: {number: 8080, name: http}',
      `${at}.backend: Invalid value: "": cannot set both port name & port number`,
    ],
    [
      'port: {number: 8080}',
      'port: {number: 80800}',
      `${at}.backend.service.port.number: Invalid value: 80800: must be between 1 and 65535, inclusive`,
    ],
  ])('%s → %s', (from, to, message) => {
    const server = kindServer();
    expect(server.refusal(() => server.create(edited(ingress, [from, to])))).toBe(`Ingress.networking.k8s.io "web" is invalid: ${message}`);
  });

  test('an ingress that leads nowhere', () => {
    const server = kindServer();
    expect(server.refusal(() => server.create('{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web}, spec: {}}'))).toBe(
      'Ingress.networking.k8s.io "web" is invalid: spec: Invalid value: null: either `defaultBackend` or `rules` must be specified',
    );
  });
});

test('a class in an annotation is taken with a warning, and must not contradict the field', () => {
  const server = kindServer();
  const annotated = edited(ingress, ['name: web', 'name: web\n  annotations: {kubernetes.io/ingress.class: other}']);
  expect(server.refusal(() => server.create(annotated))).toContain(
    'annotations.kubernetes.io/ingress.class: Invalid value: "other": must match `ingressClassName` when both are specified',
  );
  expect(server.create(edited(annotated, ['  ingressClassName: nginx\n', ''])).warnings).toEqual([
    `annotation "kubernetes.io/ingress.class" is deprecated, please use 'spec.ingressClassName' instead`,
  ]);
});

describe('the table', () => {
  test('class, hosts and ports', () => {
    const server = kindServer();
    server.create(ingress);
    server.create(
      '{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: any}, spec: {defaultBackend: {service: {name: a, port: {name: http}}}}}',
    );
    expect(server.rows(ingress)).toEqual([
      ['any', '<none>', '*', '', '80', '0s'],
      ['web', 'nginx', 'shop.example.com', '', '80, 443', '0s'],
    ]);
  });

  test('many hosts are counted', () => {
    const server = kindServer();
    const rules = ['a', 'b', 'c', 'd'].map((host) => `{host: ${host}.io}`).join(', ');
    const manifest = `{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web}, spec: {rules: [${rules}]}}`;
    server.create(manifest);
    expect(server.rows(manifest)[0]?.[2]).toBe('a.io,b.io,c.io + 1 more...');
  });
});
