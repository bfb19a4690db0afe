import { describe, expect, test } from 'vitest';
import type { HorizontalPodAutoscaler } from '../../../../src/api/types.ts';
import { fromFirstVersion, toFirstVersion } from '../../../../src/cluster/kinds/autoscaling/first-version.ts';
import { kindServer } from '../../../support/kind-server.ts';
import { edited } from '../../../support/kinds.ts';

const multi = `
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: multi
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: 1
  maxReplicas: 10
  metrics:
  - type: Resource
    resource:
      name: cpu
      target: {type: Utilization, averageUtilization: 70}
  - type: Resource
    resource:
      name: memory
      target: {type: AverageValue, averageValue: 100Mi}
  - type: Pods
    pods:
      metric: {name: requests_per_second}
      target: {type: AverageValue, averageValue: "50"}
  behavior:
    scaleDown:
      stabilizationWindowSeconds: 60
      policies:
      - {type: Percent, value: 50, periodSeconds: 30}
`;
const plain = (fields: string): string =>
  `{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: x}, spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, ${fields}}}`;

describe('refused', () => {
  test('everything at once', () => {
    const server = kindServer();
    const manifest =
      '{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: x}, spec: {minReplicas: 0, maxReplicas: 0, scaleTargetRef: {kind: Deployment}, metrics: [{type: Resource}]}}';
    const faults = [
      'spec.minReplicas: Invalid value: 0: must be greater than or equal to 1',
      'spec.maxReplicas: Required value: must be set and greater than 0',
      'spec.scaleTargetRef.name: Required value',
      'spec.scaleTargetRef.apiVersion: Invalid value: "": apiVersion must specify API group',
      'spec.metrics[0].resource: Required value: must populate information for the given metric source',
      'spec.metrics: Forbidden: must specify at least one Object or External metric to support scaling to zero replicas',
    ];
    expect(server.refusal(() => server.create(manifest))).toBe(
      `HorizontalPodAutoscaler.autoscaling "x" is invalid: [${faults.join(', ')}]`,
    );
  });

  test.each([
    ['minReplicas: 1', 'minReplicas: 11', 'spec.maxReplicas: Invalid value: 10: must be greater than or equal to `minReplicas`'],
    [
      'stabilizationWindowSeconds: 60',
      'tolerance: -100m',
      'spec.behavior.scaleDown.tolerance: Invalid value: "-100m": must be greater than or equal to 0',
    ],
    [
      '  - type: Pods\n    pods:\n      metric: {name: requests_per_second}\n      target: {type: AverageValue, averageValue: "50"}\n',
      '  - {type: Object, object: {describedObject: {kind: Service, name: a/b, apiVersion: v1}, metric: {name: m}, target: {type: Value}}}\n',
      `[spec.metrics[2].object.describedObject.name: Invalid value: "a/b": may not contain '/', spec.metrics[2].object.target.averageValue: Required value: must set either a target value or averageValue]`,
    ],
    [
      'type: Percent',
      'type: Percentage',
      'spec.behavior.scaleDown.policies[0].type: Unsupported value: "Percentage": supported values: "Percent", "Pods"',
    ],
    [
      'averageUtilization: 70',
      'averageValue: 70m, averageUtilization: 70',
      'spec.metrics[0].resource.target.averageValue: Forbidden: may not set both a target raw value and a target utilization',
    ],
    [
      '- type: Pods',
      '- type: Node',
      'spec.metrics[2].type: Unsupported value: "Node": supported values: "ContainerResource", "External", "Object", "Pods", "Resource"',
    ],
    ['averageValue: 100Mi', 'averageValue: -1', 'spec.metrics[1].resource.target.averageValue: Invalid value: "-1": must be positive'],
  ])('%s → %s', (from, to, message) => {
    const server = kindServer();
    expect(server.refusal(() => server.create(edited(multi, [from, to])))).toBe(
      `HorizontalPodAutoscaler.autoscaling "multi" is invalid: ${message}`,
    );
  });
});

