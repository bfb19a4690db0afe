import { StatusError } from '../../api/status.ts';
import type { Pod } from '../../api/types.ts';
import { isFinished } from '../controllers/pod-state.ts';
import type { Actor, ActorContext, Change, Requeue } from '../sim/actor.ts';
import { ClusterView } from './cluster-view.ts';
import { misfitMessage } from './fit-message.ts';
import type { SchedulingCycle } from './framework.ts';
import { podKey, withPods, type NodeSummary } from './node-summary.ts';
import { placePod, type Misfit } from './place-pod.ts';
import { podRequests } from './pod-requests.ts';
import { conditionMessage, nominate, setUnschedulable } from './pod-condition.ts';
import { findVictims, type Preemption } from './preemption.ts';
import { reserveVolumes } from './reserve-volumes.ts';
import { WaitingPods } from './waiting-pods.ts';

const NAME = 'default-scheduler';
/** All pods wait in one queue: the most important goes first. */
const QUEUE = 'queue';

/** The scheduler. What it holds besides its memory is a cache: made anew from the API when the cluster is loaded. */
export function scheduler(): Actor {
  const view = new ClusterView();
  const active = new Set<string>();
  let waiting: WaitingPods | undefined;

  const note = (change: Change, context: ActorContext): string[] => {
    view.note(change);
    waiting ??= new WaitingPods(context.memory);
    const wanted = change.resource === 'pods' && noteQueued(change, active, waiting);
    const helped = waiting.noteChange(change, context.now());
    return wanted || helped ? [QUEUE] : [];
  };
  return {
    name: 'scheduler',
    watches: {
      pods: note,
      nodes: note,
      persistentvolumeclaims: note,
      persistentvolumes: note,
      'storageclasses.storage.k8s.io': note,
    },
    reconcile(_key, context): Requeue | void {
      waiting ??= new WaitingPods(context.memory);
      const keys = [...active, ...waiting.due(context.now())];
      active.clear();
      const pods = keys.flatMap((key) => candidate(key, context, waiting!) ?? []);
      for (const pod of pods.sort((a, b) => (b.spec?.priority ?? 0) - (a.spec?.priority ?? 0))) schedule(pod, view, waiting, context);
      const next = waiting.nextDue();
      return next === undefined ? undefined : { at: next };
    },
    fastForward(_key, until, context) {
      waiting ??= new WaitingPods(context.memory);
      return active.size === 0 && waiting.leapOver(until, context.now()) ? { at: waiting.nextDue() ?? until } : undefined;
    },
  };
}

/** Puts pods that are new, or changed in what they ask for, into the queue. */
function noteQueued({ type, object, previous }: Change, active: Set<string>, waiting: WaitingPods): boolean {
  const pod = object as unknown as Pod;
  const key = podKey(pod);
  if (type === 'DELETED' || !isSchedulable(pod)) {
    active.delete(key);
    waiting.forget(key);
    return false;
  }
  if (previous && previous['spec'] === object['spec'] && previous.metadata.labels === object.metadata.labels) return false;
  active.add(key);
  return true;
}

function isSchedulable(pod: Pod): boolean {
  const { spec, metadata } = pod;
  return (
    spec !== undefined &&
    !spec.nodeName &&
    metadata.deletionTimestamp === undefined &&
    !isFinished(pod) &&
    (spec.schedulingGates?.length ?? 0) === 0 &&
    (spec.schedulerName ?? NAME) === NAME
  );
}

function candidate(key: string, { api }: ActorContext, waiting: WaitingPods): Pod | undefined {
  const slash = key.indexOf('/');
  const pod = api.get('pods', key.slice(0, slash), key.slice(slash + 1));
  if (pod && isSchedulable(pod)) return pod;
  waiting.forget(key);
  return undefined;
}

