import { expect, test } from 'vitest';
import { compareVersions } from '../../../src/cluster/custom/version-order.ts';

test('stable versions come before beta and alpha, high numbers before low ones, other names last', () => {
  const order = ['v10', 'v2', 'v1', 'v11beta2', 'v10beta3', 'v3beta1', 'v12alpha1', 'v11alpha2', 'foo1', 'foo10'];
  expect([...order].reverse().sort(compareVersions)).toEqual(order);
});
