import { describe, expect, test } from 'vitest';
import { kindServer } from '../../../support/kind-server.ts';

const limits = (items: string): string => `{apiVersion: v1, kind: LimitRange, metadata: {name: x}, spec: {limits: [${items}]}}`;
const quota = (spec: string): string => `{apiVersion: v1, kind: ResourceQuota, metadata: {name: x}, spec: ${spec}}`;

describe('limit ranges that are refused', () => {
  const cases: [items: string, message: string][] = [
    [
      '{type: Container, min: {cpu: 2}, max: {cpu: 1}, default: {cpu: 3}}, {type: Thing}',
      '[spec.limits[0].min[cpu]: Invalid value: "2": min value 2 is greater than max value 1, spec.limits[0].defaultRequest[cpu]: Invalid value: "3": default request value 3 is greater than max value 1, spec.limits[0].default[cpu]: Invalid value: "1": default value 3 is greater than max value 1, spec.limits[1].type: Invalid value: "Thing": must be a standard limit type or fully qualified]',
    ],
    [
      '{type: Container, min: {cpu: 900m, memory: 64Mi}, max: {cpu: 800m}, default: {cpu: 200m, memory: 64Mi}, maxLimitRequestRatio: {cpu: "4"}}',
      '[spec.limits[0].min[cpu]: Invalid value: "900m": min value 900m is greater than max value 800m, spec.limits[0].defaultRequest[cpu]: Invalid value: "200m": min value 900m is greater than default request value 200m, spec.limits[0].default[cpu]: Invalid value: "900m": min value 900m is greater than default value 200m, spec.limits[0].maxLimitRequestRatio[cpu]: Invalid value: "4": ratio 4 is greater than max/min = 0.888889]',
    ],
    [
      '{type: Pod, default: {cpu: "1"}, max: {memory: 512Mi}}',
      "spec.limits[0].default: Forbidden: may not be specified when `type` is 'Pod'",
    ],
    [
      '{type: PersistentVolumeClaim, default: {storage: 1Gi}}',
      'spec.limits[0].limits: Required value: either minimum or maximum storage value is required, but neither was provided',
    ],
    [
      '{type: Pod, max: {disk: 1}}',
      '[spec.limits[0].max[disk]: Invalid value: "disk": must be a standard resource type or fully qualified, spec.limits[0].max[disk]: Invalid value: "disk": must be a standard resource for containers]',
    ],
  ];
  test.each(cases)('%s', (items, message) => {
    const server = kindServer();
    expect(server.refusal(() => server.create(limits(items)))).toBe(`LimitRange "x" is invalid: ${message}`);
  });
});

test('default limits follow from the maximum, default requests from those', () => {
  const { body } = kindServer().create(limits('{type: Container, max: {memory: 100Mi}, min: {cpu: 50m}}'));
  expect(body['spec'].limits).toEqual([
    {
      type: 'Container',
      max: { memory: '100Mi' },
      min: { cpu: '50m' },
      default: { memory: '100Mi' },
      defaultRequest: { memory: '100Mi', cpu: '50m' },
    },
  ]);
});

describe('quotas that are refused', () => {
  const cases: [spec: string, message: string][] = [
    [
      '{hard: {pods: 1.5}, scopes: [BestEffort, NotBestEffort]}',
      '[spec.hard[pods]: Invalid value: "1500m": must be an integer, spec.scopes: Invalid value: ["BestEffort","NotBestEffort"]: conflicting scopes]',
    ],
    ['{hard: {pods: -1}}', 'spec.hard[pods]: Invalid value: "-1": must be greater than or equal to 0'],
    [
      '{hard: {cpus: 1}}',
      '[spec.hard[cpus]: Invalid value: "cpus": must be a standard resource type or fully qualified, spec.hard[cpus]: Invalid value: "cpus": must be a standard resource for quota]',
    ],
    ['{hard: {cpu: 1}, scopes: [BestEffort]}', 'spec.scopes: Invalid value: ["BestEffort"]: unsupported scope applied to resource'],
    ['{hard: {pods: 1}, scopes: [Sometimes]}', 'spec.scopes: Invalid value: ["Sometimes"]: unsupported scope'],
    [
      '{hard: {pods: 1}, scopeSelector: {matchExpressions: [{scopeName: PriorityClass, operator: In}]}}',
      "spec.scopeSelector.matchExpressions.values: Required value: must be at least one value when `operator` is 'In' or 'NotIn' for scope selector",
    ],
  ];
  test.each(cases)('%s', (spec, message) => {
    const server = kindServer();
    expect(server.refusal(() => server.create(quota(spec)))).toBe(`ResourceQuota "x" is invalid: ${message}`);
  });

  test('scopes stay', () => {
    const server = kindServer();
    server.create(quota('{hard: {pods: 1}, scopes: [BestEffort]}'));
    expect(server.refusal(() => server.patch(quota('{}'), { spec: { scopes: ['NotBestEffort'] } }))).toBe(
      'ResourceQuota "x" is invalid: spec.scopes: Invalid value: ["NotBestEffort"]: field is immutable',
    );
  });
});

test('rows of quotas', () => {
  const server = kindServer();
  server.create(quota('{hard: {pods: 3}}'));
  server.api.modify(
    'resourcequotas',
    'default',
    'x',
    (draft) => {
      draft.status = { hard: { pods: '3', cpu: '1', 'limits.cpu': '2' }, used: { pods: '1' } };
    },
    'status',
  );
  expect(server.rows(quota('{}'))).toEqual([['x', 'cpu: 0/1, pods: 1/3', 'limits.cpu: 0/2', '0s']]);
});