test('defaults: one replica, 80 % of cpu, and both directions of a behaviour', () => {
  const server = kindServer();
  const spec = server.create(plain('maxReplicas: 3')).body['spec'] as NonNullable<HorizontalPodAutoscaler['spec']>;
  expect(spec.minReplicas).toBe(1);
  expect(spec.metrics).toEqual([{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }]);
  expect(spec.behavior).toBeUndefined();
  const { behavior } = server.create(multi).body['spec'] as typeof spec;
  expect(behavior?.scaleUp).toEqual({
    stabilizationWindowSeconds: 0,
    selectPolicy: 'Max',
    policies: [
      { type: 'Pods', value: 4, periodSeconds: 15 },
      { type: 'Percent', value: 100, periodSeconds: 15 },
    ],
  });
  expect(behavior?.scaleDown).toEqual({
    stabilizationWindowSeconds: 60,
    selectPolicy: 'Max',
    policies: [{ type: 'Percent', value: 50, periodSeconds: 30 }],
  });
});

test('a new autoscaler knows nothing and has no generation', () => {
  const { body } = kindServer().create(plain('maxReplicas: 3'));
  expect(body['status']).toEqual({ currentMetrics: null, desiredReplicas: 0 });
  expect(body.metadata.generation).toBeUndefined();
});

describe('the table', () => {
  test('two metrics, and how many more', () => {
    const server = kindServer();
    server.create(multi);
    server.create(plain('maxReplicas: 3'));
    expect(server.rows(multi)).toEqual([
      ['multi', 'Deployment/web', 'cpu: <unknown>/70%, memory: <unknown>/100Mi + 1 more...', '1', 10, 0, '0s'],
      ['x', 'Deployment/web', 'cpu: <unknown>/80%', '1', 3, 0, '0s'],
    ]);
  });

  test('what is measured', () => {
    const server = kindServer();
    server.create(multi);
    const stored = server.api.get('horizontalpodautoscalers.autoscaling', 'default', 'multi') as HorizontalPodAutoscaler;
    const currentMetrics = [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 35, averageValue: '35m' } } }];
    server.api.updateStatus('horizontalpodautoscalers.autoscaling', {
      ...stored,
      status: { desiredReplicas: 2, currentReplicas: 2, currentMetrics },
    });
    expect(server.rows(multi)[0]).toEqual([
      'multi',
      'Deployment/web',
      'cpu: 35%/70%, memory: <unknown>/100Mi + 1 more...',
      '1',
      10,
      2,
      '0s',
    ]);
  });
});

describe('autoscaling/v1', () => {
  const first =
    '{apiVersion: autoscaling/v1, kind: HorizontalPodAutoscaler, metadata: {name: one}, spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, maxReplicas: 4, targetCPUUtilizationPercentage: 60}}';

  test('is another view of what is stored', () => {
    const server = kindServer();
    expect(server.create(first).body).toMatchObject({
      apiVersion: 'autoscaling/v1',
      spec: { minReplicas: 1, maxReplicas: 4, targetCPUUtilizationPercentage: 60 },
    });
    const stored = server.api.get('horizontalpodautoscalers.autoscaling', 'default', 'one');
    expect(stored).toMatchObject({
      apiVersion: 'autoscaling/v2',
      spec: { metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } } }] },
    });
    expect(server.rows(first)).toEqual([['one', 'Deployment/web', 'cpu: <unknown>/60%', '1', 4, 0, '0s']]);
    expect(server.patch(first, { spec: { maxReplicas: 6 } }).body['spec']).toMatchObject({
      maxReplicas: 6,
      targetCPUUtilizationPercentage: 60,
    });
    expect(server.api.get('horizontalpodautoscalers.autoscaling', 'default', 'one')?.apiVersion).toBe('autoscaling/v2');
  });

  test('loses nothing of the second version', () => {
    const server = kindServer();
    const { body } = server.create(multi);
    const stored = body as HorizontalPodAutoscaler;
    const view = toFirstVersion(stored);
    expect(JSON.parse(view.metadata.annotations?.['autoscaling.alpha.kubernetes.io/metrics'] ?? '')).toEqual([
      { type: 'Resource', resource: { name: 'memory', targetAverageValue: '100Mi' } },
      { type: 'Pods', pods: { metricName: 'requests_per_second', targetAverageValue: '50' } },
    ]);
    const back = fromFirstVersion(view);
    expect(back.metadata).toEqual(stored.metadata);
    expect(back.spec?.behavior).toEqual(stored.spec?.behavior);
    expect(back.spec?.metrics).toHaveLength(3);
    for (const metric of stored.spec?.metrics ?? []) expect(back.spec?.metrics).toContainEqual(metric);
  });
});