function schedule(pod: Pod, view: ClusterView, waiting: WaitingPods, context: ActorContext): void {
  const { api, now } = context;
  const key = podKey(pod);
  const nodes = withNominated(view.nodes(api), view.nominated(api), pod);
  const cycle: SchedulingCycle = { pod, requests: podRequests(pod.spec!), nodes, api };
  const placement = placePod(cycle, context.random);
  if ('misfit' in placement) {
    const { misfit } = placement;
    reportMisfit(cycle, misfit, context);
    waiting.note(key, nodes.length === 0 ? ['NodeName'] : misfit.refusedBy, now());
    return;
  }
  try {
    if (reserveVolumes(pod, placement.node, api)) {
      bind(pod, placement.node, context);
      waiting.forget(key);
    } else {
      nominate(pod, placement.node.node.metadata.name ?? '', context);
      waiting.note(key, ['VolumeBinding'], now());
    }
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    context.events.recordSeries(pod, {
      type: 'Warning',
      reason: 'FailedScheduling',
      action: 'Binding',
      component: NAME,
      message: `binding rejected: ${error.message}`,
    });
    waiting.note(key, ['NodeName'], now());
  }
}

function bind(pod: Pod, { node }: NodeSummary, { api, events }: ActorContext): void {
  const { namespace = '', name = '', uid = '' } = pod.metadata;
  const target = { kind: 'Node', name: node.metadata.name ?? '' };
  api.createSubresource('pods', namespace, name, 'binding', {
    apiVersion: 'v1',
    kind: 'Binding',
    metadata: { namespace, name, uid },
    target,
  });
  const message = `Successfully assigned ${namespace}/${name} to ${target.name}`;
  events.recordSeries(pod, { type: 'Normal', reason: 'Scheduled', action: 'Binding', component: NAME, message });
}

/** Tells why in an event and in the pod's condition, and makes room by preemption if that helps. */
function reportMisfit(cycle: SchedulingCycle, misfit: Misfit, context: ActorContext): void {
  const { pod, nodes } = cycle;
  const made = misfit.refusal === undefined && nodes.length > 0 ? findVictims(cycle, misfit) : { message: '' };
  const preemption = 'victims' in made ? made : undefined;
  const message = misfitMessage(misfit, nodes.length, 'message' in made ? made.message : undefined);
  context.events.recordSeries(pod, { type: 'Warning', reason: 'FailedScheduling', action: 'Scheduling', component: NAME, message });
  if (conditionMessage(pod) !== message || preemption) setUnschedulable(pod, message, preemption?.node.node.metadata.name, context);
  if (preemption) preempt(pod, preemption, context);
}

function preempt(pod: Pod, { node, victims }: Preemption, { api, events, timestamp }: ActorContext): void {
  for (const victim of victims) {
    const { namespace = '', name = '' } = victim.metadata;
    if (victim.metadata.deletionTimestamp) continue;
    api.modify(
      'pods',
      namespace,
      name,
      (draft) => {
        const condition = {
          type: 'DisruptionTarget',
          status: 'True',
          reason: 'PreemptionByScheduler',
          message: `${NAME}: preempting to accommodate a higher priority pod`,
          lastProbeTime: null,
          lastTransitionTime: timestamp(),
          observedGeneration: draft.metadata.generation,
        };
        const status = (draft.status ??= {});
        status.conditions = [...(status.conditions ?? []), condition as never];
      },
      'status',
    );
    api.delete('pods', namespace, name);
    const message = `Preempted by pod ${pod.metadata.uid ?? ''} on node ${node.node.metadata.name ?? ''}`;
    events.recordSeries(victim, { type: 'Normal', reason: 'Preempted', action: 'Preempting', component: NAME, message, related: pod });
  }
}

/** Room that was made for a pod of the same or higher priority is not there for this one. */
function withNominated(nodes: readonly NodeSummary[], nominated: Iterable<Pod>, pod: Pod): readonly NodeSummary[] {
  const reserved = [...nominated].filter(
    (other) => podKey(other) !== podKey(pod) && (other.spec?.priority ?? 0) >= (pod.spec?.priority ?? 0),
  );
  if (reserved.length === 0) return nodes;
  return nodes.map((summary) => {
    const here = reserved.filter((other) => other.status?.nominatedNodeName === summary.node.metadata.name);
    return here.length === 0 ? summary : withPods(summary, [...summary.pods.values(), ...here]);
  });
}
