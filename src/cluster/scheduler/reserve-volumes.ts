import type { PersistentVolumeClaim, Pod } from '../../api/types.ts';
import type { ClusterApi } from '../apiserver/cluster-api.ts';
import type { NodeSummary } from './node-summary.ts';
import { claimNames, isBound } from './pod-claims.ts';
import { matchingVolume } from './volume-match.ts';

const SELECTED_NODE = 'volume.kubernetes.io/selected-node';

/** Asks for the volumes of claims that waited for this pod; false while they are not bound. */
export function reserveVolumes(pod: Pod, { node }: NodeSummary, api: ClusterApi): boolean {
  const { namespace = '' } = pod.metadata;
  const unbound = claimNames(pod)
    .map((name) => api.get('persistentvolumeclaims', namespace, name))
    .filter((claim): claim is PersistentVolumeClaim => claim !== undefined && !isBound(claim));
  for (const claim of unbound) reserve(claim, node, api);
  return unbound.length === 0;
}

function reserve(claim: PersistentVolumeClaim, node: NodeSummary['node'], api: ClusterApi): void {
  const { name = '', namespace = '', uid = '', resourceVersion = '' } = claim.metadata;
  if (claim.metadata.annotations?.[SELECTED_NODE]) return;
  const volume = matchingVolume(claim, node, api);
  if (volume) {
    if (volume.spec?.claimRef?.uid === uid) return;
    api.modify('persistentvolumes', '', volume.metadata.name ?? '', (draft) => {
      draft.spec!.claimRef = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name, namespace, uid, resourceVersion };
      draft.metadata.annotations = { ...draft.metadata.annotations, 'pv.kubernetes.io/bound-by-controller': 'yes' };
    });
    return;
  }
  api.modify('persistentvolumeclaims', namespace, name, (draft) => {
    draft.metadata.annotations = { ...draft.metadata.annotations, [SELECTED_NODE]: node.metadata.name ?? '' };
  });
}
