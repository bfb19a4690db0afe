import type { CustomResourceDefinition } from '../../../api/types.ts';
import type { KindContext } from '../define.ts';

/** Keeps a definition until its instances are gone. */
export const CLEANUP_FINALIZER = 'customresourcecleanup.apiextensions.k8s.io';

type Status = NonNullable<CustomResourceDefinition['status']>;
type Condition = NonNullable<Status['conditions']>[number];

/** Groups of Kubernetes itself, in which definitions need an approval. */
export function isProtectedGroup(group: string): boolean {
  return ['k8s.io', 'kubernetes.io'].some((domain) => group === domain || group.endsWith(`.${domain}`));
}

/** A definition that was never asked to go, or still has instances, is held. */
export function isHeld({ status }: CustomResourceDefinition): boolean {
  const terminating = (status?.conditions ?? []).find(({ type }) => type === 'Terminating');
  return !(terminating?.status === 'False' && terminating.reason === 'InstanceDeletionCompleted');
}

/** Deleting marks the definition and leaves the rest to its controller. In place. */
export function markTerminating(object: CustomResourceDefinition): void {
  const { metadata } = object;
  const condition = {
    type: 'Terminating',
    status: 'True',
    reason: 'InstanceDeletionPending',
    message: 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
    lastTransitionTime: metadata.deletionTimestamp,
  } as unknown as Condition;
  metadata.finalizers = [...(metadata.finalizers ?? []).filter((one) => one !== CLEANUP_FINALIZER), CLEANUP_FINALIZER];
  const others = (object.status?.conditions ?? []).filter(({ type }) => type !== 'Terminating');
  object.status = { ...object.status, conditions: [...others, condition] } as Status;
}

/** What is in storage may be of any version that was ever the stored one. In place. */
export function noteStoredVersion(next: CustomResourceDefinition, _previous: CustomResourceDefinition, _context: KindContext): void {
  const storage = next.spec.versions?.find((version) => version.storage)?.name;
  const known = next.status?.storedVersions ?? [];
  if (storage === undefined || known.includes(storage)) return;
  next.status = { ...next.status, storedVersions: [...known, storage] } as Status;
}
