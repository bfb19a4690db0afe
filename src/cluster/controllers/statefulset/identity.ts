import type { PersistentVolumeClaim, Pod, PodTemplateSpec, StatefulSet } from '../../../api/types.ts';
import type { NewObject } from '../../apiserver/cluster-api.ts';
import { podFromTemplate } from '../pod-control.ts';

export const REVISION_LABEL = 'controller-revision-hash';
const NAME_LABEL = 'statefulset.kubernetes.io/pod-name';
const INDEX_LABEL = 'apps.kubernetes.io/pod-index';

/** The number at the end of a pod's name, if the rest is the set's. */
export function ordinalOf({ metadata }: StatefulSet, pod: Pod): number | undefined {
  const prefix = `${metadata.name ?? ''}-`;
  const name = pod.metadata.name ?? '';
  const rest = name.slice(prefix.length);
  return name.startsWith(prefix) && /^(0|[1-9][0-9]*)$/.test(rest) ? Number(rest) : undefined;
}

export function revisionOf(pod: Pod): string {
  return pod.metadata.labels?.[REVISION_LABEL] ?? '';
}

/** The pod of an ordinal: its name is its host name, and its claims are its own. */
export function newPod(set: StatefulSet, template: PodTemplateSpec, ordinal: number, revision: string): NewObject<Pod> {
  const name = `${set.metadata.name ?? ''}-${ordinal}`;
  const pod = podFromTemplate(template, set);
  const spec = pod.spec as NonNullable<Pod['spec']>;
  pod.metadata.name = name;
  pod.metadata.labels = { ...pod.metadata.labels, [NAME_LABEL]: name, [INDEX_LABEL]: String(ordinal), [REVISION_LABEL]: revision };
  const claims = (set.spec?.volumeClaimTemplates ?? []).map(({ metadata }) => metadata?.name ?? '');
  const own = claims.map((claim) => ({ name: claim, persistentVolumeClaim: { claimName: `${claim}-${name}` } }));
  const others = (spec.volumes ?? []).filter((volume) => !claims.includes(volume.name));
  pod.spec = {
    ...spec,
    hostname: name,
    ...(set.spec?.serviceName ? { subdomain: set.spec.serviceName } : {}),
    ...(own.length > 0 || others.length > 0 ? { volumes: [...own, ...others] } : {}),
  };
  return pod;
}

/** The claims of a pod's volumes, from the set's templates. */
export function claimsOf(set: StatefulSet, podName: string): NewObject<PersistentVolumeClaim>[] {
  const retention = set.spec?.persistentVolumeClaimRetentionPolicy;
  const { apiVersion = 'apps/v1', kind = 'StatefulSet' } = set;
  const owner = {
    apiVersion,
    kind,
    name: set.metadata.name ?? '',
    uid: set.metadata.uid ?? '',
    controller: true,
    blockOwnerDeletion: true,
  };
  return (set.spec?.volumeClaimTemplates ?? []).map(
    (template) =>
      ({
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: {
          name: `${template.metadata?.name ?? ''}-${podName}`,
          namespace: set.metadata.namespace ?? '',
          labels: { ...template.metadata?.labels, ...set.spec?.selector.matchLabels },
          ...(template.metadata?.annotations ? { annotations: template.metadata.annotations } : {}),
          ...(retention?.whenDeleted === 'Delete' ? { ownerReferences: [owner] } : {}),
        },
        spec: template.spec,
      }) as unknown as NewObject<PersistentVolumeClaim>,
  );
}
