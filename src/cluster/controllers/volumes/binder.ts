import { deepEqual } from '../../../api/json.ts';
import { hasReason } from '../../../api/status.ts';
import type { PersistentVolume, PersistentVolumeClaim, Pod } from '../../../api/types.ts';
import { claimNames } from '../../scheduler/pod-claims.ts';
import type { Actor, ActorContext, Change, Requeue } from '../../sim/actor.ts';
import { keyOf, splitKey } from '../keys.ts';
import { BIND_COMPLETED, BOUND_BY_CONTROLLER, findVolume, isReservedFor, misfit } from './phases.ts';
import { announceWaiting, type Tell } from './consumers.ts';
import { isProvisionerPod, LOCAL_PATH, PROVISIONED_BY, provisionerRuns, SELECTED_NODE } from './local-path.ts';
import { deletion } from './reclaim.ts';

const COMPONENT = 'persistentvolume-controller';
const VOLUME = 'volume ';
/** What has taken over from the provisioners that were once built in. */
const MIGRATED: Readonly<Record<string, string>> = {
  'kubernetes.io/aws-ebs': 'ebs.csi.aws.com',
  'kubernetes.io/azure-disk': 'disk.csi.azure.com',
  'kubernetes.io/azure-file': 'file.csi.azure.com',
  'kubernetes.io/cinder': 'cinder.csi.openstack.org',
  'kubernetes.io/gce-pd': 'pd.csi.storage.gke.io',
  'kubernetes.io/portworx-volume': 'pxd.portworx.com',
  'kubernetes.io/vsphere-volume': 'csi.vsphere.vmware.com',
};

/**
 * Binds claims to volumes. Claims have their own keys, volumes `volume /NAME`.
 */
export const volumeBinder: Actor = {
  name: 'persistentvolume-binder',
  watches: {
    persistentvolumeclaims: wakeByClaim,
    persistentvolumes: wakeByVolume,
    pods: wakeByPod,
    'storageclasses.storage.k8s.io': (_, { api }) => api.list('persistentvolumeclaims').filter(isPending).map(keyOf),
  },
  reconcile(key, context): Requeue | void {
    if (key.startsWith(VOLUME)) {
      const volume = context.api.get('persistentvolumes', '', splitKey(key.slice(VOLUME.length)).name);
      if (volume) syncVolume(volume, context);
      return;
    }
    const { namespace, name } = splitKey(key);
    const claim = context.api.get('persistentvolumeclaims', namespace, name);
    if (!claim) return;
    return claim.metadata.annotations?.[BIND_COMPLETED] === undefined ? syncUnbound(claim, context) : syncBound(claim, context);
  },
};

function isPending({ status }: PersistentVolumeClaim): boolean {
  return status?.phase !== 'Bound';
}

function* wakeByClaim(change: Change): Iterable<string> {
  yield keyOf(change.object);
  const volume = (change.object as unknown as PersistentVolumeClaim).spec?.volumeName;
  if (volume) yield `${VOLUME}/${volume}`;
}

/** A volume that is free, or no longer so, may be what claims wait for, or lose. */
function* wakeByVolume({ object }: Change, { api }: ActorContext): Iterable<string> {
  yield VOLUME + keyOf(object);
  const volume = object as unknown as PersistentVolume;
  const { namespace, name } = volume.spec?.claimRef ?? {};
  if (name) yield `${namespace ?? ''}/${name}`;
  for (const claim of api.list('persistentvolumeclaims')) {
    const named = claim.spec?.volumeName === volume.metadata.name;
    if (named || (isPending(claim) && !volume.spec?.claimRef && !claim.spec?.volumeName)) yield keyOf(claim);
  }
}

/** A pod that is to be placed may be whom its claims wait for; the provisioner's own may have work that was left. */
function* wakeByPod(change: Change, { api }: ActorContext): Iterable<string> {
  const pod = change.object as unknown as Pod;
  if (change.type === 'ADDED') for (const name of claimNames(pod)) yield `${pod.metadata.namespace ?? ''}/${name}`;
  if (isProvisionerPod(change)) for (const volume of api.list('persistentvolumes')) yield VOLUME + keyOf(volume);
}

function syncUnbound(claim: PersistentVolumeClaim, context: ActorContext): Requeue | void {
  if (claim.metadata.deletionTimestamp) return;
  const name = claim.spec?.volumeName;
  return name ? syncNamed(claim, name, context) : syncUnnamed(claim, context);
}

