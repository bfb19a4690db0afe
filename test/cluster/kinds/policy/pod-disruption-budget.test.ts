import { expect, test } from 'vitest';
import { kindServer } from '../../../support/kind-server.ts';

const budget = (name: string, fields: string): string =>
  `{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: ${name}}, spec: {${fields}}}`;

test.each([
  [
    'minAvailable: 1, maxUnavailable: 1, selector: {matchLabels: {app: a}}',
    'spec: Invalid value: {"MinAvailable":1,"Selector":{"matchLabels":{"app":"a"}},"MaxUnavailable":1,"UnhealthyPodEvictionPolicy":null}: minAvailable and maxUnavailable cannot be both set',
  ],
  ['minAvailable: 150%', 'spec.minAvailable: Invalid value: "150%": must not be greater than 100%'],
  ['maxUnavailable: -1', 'spec.maxUnavailable: Invalid value: -1: must be greater than or equal to 0'],
  [
    'maxUnavailable: 1, unhealthyPodEvictionPolicy: Never',
    'spec.unhealthyPodEvictionPolicy: Unsupported value: "Never": supported values: "AlwaysAllow", "IfHealthyBudget"',
  ],
])('refused: %s', (fields, message) => {
  const server = kindServer();
  expect(server.refusal(() => server.create(budget('x', fields)))).toBe(`PodDisruptionBudget.policy "x" is invalid: ${message}`);
});

test('a new budget allows nothing yet', () => {
  const server = kindServer();
  const { body } = server.create(budget('web', 'minAvailable: 50%'));
  expect(body['status']).toEqual({ currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 });
  expect(body.metadata.generation).toBe(1);
  server.create(budget('api', 'maxUnavailable: 1'));
  expect(server.rows(budget('web', ''))).toEqual([
    ['api', 'N/A', '1', 0, '0s'],
    ['web', '50%', 'N/A', 0, '0s'],
  ]);
});
