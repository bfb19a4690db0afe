import { formatRfc3339 } from '../../src/api/time.ts';
import type { Pod } from '../../src/api/types.ts';
import type { Actor } from '../../src/cluster/sim/actor.ts';

export interface FakeKubeletOptions {
  /** Seconds until a pod is ready; undefined: never. */
  startup?(pod: Pod): number | undefined;
  /** Seconds a pod takes to stop. */
  shutdown?: number;
  /** Nodes that unbound pods go to, in turn. */
  nodes?: readonly string[];
}

/** Binds pods to nodes in turn, makes them ready after a while and removes them when they are deleted: all a controller needs to see. */
export function fakeKubelet({ startup = () => 0.5, shutdown = 0.1, nodes = ['worker', 'worker2'] }: FakeKubeletOptions = {}): Actor {
  return {
    name: 'fake-kubelet',
    watches: {
      pods: ({ type, object }) => (type === 'DELETED' ? [] : [`${object.metadata.namespace ?? ''}/${object.metadata.name ?? ''}`]),
    },
    reconcile(key, { api, memory, now, timestamp }) {
      const [namespace = '', name = ''] = key.split('/');
      const pod = api.get('pods', namespace, name);
      if (!pod) return memory.delete(key);
      if (pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed') {
        if (pod.metadata.deletionTimestamp) api.delete('pods', namespace, name, { gracePeriodSeconds: 0 });
        return;
      }
      if (!pod.spec?.nodeName) {
        const next = memory.get<number>('next') ?? 0;
        memory.set('next', next + 1);
        api.modify('pods', namespace, name, (draft) => {
          draft.spec!.nodeName = nodes[next % nodes.length] ?? 'worker';
        });
        return;
      }
      const note = memory.get<{ ready?: number; gone?: number }>(key) ?? {};
      if (pod.metadata.deletionTimestamp) {
        const gone = note.gone ?? now() + shutdown * 1000;
        if (gone <= now()) return api.delete('pods', namespace, name, { gracePeriodSeconds: 0 });
        memory.set(key, { gone });
        return { at: gone };
      }
      if (pod.status?.phase === 'Running') return;
      const seconds = startup(pod);
      if (seconds === undefined) return;
      const ready = note.ready ?? now() + seconds * 1000;
      memory.set(key, { ready });
      if (ready > now()) return { at: ready };
      const lastTransitionTime = formatRfc3339(now());
      api.updateStatus('pods', {
        ...pod,
        status: { phase: 'Running', startTime: timestamp(), conditions: [{ type: 'Ready', status: 'True', lastTransitionTime }] },
      } as unknown as Pod);
    },
  };
}