/** The claim asks for one volume and no other. */
function syncNamed(claim: PersistentVolumeClaim, volumeName: string, context: ActorContext): void {
  const volume = context.api.get('persistentvolumes', '', volumeName);
  if (!volume) return writePhase(claim, 'Pending', context);
  if (volume.spec?.claimRef && !isReservedFor(volume, claim)) {
    tell(claim, 'Warning', 'FailedBinding', `volume "${volumeName}" already bound to a different claim.`, context);
    return writePhase(claim, 'Pending', context);
  }
  const why = misfit(volume, claim);
  if (why && !volume.spec?.claimRef) {
    tell(claim, 'Warning', 'VolumeMismatch', `Cannot bind to requested volume "${volumeName}": ${why}`, context);
    return writePhase(claim, 'Pending', context);
  }
  bind(volume, claim, context);
}

function syncUnnamed(claim: PersistentVolumeClaim, context: ActorContext): Requeue | void {
  const { api } = context;
  const className = claim.spec?.storageClassName ?? '';
  const storageClass = className === '' ? undefined : api.get('storageclasses.storage.k8s.io', '', className);
  const selected = claim.metadata.annotations?.[SELECTED_NODE] !== undefined;
  const volumes = api.list('persistentvolumes');
  const reserved = volumes.find((volume) => isReservedFor(volume, claim));
  const waits = storageClass?.volumeBindingMode === 'WaitForFirstConsumer' && !selected && !reserved;
  const volume = reserved ?? (waits ? undefined : findVolume(claim, volumes));
  if (volume) return bind(volume, claim, context);
  let next: Requeue | void = undefined;
  if (waits) next = announceWaiting(claim, tell, context);
  else if (className === '')
    tell(claim, 'Normal', 'FailedBinding', 'no persistent volumes available for this claim and no storage class is set', context);
  else if (!storageClass) tell(claim, 'Warning', 'ProvisioningFailed', `storageclass.storage.k8s.io "${className}" not found`, context);
  else {
    const provisioner = MIGRATED[storageClass.provisioner] ?? storageClass.provisioner;
    if (!provisioner.startsWith('kubernetes.io/')) return provision(claim, provisioner, context);
    tell(claim, 'Warning', 'ProvisioningFailed', `no volume plugin matched name: ${provisioner}`, context);
  }
  writePhase(claim, 'Pending', context);
  return next;
}

/** An external provisioner takes over; only ours does anything. */
function provision(claim: PersistentVolumeClaim, provisioner: string, context: ActorContext): void {
  const annotations = {
    ...claim.metadata.annotations,
    'volume.beta.kubernetes.io/storage-provisioner': provisioner,
    'volume.kubernetes.io/storage-provisioner': provisioner,
  };
  const asked = deepEqual(annotations, claim.metadata.annotations);
  const next = asked ? claim : context.api.update('persistentvolumeclaims', { ...claim, metadata: { ...claim.metadata, annotations } });
  if (!asked) {
    const message =
      `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. ` +
      'If volume creation is delayed, please verify that the provisioner is running and correctly registered.';
    tell(claim, 'Normal', 'ExternalProvisioning', message, context);
  }
  writePhase(next, 'Pending', context);
}

function bind(volume: PersistentVolume, claim: PersistentVolumeClaim, context: ActorContext): void {
  const { api } = context;
  const { name = '', namespace = '', uid = '', resourceVersion = '' } = claim.metadata;
  let bound = volume;
  if (volume.spec?.claimRef?.uid !== uid) {
    const claimRef = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name, namespace, uid, resourceVersion };
    const chosen = volume.spec?.claimRef === undefined;
    bound = api.update('persistentvolumes', {
      ...volume,
      metadata: chosen ? annotated(volume, BOUND_BY_CONTROLLER) : volume.metadata,
      spec: { ...volume.spec, claimRef },
    } as PersistentVolume);
  }
  writeVolumePhase(bound, 'Bound', context);
  const volumeName = bound.metadata.name ?? '';
  const chosen = claim.spec?.volumeName !== volumeName;
  const metadata = annotated(claim, BIND_COMPLETED, ...(chosen ? [BOUND_BY_CONTROLLER] : []));
  const next = api.update('persistentvolumeclaims', { ...claim, metadata, spec: { ...claim.spec, volumeName } } as PersistentVolumeClaim);
  writeBoundStatus(next, bound, context);
}

