import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../src/api/object.ts';
import { withLastApplied } from '../../../src/api/patch/last-applied.ts';
import { patchedLocally, threeWayPatch } from '../../../src/kubectl/apply/three-way.ts';

const resource = (group: string, kind: string) => ({
  group,
  version: 'v1',
  name: `${kind.toLowerCase()}s`,
  singularName: '',
  kind,
  namespaced: true,
  verbs: [],
});
const info = (kind: string, group = '') => ({ resource: resource(group, kind), namespace: 'default', name: 'x' });

const configMap = (data: Record<string, string>): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'x', namespace: 'default' },
  data,
});

describe('three-way patches', () => {
  const applied = withLastApplied(configMap({ color: 'blue', mode: 'slow' }));
  const live = { ...applied, data: { ...applied['data'], extra: 'kept' } } as KubeObject;

  it('takes out what the manifest no longer has, and leaves what others have added', () => {
    const wanted = withLastApplied(configMap({ color: 'green' }));
    const patch = threeWayPatch(info('ConfigMap'), wanted, live);
    expect(patch).toMatchObject({ type: 'strategic', body: { data: { color: 'green', mode: null } } });
    expect(patchedLocally(info('ConfigMap'), live, patch)).toEqual({ ...wanted, data: { color: 'green', extra: 'kept' } });
  });

  it('is empty when nothing is to change', () => {
    expect(threeWayPatch(info('ConfigMap'), applied, live).body).toEqual({});
  });

  it('merges kinds that have no schema', () => {
    const made = { apiVersion: 'example.com/v1', kind: 'Crew', metadata: { name: 'x' }, list: [{ name: 'a' }, { name: 'b' }] };
    const wanted = withLastApplied({ ...made, list: [{ name: 'b' }] });
    expect(threeWayPatch(info('Crew', 'example.com'), wanted, withLastApplied(made))).toMatchObject({
      type: 'merge',
      body: { list: [{ name: 'b' }] },
    });
  });

  it('says when the annotation cannot be read', () => {
    const broken = { ...live, metadata: { ...live.metadata, annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{' } } };
    expect(() => threeWayPatch(info('ConfigMap'), applied, broken)).toThrow('is not a JSON object');
  });
});
