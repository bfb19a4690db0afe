import { deepEqual } from '../../../api/json.ts';
import type { KubeObject } from '../../../api/object.ts';
import { parseTime } from '../../../api/time.ts';
import type { Node, Pod, Taint } from '../../../api/types.ts';
import type { Actor, ActorContext, Requeue } from '../../sim/actor.ts';
import { conditionOf, inPlace, type Condition } from '../conditions.ts';
import { taintsOf } from './taints.ts';

const COMPONENT = 'node-controller';
const NOT_READY = 'node.kubernetes.io/not-ready';
const UNREACHABLE = 'node.kubernetes.io/unreachable';
/** Conditions that keep new pods away, and when. */
const PRESSURES: readonly [type: string, key: string][] = [
  ['MemoryPressure', 'node.kubernetes.io/memory-pressure'],
  ['DiskPressure', 'node.kubernetes.io/disk-pressure'],
  ['NetworkUnavailable', 'node.kubernetes.io/network-unavailable'],
  ['PIDPressure', 'node.kubernetes.io/pid-pressure'],
];
const UNSCHEDULABLE = 'node.kubernetes.io/unschedulable';
const MANAGED = [NOT_READY, UNREACHABLE, UNSCHEDULABLE, ...PRESSURES.map(([, key]) => key)];
/** A kubelet has this long (ms) to tell of a new node for the first time; the controller looks every five seconds. */
const STARTUP_GRACE = 60_000;
const NEVER_UPDATED = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'];
/** Whether a node was ready when last seen. What the controller remembers of it is this word, a blank and the node's uid. */
type State = 'Ready' | 'NotReady';

/** Taints nodes by their conditions and by spec.unschedulable, and tells the pods of a node that is no longer ready. */
export const nodeLifecycleController: Actor = {
  name: 'node-lifecycle',
  watches: { nodes: ({ object }) => [object.metadata.name ?? ''] },
  reconcile(name, context): Requeue | void {
    const { api, memory, events } = context;
    const node = api.get('nodes', '', name);
    const [before, uid] = (memory.get<string>(name) ?? '').split(' ') as [State | '', string | undefined];
    const tell = (about: KubeObject, reason: string, message: string): void =>
      events.record(about, { type: 'Normal', reason, message, component: COMPONENT });
    if (!node) {
      if (!before) return;
      const gone = { apiVersion: 'v1', kind: 'Node', metadata: { name, ...(uid ? { uid } : {}) } };
      tell(gone, 'RemovingNode', `Node ${name} event: Removing Node ${name} from Controller`);
      memory.delete(name);
      return;
    }
    const conditions = node.status?.conditions as unknown as Condition[] | undefined;
    const ready = conditionOf(conditions, 'Ready')?.status;
    const state: State = ready === 'True' ? 'Ready' : 'NotReady';
    if (!before) tell(node, 'RegisteredNode', `Node ${name} event: Registered Node ${name} in Controller`);
    const note = `${state} ${node.metadata.uid ?? ''}`;
    if (memory.get(name) !== note) memory.set(name, note);
    const silentUntil = ready === undefined ? (parseTime(node.metadata.creationTimestamp ?? '') ?? 0) + STARTUP_GRACE : 0;
    if (ready === undefined && silentUntil <= context.now()) return neverUpdated(node, context);
    writeTaints(node, wantedTaints(node, ready), context);
    if (state === 'NotReady' && before === 'Ready') tell(node, 'NodeNotReady', `Node ${name} status is now: NodeNotReady`);
    if (state === 'NotReady') for (const pod of api.podsOnNode(name)) markNotReady(pod, context);
    return ready === undefined ? { at: silentUntil } : undefined;
  },
};

/** Nobody has ever told how the node is: nobody knows. */
function neverUpdated(node: Node, { api, timestamp }: ActorContext): void {
  const present = (node.status?.conditions ?? []) as unknown as Condition[];
  const unknown = NEVER_UPDATED.filter((type) => !conditionOf(present, type)).map((type) => ({
    type,
    status: 'Unknown',
    lastHeartbeatTime: node.metadata.creationTimestamp,
    lastTransitionTime: timestamp(),
    reason: 'NodeStatusNeverUpdated',
    message: 'Kubelet never posted node status.',
  }));
  api.updateStatus('nodes', { ...node, status: { ...node.status, conditions: [...present, ...unknown] } } as unknown as Node);
}

function wantedTaints(node: Node, ready: string | undefined): Taint[] {
  const conditions = node.status?.conditions as unknown as Condition[] | undefined;
  const wanted: Taint[] = [];
  if (ready === 'False') wanted.push({ key: NOT_READY, effect: 'NoSchedule' }, { key: NOT_READY, effect: 'NoExecute' });
  if (ready === 'Unknown') wanted.push({ key: UNREACHABLE, effect: 'NoSchedule' }, { key: UNREACHABLE, effect: 'NoExecute' });
  for (const [type, key] of PRESSURES) if (conditionOf(conditions, type)?.status === 'True') wanted.push({ key, effect: 'NoSchedule' });
  if (node.spec?.unschedulable) wanted.push({ key: UNSCHEDULABLE, effect: 'NoSchedule' });
  return wanted;
}

/** Taints of others stay as they are; ours that are there already keep their place and time. */
function writeTaints(node: Node, wanted: readonly Taint[], { api, timestamp }: ActorContext): void {
  const same = (a: Taint, b: Taint): boolean => a.key === b.key && a.effect === b.effect;
  const present = taintsOf(node);
  const kept = present.filter((taint) => !MANAGED.includes(taint.key) || wanted.some((other) => same(taint, other)));
  const added = wanted
    .filter((taint) => !present.some((other) => same(taint, other)))
    .map((taint) => ({ ...taint, timeAdded: timestamp() }));
  const taints = [...kept, ...added];
  if (deepEqual(taints, present)) return;
  const { taints: _, ...spec } = node.spec ?? {};
  api.update('nodes', { ...node, spec: { ...spec, ...(taints.length > 0 ? { taints } : {}) } } as unknown as Node);
}

function markNotReady(pod: Pod, { api, events, timestamp }: ActorContext): void {
  const conditions = pod.status?.conditions as unknown as Condition[] | undefined;
  const ready = conditionOf(conditions, 'Ready');
  if (ready?.status !== 'True') return;
  events.record(pod, { type: 'Warning', reason: 'NodeNotReady', message: 'Node is not ready', component: COMPONENT });
  const next = inPlace(conditions, { ...ready, status: 'False', lastTransitionTime: timestamp() });
  api.updateStatus('pods', { ...pod, status: { ...pod.status, conditions: next } } as unknown as Pod);
}
