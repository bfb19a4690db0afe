import { formatRfc3339 } from '../../src/api/time.ts';
import type { Pod } from '../../src/api/types.ts';
import type { Actor } from '../../src/cluster/sim/actor.ts';

/**
 * Runs bound pods: `exit N` ends a second after the start, everything else is ready after half a second and runs on. Images that
 * end in `:broken` never start. Pods that are deleted stop at once.
 */
export function endingKubelet(): Actor {
  return {
    name: 'kubelet',
    watches: {
      pods: ({ type, object }) => (type === 'DELETED' ? [] : [`${object.metadata.namespace ?? ''}/${object.metadata.name ?? ''}`]),
    },
    reconcile(key, { api, memory, now, timestamp }) {
      const [namespace = '', name = ''] = key.split('/');
      const pod = api.get('pods', namespace, name);
      if (!pod?.spec?.nodeName) return memory.delete(key);
      const finished = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
      if (pod.metadata.deletionTimestamp)
        return (pod.metadata.deletionGracePeriodSeconds ?? 0) > 0
          ? api.delete('pods', namespace, name, { gracePeriodSeconds: 0 })
          : undefined;
      if (finished || pod.spec.containers[0]?.image?.endsWith(':broken')) return;
      const started = memory.get<number>(key) ?? now();
      memory.set(key, started);
      const exit = /^exit (\d+)$/.exec(pod.spec.containers[0]?.command?.[2] ?? '');
      const due = started + (exit ? 1000 : 500);
      if (due > now()) return { at: due };
      if (!exit && pod.status?.phase === 'Running') return;
      const ready = { type: 'Ready', status: exit ? 'False' : 'True', lastTransitionTime: formatRfc3339(now()) };
      const exitCode = Number(exit?.[1] ?? 0);
      const state = exit
        ? { terminated: { exitCode, reason: exitCode === 0 ? 'Completed' : 'Error', finishedAt: timestamp() } }
        : { running: { startedAt: timestamp() } };
      const [{ name: container = '' } = {}] = pod.spec.containers;
      const index = Number.parseInt(pod.metadata.uid?.slice(0, 4) ?? '0', 16);
      api.updateStatus('pods', {
        ...pod,
        status: {
          ...pod.status,
          phase: exit ? (exitCode === 0 ? 'Succeeded' : 'Failed') : 'Running',
          startTime: formatRfc3339(started),
          podIP: `10.244.${index >> 8}.${index & 255}`,
          conditions: [...(pod.status?.conditions ?? []).filter(({ type }) => type !== 'Ready'), ready],
          containerStatuses: [{ name: container, ready: !exit, restartCount: 0, image: '', imageID: '', state }],
        },
      } as unknown as Pod);
    },
  };
}
