import { expect, it } from 'vitest';
import type { ApiResource } from '../../../src/api/client.ts';
import { preferredResources } from '../../../src/kubectl/discovery/preferred.ts';

const resource = (group: string, version: string, name: string): ApiResource => ({
  group,
  version,
  name,
  singularName: '',
  kind: name,
  namespaced: true,
  verbs: ['get'],
});

it('every type comes once, in the preferred version that has it', () => {
  const resources = [
    resource('autoscaling', 'v1', 'horizontalpodautoscalers'),
    resource('autoscaling', 'v1', 'olds'),
    resource('autoscaling', 'v2', 'horizontalpodautoscalers'),
    resource('autoscaling', 'v2', 'horizontalpodautoscalers/status'),
    resource('', 'v1', 'pods'),
  ];
  const groups = [
    { name: '', versions: ['v1'] },
    { name: 'autoscaling', versions: ['v2', 'v1'] },
  ];
  expect(preferredResources({ resources, groups }).map(({ name, version }) => `${name}.${version}`)).toEqual([
    'pods.v1',
    'horizontalpodautoscalers.v2',
    'olds.v1',
  ]);
});
