import type { Container, ContainerStatus, Pod, PodCondition } from '../../../api/types.ts';
import type { Phase } from './phase.ts';

interface Verdict {
  type: string;
  status: 'True' | 'False';
  reason?: string;
  message?: string;
}

const OWNED = ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'];

export interface ConditionFacts {
  pod: Pod;
  phase: Phase;
  /** Sandbox and network are there. */
  setUp: boolean;
  initStatuses: readonly ContainerStatus[];
  statuses: readonly ContainerStatus[];
  timestamp: string;
}

/** All conditions in the kubelet's order, those of others first; times of what has not changed stay. */
export function podConditions(facts: ConditionFacts): PodCondition[] {
  const { pod, timestamp } = facts;
  const present = pod.status?.conditions ?? [];
  const ready = containersReady(facts);
  const verdicts: Verdict[] = [
    { type: 'PodReadyToStartContainers', status: facts.setUp ? 'True' : 'False' },
    initialized(facts),
    { ...withGates(ready, pod), type: 'Ready' },
    { ...ready, type: 'ContainersReady' },
    { type: 'PodScheduled', status: 'True' },
  ];
  const owned = verdicts.map((verdict) => {
    const earlier = present.find(({ type }) => type === verdict.type);
    const same = earlier?.status === verdict.status && earlier.lastTransitionTime;
    return {
      ...verdict,
      lastProbeTime: null,
      lastTransitionTime: same ? earlier.lastTransitionTime : timestamp,
      observedGeneration: pod.metadata.generation ?? 1,
    } as unknown as PodCondition;
  });
  return [...present.filter(({ type }) => !OWNED.includes(type)), ...owned];
}

function initialized({ pod, phase, initStatuses, statuses }: ConditionFacts): Verdict {
  const type = 'Initialized';
  const containers = pod.spec?.initContainers ?? [];
  const incomplete = containers.filter((container) => !isInitialized(container, initStatuses)).map(({ name }) => name);
  if (phase === 'Succeeded' && incomplete.length === 0) return { type, status: 'True', reason: 'PodCompleted' };
  // Once a main container has been started, initialization is over for good, whatever a sidecar does.
  const begun = statuses.some(({ state, lastState, started }) => started || state?.running || state?.terminated || lastState?.terminated);
  if (incomplete.length === 0 || begun) return { type, status: 'True' };
  return {
    type,
    status: 'False',
    reason: 'ContainersNotInitialized',
    message: `containers with incomplete status: [${incomplete.join(' ')}]`,
  };
}

function isInitialized(container: Container, statuses: readonly ContainerStatus[]): boolean {
  const status = statuses.find(({ name }) => name === container.name);
  return container.restartPolicy === 'Always' ? status?.started === true : status?.ready === true;
}

function containersReady({ pod, phase, initStatuses, statuses }: ConditionFacts): Omit<Verdict, 'type'> {
  if (phase === 'Succeeded') return { status: 'False', reason: 'PodCompleted' };
  if (phase === 'Failed') return { status: 'False', reason: 'PodFailed' };
  const sidecars = (pod.spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  const isUnready = (list: readonly ContainerStatus[]) => (container: Container) =>
    !list.find(({ name }) => name === container.name)?.ready;
  const unready = [...sidecars.filter(isUnready(initStatuses)), ...(pod.spec?.containers ?? []).filter(isUnready(statuses))];
  if (unready.length === 0) return { status: 'True' };
  return {
    status: 'False',
    reason: 'ContainersNotReady',
    message: `containers with unready status: [${unready.map(({ name }) => name).join(' ')}]`,
  };
}

function withGates(ready: Omit<Verdict, 'type'>, pod: Pod): Omit<Verdict, 'type'> {
  if (ready.status === 'False') return ready;
  const troubles = (pod.spec?.readinessGates ?? []).flatMap(({ conditionType }) => {
    const condition = pod.status?.conditions?.find(({ type }) => type === conditionType);
    if (!condition) return [`corresponding condition of pod readiness gate "${conditionType}" does not exist.`];
    return condition.status === 'True'
      ? []
      : [`the status of pod readiness gate "${conditionType}" is not "True", but ${condition.status}`];
  });
  return troubles.length === 0 ? ready : { status: 'False', reason: 'ReadinessGatesNotReady', message: troubles.join(', ') };
}
