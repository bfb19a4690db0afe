import { expect, test } from 'vitest';
import { storageKey } from '../../../src/cluster/apiserver/storage-key.ts';

test.each([
  ['', 'configmaps', 'default', '/registry/configmaps/default/x'],
  ['', 'services', 'default', '/registry/services/specs/default/x'],
  ['', 'nodes', '', '/registry/minions/x'],
  ['apps', 'deployments', 'shop', '/registry/deployments/shop/x'],
  ['apiextensions.k8s.io', 'customresourcedefinitions', '', '/registry/apiextensions.k8s.io/customresourcedefinitions/x'],
])('%s %s', (group, plural, namespace, key) => {
  expect(storageKey({ group, plural }, namespace, 'x')).toBe(key);
});
