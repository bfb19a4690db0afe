import { formatRfc3339 } from '../../../api/time.ts';
import type { Container, ContainerState, ContainerStatus, Pod, ResourceRequirements } from '../../../api/types.ts';
import { fullReference } from '../images/reference.ts';
import type { ContainerRecord, Run } from '../records.ts';

export type ContainerRole = 'init' | 'sidecar' | 'main' | 'ephemeral';

export interface ContainerFacts {
  pod: Pod;
  container: Container;
  role: ContainerRole;
  record: ContainerRecord | undefined;
  /** Groups that the image gives to its user, besides those of the pod. */
  imageUser: ImageUser;
}

export interface ImageUser {
  uid: number;
  gid: number;
  groups: readonly number[];
}

export function containerStatus(facts: ContainerFacts): ContainerStatus {
  const { container, role, record } = facts;
  const run = record?.run;
  const state = stateOf(facts);
  const running = state.running !== undefined;
  const last = state.waiting || !state.terminated ? lastEnded(record, state) : record?.previous;
  const status: Record<string, unknown> = {
    ...(run && { containerID: `containerd://${run.id}` }),
    image: run ? fullReference(run.image) : container.image,
    imageID: run ? run.imageId : '',
    lastState: last ? { terminated: terminated(last) } : {},
    name: container.name,
    ready: role === 'init' ? state.terminated?.exitCode === 0 : role !== 'ephemeral' && running && record?.ready === true,
    restartCount: record?.restarts ?? 0,
    ...(role !== 'ephemeral' && { started: running && record?.started === true }),
    state,
  };
  if (run) {
    const resources = (record?.resources ?? container.resources ?? {}) as ResourceRequirements;
    if (role !== 'ephemeral') {
      status['resources'] = inForce(resources);
      if (resources.requests) status['allocatedResources'] = resources.requests;
    }
    status['user'] = { linux: linuxUser(facts) };
  }
  const mounts = (container.volumeMounts ?? []).map(({ name, mountPath, readOnly }) => ({
    mountPath,
    name,
    ...(readOnly && { readOnly: true, recursiveReadOnly: 'Disabled' }),
  }));
  if (mounts.length > 0) status['volumeMounts'] = mounts;
  return status as unknown as ContainerStatus;
}

function stateOf({ record, pod }: ContainerFacts): ContainerState {
  const { run, waiting } = record ?? {};
  // A container whose postStart hook fails is never seen running: the kubelet tells of it when it is gone.
  if ((record?.phase === 'running' || record?.phase === 'stopping') && run?.stoppedFor !== 'hook')
    return { running: { startedAt: formatRfc3339(run!.startedAt) } } as ContainerState;
  if (run?.finishedAt !== undefined && !waiting) return { terminated: terminated(run) };
  const reason = (pod.spec?.initContainers?.length ?? 0) > 0 ? 'PodInitializing' : 'ContainerCreating';
  return { waiting: waiting ?? { reason } };
}

/** The run that has ended and is no longer shown as the state. */
function lastEnded(record: ContainerRecord | undefined, state: ContainerState): Run | undefined {
  if (state.running) return record?.previous;
  return record?.run?.finishedAt === undefined ? record?.previous : record.run;
}

function terminated({ id, exit, startedAt, finishedAt }: Run): NonNullable<ContainerState['terminated']> {
  return {
    containerID: `containerd://${id}`,
    exitCode: exit?.code ?? 0,
    finishedAt: formatRfc3339(finishedAt ?? startedAt),
    ...(exit?.message && { message: exit.message }),
    reason: exit?.reason ?? 'Completed',
    startedAt: formatRfc3339(exit?.reason === 'StartError' ? 0 : startedAt),
  } as unknown as NonNullable<ContainerState['terminated']>;
}

function inForce({ limits, requests }: ResourceRequirements): object {
  return { ...(limits && { limits }), ...(requests && { requests }) };
}

function linuxUser({ pod, container, imageUser }: ContainerFacts): object {
  const security = { ...pod.spec?.securityContext, ...container.securityContext };
  const named = security.runAsUser !== undefined || security.runAsGroup !== undefined;
  const uid = security.runAsUser ?? imageUser.uid;
  const gid = security.runAsGroup ?? (security.runAsUser === undefined ? imageUser.gid : 0);
  const { fsGroup, supplementalGroups = [] } = pod.spec?.securityContext ?? {};
  const groups = new Set([gid, ...(named ? [] : imageUser.groups), ...supplementalGroups, ...(fsGroup === undefined ? [] : [fsGroup])]);
  return { gid, supplementalGroups: [...groups].sort((a, b) => a - b), uid };
}
