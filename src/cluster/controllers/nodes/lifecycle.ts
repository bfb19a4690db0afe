import { deepEqual } from '../../../api/json.ts';
import type { Node, Pod, Taint } from '../../../api/types.ts';
import type { Actor, ActorContext } from '../../sim/actor.ts';
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
/** What this controller remembers of a node: whether it was ready when last seen. */
type Note = 'Ready' | 'NotReady';

/** Taints nodes by their conditions and by spec.unschedulable, and tells the pods of a node that is no longer ready. */
export const nodeLifecycleController: Actor = {
  name: 'node-lifecycle',
  watches: { nodes: ({ object }) => [object.metadata.name ?? ''] },
  reconcile(name, context) {
    const { api, memory, events } = context;
    const node = api.get('nodes', '', name);
    const note = memory.get<Note>(name);
    if (!node) {
      if (note) memory.delete(name);
      return;
    }
    const ready = conditionOf(node.status?.conditions as unknown as Condition[] | undefined, 'Ready')?.status;
    const state: Note = ready === 'True' ? 'Ready' : 'NotReady';
    if (!note) {
      const message = `Node ${name} event: Registered Node ${name} in Controller`;
      events.record(node, { type: 'Normal', reason: 'RegisteredNode', message, component: COMPONENT });
    }
    writeTaints(node, wantedTaints(node, ready), context);
    if (note !== state) memory.set(name, state);
    if (state === 'NotReady' && note === 'Ready') {
      events.record(node, {
        type: 'Normal',
        reason: 'NodeNotReady',
        message: `Node ${name} status is now: NodeNotReady`,
        component: COMPONENT,
      });
    }
    if (state === 'NotReady') for (const pod of api.podsOnNode(name)) markNotReady(pod, context);
  },
};

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
