import { formatRfc3339 } from '../../../api/time.ts';
import type { Container, ContainerStatus, Node, Pod, PodStatus } from '../../../api/types.ts';
import { qosClass } from '../../kinds/core/pod-qos.ts';
import type { PodRecord } from '../records.ts';
import { podConditions } from './conditions.ts';
import { containerStatus, type ContainerRole, type ImageUser } from './container-status.ts';
import { podPhase, type Phase } from './phase.ts';

export interface StatusFacts {
  pod: Pod;
  node: Node;
  record: PodRecord;
  userOf(image: string): ImageUser;
  timestamp: string;
}

/** The status that the kubelet writes: a pure function of the pod, its record and what is there already. */
export function podStatus({ pod, node, record, userOf, timestamp }: StatusFacts): PodStatus {
  const spec = pod.spec!;
  const common = {
    observedGeneration: pod.metadata.generation ?? 1,
    qosClass: pod.status?.qosClass ?? qosClass(spec),
    startTime: pod.status?.startTime ?? formatRfc3339(record.startTime),
    ...(record.failure && { message: record.failure.message, reason: record.failure.reason }),
  };
  // Refused before anything of it was looked at.
  if (record.failure && !record.setup.ready && !record.stopping)
    return { ...common, conditions: pod.status?.conditions, phase: 'Failed' } as unknown as PodStatus;
  const statusOf = (container: Container, role: ContainerRole): ContainerStatus =>
    containerStatus({ pod, container, role, record: record.containers[container.name], imageUser: userOf(container.image ?? '') });
  const initStatuses = (spec.initContainers ?? []).map((each) => statusOf(each, roleOf(each)));
  const statuses = spec.containers.map((each) => statusOf(each, 'main')).sort(byName);
  const ephemeral = (spec.ephemeralContainers ?? []).map((each) => statusOf(each as Container, 'ephemeral'));
  const phase = phaseOf(pod, record, initStatuses, statuses);
  const setUp = record.setup.ready && record.ended !== true;
  const hostIP = hostAddress(node);
  const podIP = spec.hostNetwork ? hostIP : record.ip;
  return {
    ...common,
    conditions: podConditions({ pod, phase, setUp, initStatuses, statuses, timestamp }),
    containerStatuses: statuses,
    ...(ephemeral.length > 0 && { ephemeralContainerStatuses: ephemeral }),
    ...(hostIP && { hostIP, hostIPs: [{ ip: hostIP }] }),
    ...(initStatuses.length > 0 && { initContainerStatuses: initStatuses }),
    phase,
    ...(podIP && { podIP, podIPs: [{ ip: podIP }] }),
  } as unknown as PodStatus;
}

export function roleOf(container: Container): 'init' | 'sidecar' {
  return container.restartPolicy === 'Always' ? 'sidecar' : 'init';
}

/** Init containers are not through: the others have to wait. */
export function isInitializing(pod: Pod, record: PodRecord): boolean {
  if (pod.spec?.containers.some(({ name }) => record.containers[name]?.run)) return false;
  return (pod.spec?.initContainers ?? []).some((container) => {
    const own = record.containers[container.name];
    if (container.restartPolicy === 'Always') return own?.started !== true;
    return !(own?.phase === 'exited' && own.run?.exit?.code === 0);
  });
}

export function hostAddress({ status }: Node): string | undefined {
  return status?.addresses?.find(({ type }) => type === 'InternalIP')?.address;
}

function phaseOf(pod: Pod, record: PodRecord, initStatuses: readonly ContainerStatus[], statuses: readonly ContainerStatus[]): Phase {
  if (record.failure) return 'Failed';
  if (record.ended && record.stopping) {
    // Nothing is restarted any more: whatever the policy, the pod has come to its end.
    const all = [...initStatuses, ...statuses];
    return all.every(({ state }) => !state?.terminated || state.terminated.exitCode === 0) &&
      statuses.some(({ state }) => state?.terminated)
      ? 'Succeeded'
      : 'Failed';
  }
  return podPhase(pod, initStatuses, statuses);
}

function byName(a: ContainerStatus, b: ContainerStatus): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
