import type { PersistentVolume, PersistentVolumeClaim } from '../../../api/types.ts';
import { reject, type SchedulerPlugin, type SchedulingCycle } from '../framework.ts';
import { matchesNodeSelector } from '../node-selector.ts';
import type { NodeSummary } from '../node-summary.ts';
import { claimNames, classOf, isBound, waitsForConsumer } from '../pod-claims.ts';
import { matchingVolume, NO_PROVISIONER } from '../volume-match.ts';

const CHANGES = ['nodes', 'persistentvolumeclaims', 'persistentvolumes', 'storageclasses.storage.k8s.io'];

/** Bound volumes must be reachable from the node; claims that wait for their consumer need a volume that is, or a provisioner. */
export const volumeBinding: SchedulerPlugin = {
  name: 'VolumeBinding',
  prepare: (cycle) => {
    const names = claimNames(cycle.pod);
    if (names.length === 0) return undefined;
    const { namespace = '' } = cycle.pod.metadata;
    const claims: PersistentVolumeClaim[] = [];
    for (const name of names) {
      const claim = cycle.api.get('persistentvolumeclaims', namespace, name);
      const refusal = refusalOf(claim, name, cycle);
      if (refusal !== undefined) return { refusal };
      claims.push(claim!);
    }
    const bound = claims.filter(isBound).map(({ spec }) => cycle.api.get('persistentvolumes', '', spec?.volumeName ?? ''));
    const waiting = claims.filter((claim) => !isBound(claim));
    return {
      filter: (summary) => {
        if (bound.some((volume) => volume && !isReachable(volume, summary)))
          return reject("node(s) didn't match PersistentVolume's node affinity", true);
        return waiting.every((claim) => canBeBound(claim, summary, cycle))
          ? undefined
          : reject("node(s) didn't find available persistent volumes to bind", true);
      },
    };
  },
  helpedBy: ({ resource }) => CHANGES.includes(resource),
};

function refusalOf(claim: PersistentVolumeClaim | undefined, name: string, { api }: SchedulingCycle): string | undefined {
  if (!claim) return `persistentvolumeclaim "${name}" not found`;
  if (claim.status?.phase === 'Lost')
    return `persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${claim.spec?.volumeName ?? ''}"`;
  if (claim.metadata.deletionTimestamp) return `persistentvolumeclaim "${name}" is being deleted`;
  return isBound(claim) || waitsForConsumer(claim, api) ? undefined : 'pod has unbound immediate PersistentVolumeClaims';
}

function isReachable(volume: PersistentVolume, { node }: NodeSummary): boolean {
  const required = volume.spec?.nodeAffinity?.required;
  return !required || matchesNodeSelector(required, node);
}

function canBeBound(claim: PersistentVolumeClaim, { node }: NodeSummary, { api }: SchedulingCycle): boolean {
  const selected = claim.metadata.annotations?.['volume.kubernetes.io/selected-node'];
  if (selected) return selected === node.metadata.name;
  if (matchingVolume(claim, node, api)) return true;
  const provisioner = classOf(claim, api)?.provisioner;
  return provisioner !== undefined && provisioner !== NO_PROVISIONER;
}
