import { reject, freesResources, type SchedulerPlugin } from '../framework.ts';
import { claimNames } from '../pod-claims.ts';

/** A claim of access mode ReadWriteOncePod serves one pod in the whole cluster. */
export const volumeRestrictions: SchedulerPlugin = {
  name: 'VolumeRestrictions',
  prepare: ({ pod, nodes, api }) => {
    const { namespace = '' } = pod.metadata;
    const exclusive = claimNames(pod).filter((name) =>
      api.get('persistentvolumeclaims', namespace, name)?.spec?.accessModes?.includes('ReadWriteOncePod'),
    );
    if (exclusive.length === 0) return undefined;
    const used = nodes.some(({ pods }) =>
      [...pods.values()].some(
        (other) => other.metadata.namespace === namespace && claimNames(other).some((name) => exclusive.includes(name)),
      ),
    );
    if (!used) return undefined;
    return { filter: () => reject('node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode') };
  },
  helpedBy: freesResources,
};
