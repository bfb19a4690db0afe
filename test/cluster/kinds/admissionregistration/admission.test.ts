import { describe, expect, test } from 'vitest';
import { kindServer } from '../../../support/kind-server.ts';
import { edited } from '../../../support/kinds.ts';

const policy = `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata:
  name: replica-limit.example.com
spec:
  matchConstraints:
    resourceRules:
    - apiGroups: [apps]
      apiVersions: [v1]
      operations: [CREATE, UPDATE]
      resources: [deployments]
  variables:
  - name: count
    expression: object.spec.replicas
  validations:
  - expression: variables.count <= 3
    reason: Forbidden
`;
const binding = `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata:
  name: prod
spec:
  policyName: replica-limit.example.com
  validationActions: [Deny]
  matchResources:
    namespaceSelector:
      matchLabels: {env: prod}
`;
const webhook = `
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata:
  name: hooks
webhooks:
- name: add.hooks.example.com
  admissionReviewVersions: [v1]
  sideEffects: None
  clientConfig:
    service: {namespace: default, name: hook}
  rules:
  - apiGroups: ['']
    apiVersions: [v1]
    operations: [CREATE]
    resources: [pods]
`;

describe('refused', () => {
  test.each([
    [binding, '[Deny]', '[]', 'spec.validationActions: Required value: at least one validation action is required'],
    [
      binding,
      '[Deny]',
      '[Deny, Warn]',
      'spec.validationActions: Invalid value: ["Deny","Warn"]: must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)',
    ],
    [binding, '[Deny]', '[Shout]', 'spec.validationActions[0]: Unsupported value: "Shout": supported values: "Audit", "Deny", "Warn"'],
    [
      policy,
      'expression: variables.count <= 3',
      "expression: ''",
      'spec.validations[0].expression: Required value: expression is not specified',
    ],
    [
      policy,
      '[CREATE, UPDATE]',
      "['*', UPDATE]",
      `spec.matchConstraints.resourceRules[0].operations: Invalid value: ["*","UPDATE"]: if '*' is present, must not specify other operations`,
    ],
    [
      policy,
      'reason: Forbidden',
      'reason: Tired',
      'spec.validations[0].reason: Unsupported value: "Tired": supported values: "Forbidden", "Invalid", "RequestEntityTooLarge", "Unauthorized"',
    ],
    [
      webhook,
      'add.hooks.example.com',
      'hooks.example',
      'webhooks[0].name: Invalid value: "hooks.example": should be a domain with at least three segments separated by dots',
    ],
    [webhook, '  sideEffects: None\n', '', 'webhooks[0].sideEffects: Required value: must specify one of None, NoneOnDryRun'],
    [
      webhook,
      'sideEffects: None',
      'sideEffects: None\n  timeoutSeconds: 60',
      'webhooks[0].timeoutSeconds: Invalid value: 60: the timeout value must be between 1 and 30 seconds',
    ],
    [
      webhook,
      'service: {namespace: default, name: hook}',
      'url: http://hook',
      `webhooks[0].clientConfig.url: Invalid value: "http": 'https' is the only allowed URL scheme; desired format: https://host[/path]`,
    ],
    [
      webhook,
      'service: {namespace: default, name: hook}',
      'url: "https://me@/x?a=b#c"',
      `[${[
        'Invalid value: "": host must be specified; desired format: https://host[/path]',
        'Invalid value: "me": user information is not permitted in the URL',
        'Invalid value: "c": fragments are not permitted in the URL',
        'Invalid value: "a=b": query parameters are not permitted in the URL',
      ]
        .map((text) => `webhooks[0].clientConfig.url: ${text}`)
        .join(', ')}]`,
    ],
    [
      webhook,
      'service: {namespace: default, name: hook}',
      'service: {namespace: default, name: hook, port: 70000, path: "a//b"}',
      `[webhooks[0].clientConfig.service.port: Invalid value: 70000: port is not valid: must be between 1 and 65535, inclusive, webhooks[0].clientConfig.service.path: Invalid value: "a//b": must start with a '/', webhooks[0].clientConfig.service.path: Invalid value: "a//b": segment[0] may not be empty, webhooks[0].clientConfig.service.path: Invalid value: "a//b": segment[1] may not be empty]`,
    ],
    [
      webhook,
      'resources: [pods]',
      "resources: ['pods/*', pods/log, '*', nodes]",
      `[webhooks[0].rules[0].resources[1]: Invalid value: "pods/log": if 'pods/*' is present, must not specify pods/log, webhooks[0].rules[0].resources: Invalid value: ["pods/*","pods/log","*","nodes"]: if '*' is present, must not specify other resources without subresources]`,
    ],
    [
      webhook,
      'admissionReviewVersions: [v1]',
      "admissionReviewVersions: [v1, v1, '2']",
      expect.stringMatching(
        /^\[webhooks\[0\].admissionReviewVersions\[1\]: Invalid value: "v1": duplicate version, webhooks\[0\].admissionReviewVersions\[2\]: Invalid value: "2": a DNS-1035 label must/,
      ) as unknown as string,
    ],
  ])('%#', (manifest, from, to, message) => {
    const server = kindServer();
    const refusal = server.refusal(() => server.create(edited(manifest, [from, to])));
    expect(refusal.slice(refusal.indexOf('is invalid: ') + 'is invalid: '.length)).toEqual(message);
  });
});

test('defaults of policies, bindings and webhooks', () => {
  const server = kindServer();
  expect(server.create(policy).body['spec']).toMatchObject({
    failurePolicy: 'Fail',
    matchConstraints: { matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {}, resourceRules: [{ scope: '*' }] },
  });
  expect(server.create(binding).body['spec'].matchResources).toEqual({
    matchPolicy: 'Equivalent',
    namespaceSelector: { matchLabels: { env: 'prod' } },
    objectSelector: {},
  });
  expect(server.create(webhook).body['webhooks'][0]).toMatchObject({
    failurePolicy: 'Fail',
    matchPolicy: 'Equivalent',
    reinvocationPolicy: 'Never',
    timeoutSeconds: 10,
    clientConfig: { service: { port: 443 } },
    rules: [{ scope: '*' }],
  });
});

test('tables', () => {
  const server = kindServer();
  server.create(policy);
  server.create(binding);
  server.create(
    edited(binding, ['name: prod', 'name: with'], ['spec:', 'spec:\n  paramRef: {name: limits, parameterNotFoundAction: Deny}']),
  );
  server.create(webhook);
  expect(server.rows(policy)).toEqual([['replica-limit.example.com', 1, '<unset>', '0s']]);
  expect(server.rows(binding)).toEqual([
    ['prod', 'replica-limit.example.com', '<unset>', '0s'],
    ['with', 'replica-limit.example.com', '*/limits', '0s'],
  ]);
  expect(server.rows(webhook)).toEqual([['hooks', 1, '0s']]);
});

test('what the cluster does not act upon is said once, when it is made', () => {
  const server = kindServer();
  expect(server.create(policy).warnings).toEqual([]);
  expect(server.create(webhook).warnings).toEqual([
    'kubesim does not call webhooks: the configuration is stored, and requests that it matches are told so',
  ]);
  expect(server.patch(webhook, { metadata: { labels: { a: 'b' } } }).warnings).toEqual([]);
});
