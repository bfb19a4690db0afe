import { matchesSelector, selectorFromLabelSelector } from '../../api/labels.ts';
import { parseTime } from '../../api/time.ts';
import type { Pod } from '../../api/types.ts';
import type { ClusterApi } from '../apiserver/cluster-api.ts';
import { countReasons } from './fit-message.ts';
import type { SchedulingCycle } from './framework.ts';
import { withPods, type NodeSummary } from './node-summary.ts';
import { rejectionOf, type Misfit } from './place-pod.ts';

export interface Preemption {
  node: NodeSummary;
  /** Most important first. */
  victims: readonly Pod[];
}

interface Candidate extends Preemption {
  violations: number;
}

const NOT_HELPFUL = 'Preemption is not helpful for scheduling';
const NO_VICTIMS = 'No preemption victims found for incoming pod';

/** Which pods would have to go for this one, or why none can. Deletes nothing. */
export function findVictims(cycle: SchedulingCycle, misfit: Misfit): Preemption | { message: string } {
  const { pod, nodes } = cycle;
  if (pod.spec?.preemptionPolicy === 'Never') return { message: 'not eligible due to preemptionPolicy=Never.' };
  const nominated = nodes.find(({ node }) => node.metadata.name === pod.status?.nominatedNodeName);
  if (nominated && [...nominated.pods.values()].some((other) => other.metadata.deletionTimestamp && priority(other) < priority(pod))) {
    return { message: 'not eligible due to a terminating pod on the nominated node.' };
  }
  const candidates: Candidate[] = [];
  const reasons: string[] = [];
  for (const node of nodes) {
    const rejection = misfit.rejections.get(node);
    const outcome = !rejection || rejection.unresolvable ? [NOT_HELPFUL] : victimsOn(cycle, node);
    if (Array.isArray(outcome)) reasons.push(...outcome);
    else candidates.push(outcome);
  }
  if (candidates.length === 0) return { message: `0/${nodes.length} nodes are available: ${countReasons(reasons)}.` };
  return candidates.sort(cheaper)[0]!;
}

function priority(pod: Pod): number {
  return pod.spec?.priority ?? 0;
}

/** The least important pods of the node that make room, or the reasons why nothing does. */
function victimsOn(cycle: SchedulingCycle, node: NodeSummary): Candidate | string[] {
  const { pod, api } = cycle;
  const lower = [...node.pods.values()].filter((other) => priority(other) < priority(pod));
  if (lower.length === 0) return [NO_VICTIMS];
  const kept = [...node.pods.values()].filter((other) => !lower.includes(other));
  const without = (pods: readonly Pod[]): readonly string[] | undefined => {
    const imagined = withPods(node, pods);
    const nodes = cycle.nodes.map((other) => (other === node ? imagined : other));
    return rejectionOf({ ...cycle, nodes }, imagined)?.reasons;
  };
  const rejected = without(kept);
  if (rejected) return [...rejected];
  // Spare as many as possible, first those whose disruption budgets would be violated, then the most important.
  const violating = violatingBudgets(lower.toSorted(moreImportant), api);
  const victims: Pod[] = [];
  const staying = [...kept];
  for (const other of [...violating, ...lower.filter((each) => !violating.includes(each)).sort(moreImportant)]) {
    if (without([...staying, other])) victims.push(other);
    else staying.push(other);
  }
  return { node, victims: victims.sort(moreImportant), violations: victims.filter((victim) => violating.includes(victim)).length };
}

function moreImportant(a: Pod, b: Pod): number {
  return priority(b) - priority(a) || startOf(a) - startOf(b);
}

function startOf(pod: Pod): number {
  return parseTime(pod.status?.startTime ?? pod.metadata.creationTimestamp ?? '') ?? 0;
}

function violatingBudgets(pods: readonly Pod[], api: ClusterApi): Pod[] {
  const budgets = api.list('poddisruptionbudgets.policy').map((budget) => ({
    namespace: budget.metadata.namespace,
    selector: selectorFromLabelSelector(budget.spec?.selector),
    left: budget.status?.disruptionsAllowed ?? 0,
  }));
  return pods.filter((pod) => {
    const concerned = budgets.filter(
      ({ namespace, selector }) => namespace === pod.metadata.namespace && matchesSelector(selector, pod.metadata.labels),
    );
    for (const budget of concerned) budget.left -= 1;
    return concerned.some(({ left }) => left < 0);
  });
}

/** Fewest violated budgets, then the least important victims, then the fewest, then the youngest. */
function cheaper(a: Candidate, b: Candidate): number {
  const highest = ({ victims }: Candidate): number => (victims[0] ? priority(victims[0]) : -Infinity);
  const sum = ({ victims }: Candidate): number => victims.reduce((total, victim) => total + priority(victim), 0);
  const earliest = ({ victims }: Candidate): number => Math.min(...victims.map(startOf));
  return (
    a.violations - b.violations ||
    highest(a) - highest(b) ||
    sum(a) - sum(b) ||
    a.victims.length - b.victims.length ||
    earliest(b) - earliest(a)
  );
}
