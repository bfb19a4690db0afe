import { describe, expect, it } from 'vitest';
import { StatusError } from '../../../../src/api/status.ts';
import { realCluster } from '../../../support/real-cluster.ts';

const { cluster } = realCluster();
const address = { group: '', version: 'v1', resource: 'componentstatuses' } as const;
const names = (selector: { labelSelector?: string; fieldSelector?: string }): unknown[] =>
  (cluster.handle({ ...address, verb: 'list', ...selector }).body['items'] as { metadata: { name: string } }[]).map(
    ({ metadata }) => metadata.name,
  );
const refused = (action: () => unknown): string => {
  try {
    action();
    return '';
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    return `${error.code} ${error.message}`;
  }
};

describe('ComponentStatuses', () => {
  it('say that the control plane is well, with a warning that nobody should ask', () => {
    const { body, warnings } = cluster.handle({ ...address, verb: 'list', representation: 'Table', includeObject: 'None' });
    expect((body['rows'] as { cells: unknown[] }[]).map(({ cells }) => cells)).toEqual([
      ['controller-manager', 'Healthy', 'ok', ''],
      ['scheduler', 'Healthy', 'ok', ''],
      ['etcd-0', 'Healthy', 'ok', ''],
    ]);
    expect(warnings).toEqual(['v1 ComponentStatus is deprecated in v1.19+']);
  });

  it('have no history: neither uid nor revision', () => {
    expect(cluster.handle({ ...address, verb: 'get', name: 'etcd-0' }).body).toEqual({
      kind: 'ComponentStatus',
      apiVersion: 'v1',
      metadata: { name: 'etcd-0' },
      conditions: [{ type: 'Healthy', status: 'True', message: 'ok' }],
    });
  });

  it('are selected by name, and have no labels', () => {
    expect(names({ fieldSelector: 'metadata.name=scheduler' })).toEqual(['scheduler']);
    expect(names({ labelSelector: 'a=b' })).toEqual([]);
    expect(names({ labelSelector: 'a!=b' })).toHaveLength(3);
  });

  it('can only be looked at', () => {
    expect(refused(() => cluster.handle({ ...address, verb: 'get', name: 'etcd-1' }))).toBe('500 Component not found: etcd-1');
    expect(refused(() => cluster.handle({ ...address, verb: 'delete', name: 'etcd-0' }))).toMatch(/^405 /);
    expect(refused(() => cluster.watch(address))).toBe('405 watch is not supported on resources of kind "componentstatuses"');
  });
});