function annotated<T extends { metadata: { annotations?: Record<string, string> } }>(
  object: T,
  ...names: readonly string[]
): T['metadata'] {
  return { ...object.metadata, annotations: { ...object.metadata.annotations, ...Object.fromEntries(names.map((name) => [name, 'yes'])) } };
}

function syncBound(claim: PersistentVolumeClaim, context: ActorContext): void {
  const volumeName = claim.spec?.volumeName ?? '';
  const volume = context.api.get('persistentvolumes', '', volumeName);
  if (volume && isReservedFor(volume, claim)) return writeBoundStatus(claim, volume, context);
  if (claim.status?.phase === 'Lost') return;
  const message = volume
    ? 'Bound claim has lost reference to PersistentVolume. Data on the volume is lost!'
    : 'Bound claim has lost its PersistentVolume. Data on the volume is lost!';
  tell(claim, 'Warning', 'ClaimLost', message, context);
  writePhase(claim, 'Lost', context);
}

/** A volume is available until it is claimed, bound while its claim is there, and released when that is gone. */
function syncVolume(volume: PersistentVolume, context: ActorContext): void {
  const reference = volume.spec?.claimRef;
  if (!reference) return writeVolumePhase(volume, 'Available', context);
  if (!reference.uid) return writeVolumePhase(volume, 'Available', context);
  const claim = context.api.get('persistentvolumeclaims', reference.namespace ?? '', reference.name ?? '');
  if (claim && claim.metadata.uid === reference.uid) {
    if (claim.spec?.volumeName === volume.metadata.name && claim.metadata.annotations?.[BIND_COMPLETED])
      writeVolumePhase(volume, 'Bound', context);
    return;
  }
  writeVolumePhase(volume, 'Released', context);
  const provisioner = volume.metadata.annotations?.[PROVISIONED_BY];
  if (volume.spec?.persistentVolumeReclaimPolicy !== 'Delete') return;
  if (provisioner === LOCAL_PATH && provisionerRuns(context.api)) return removeVolume(volume, context);
  if (provisioner !== undefined || volume.status?.phase === 'Failed') return;
  const failure = deletion(volume);
  if (failure === undefined) return removeVolume(volume, context);
  context.events.record(volume, { type: 'Warning', reason: 'VolumeFailedDelete', message: failure, component: COMPONENT });
  writeVolumePhase(context.api.get('persistentvolumes', '', volume.metadata.name ?? '') ?? volume, 'Failed', context, failure);
}

function removeVolume(volume: PersistentVolume, { api }: ActorContext): void {
  if (volume.metadata.deletionTimestamp) return;
  try {
    api.delete('persistentvolumes', '', volume.metadata.name ?? '');
  } catch (error) {
    if (!hasReason(error, 'NotFound')) throw error;
  }
}

function writeVolumePhase(volume: PersistentVolume, phase: string, { api, timestamp }: ActorContext, message?: string): void {
  if (volume.status?.phase === phase || (phase === 'Released' && volume.status?.phase === 'Failed')) return;
  const { message: _, ...status } = volume.status ?? {};
  const next = { ...status, phase, lastPhaseTransitionTime: timestamp(), ...(message === undefined ? {} : { message }) };
  api.updateStatus('persistentvolumes', { ...volume, status: next } as PersistentVolume);
}

function writePhase(claim: PersistentVolumeClaim, phase: string, { api }: ActorContext): void {
  if (claim.status?.phase === phase) return;
  api.updateStatus('persistentvolumeclaims', { ...claim, status: { ...claim.status, phase } } as PersistentVolumeClaim);
}

function writeBoundStatus(claim: PersistentVolumeClaim, volume: PersistentVolume, { api }: ActorContext): void {
  const { capacity, accessModes } = volume.spec ?? {};
  const status = { ...claim.status, phase: 'Bound', ...(claim.status?.phase === 'Bound' ? {} : { accessModes, capacity }) };
  if (!deepEqual(status, claim.status)) api.updateStatus('persistentvolumeclaims', { ...claim, status } as PersistentVolumeClaim);
}

/** The same is said once; the real controller repeats it every 15 seconds. */
const tell: Tell = (claim, type, reason, message, { events, memory }) => {
  const note = `told ${claim.metadata.uid ?? ''}`;
  if (memory.get(note) === message) return;
  memory.set(note, message);
  events.record(claim, { type, reason, message, component: COMPONENT });
};
