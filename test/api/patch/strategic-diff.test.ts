import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { deepClone, type JsonObject } from '../../../src/api/json.ts';
import { createThreeWayStrategicPatch, createTwoWayMergePatch } from '../../../src/api/patch/strategic-diff.ts';
import { applyStrategicMergePatch } from '../../../src/api/patch/strategic-merge.ts';
import { definition } from '../../../src/api/schema/index.ts';
import { deployments } from './workloads.ts';

const deployment = definition('apps.v1.Deployment');
const podSpec = definition('core.v1.PodSpec');

test('what can only be replaced as a whole is sent, changed or not', () => {
  const budget = { spec: { selector: { matchLabels: { app: 'web' } }, maxUnavailable: 1 } };
  expect(createTwoWayMergePatch(budget, deepClone(budget), definition('policy.v1.PodDisruptionBudget'))).toEqual({
    spec: { selector: { matchLabels: { app: 'web' } } },
  });
});

describe('two ways', () => {
  test.each<[string, JsonObject, JsonObject, JsonObject]>([
    ['nothing', { hostNetwork: true }, { hostNetwork: true }, {}],
    [
      'set, changed, removed',
      { hostname: 'a', nodeName: 'n' },
      { hostname: 'b', subdomain: 's' },
      { hostname: 'b', subdomain: 's', nodeName: null },
    ],
    [
      'an element changed',
      { containers: [{ name: 'a', image: 'x' }, { name: 'b' }] },
      { containers: [{ name: 'a', image: 'y' }, { name: 'b' }] },
      { containers: [{ name: 'a', image: 'y' }], '$setElementOrder/containers': [{ name: 'a' }, { name: 'b' }] },
    ],
    [
      'an element gone',
      { containers: [{ name: 'a' }, { name: 'b' }] },
      { containers: [{ name: 'b' }] },
      { containers: [{ $patch: 'delete', name: 'a' }], '$setElementOrder/containers': [{ name: 'b' }] },
    ],
    [
      'another order',
      { containers: [{ name: 'a' }, { name: 'b' }] },
      { containers: [{ name: 'b' }, { name: 'a' }] },
      { '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }] },
    ],
    ['the first elements', { containers: [] }, { containers: [{ name: 'a' }] }, { containers: [{ name: 'a' }] }],
    [
      'a volume of another sort',
      { volumes: [{ name: 'v', emptyDir: {} }] },
      { volumes: [{ name: 'v', hostPath: { path: '/' } }] },
      {
        volumes: [{ name: 'v', hostPath: { path: '/' }, emptyDir: null, $retainKeys: ['hostPath', 'name'] }],
        '$setElementOrder/volumes': [{ name: 'v' }],
      },
    ],
  ])('%s', (_what, original, modified, patch) => {
    expect(createTwoWayMergePatch(original, modified, podSpec)).toEqual(patch);
  });

  it('plain lists', () => {
    const meta = definition('meta.v1.ObjectMeta');
    expect(createTwoWayMergePatch({ finalizers: ['a', 'b'] }, { finalizers: ['c', 'b'] }, meta)).toEqual({
      finalizers: ['c'],
      '$deleteFromPrimitiveList/finalizers': ['a'],
      '$setElementOrder/finalizers': ['c', 'b'],
    });
  });
});

describe('three ways', () => {
  const spec = (containers: JsonObject[], more: JsonObject = {}): JsonObject => ({ spec: { template: { spec: { containers } }, ...more } });

  it('removes what was applied before, keeps what others have added', () => {
    const original = spec([{ name: 'a', image: 'x', tty: true }, { name: 'old' }], { paused: true });
    const modified = spec([{ name: 'a', image: 'y' }]);
    const current = spec([{ name: 'injected' }, { name: 'a', image: 'x', tty: true, stdin: true }, { name: 'old' }], {
      paused: true,
      replicas: 3,
    });
    const patch = createThreeWayStrategicPatch(original, modified, current, deployment);
    expect(patch).toEqual({
      spec: {
        paused: null,
        template: {
          spec: {
            containers: [
              { name: 'a', image: 'y', tty: null },
              { name: 'old', $patch: 'delete' },
            ],
            '$setElementOrder/containers': [{ name: 'a' }],
          },
        },
      },
    });
    expect(applyStrategicMergePatch(current, patch, deployment)).toEqual(
      spec([{ name: 'injected' }, { name: 'a', image: 'y', stdin: true }], { replicas: 3 }),
    );
  });

  it('a union keeps only its own keys', () => {
    const recreate = { spec: { strategy: { type: 'Recreate' } } };
    const current = { spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%' } } } };
    expect(createThreeWayStrategicPatch({ spec: {} }, recreate, current, deployment)).toEqual({
      spec: { strategy: { type: 'Recreate', $retainKeys: ['type'] } },
    });
  });

  it('applying again finds nothing to do', () => {
    fc.assert(
      fc.property(deployments, deployments, (original, modified) => {
        const patch = createThreeWayStrategicPatch(original, modified, deepClone(original), deployment);
        const applied = applyStrategicMergePatch(original, patch, deployment);
        expect(createThreeWayStrategicPatch(modified, modified, applied, deployment)).toEqual({});
      }),
      { numRuns: 200 },
    );
  });
});
