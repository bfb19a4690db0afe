import type { Random } from '../sim/random.ts';
import type { PreparedPlugin, Rejection, SchedulerPlugin, SchedulingCycle } from './framework.ts';
import type { NodeSummary } from './node-summary.ts';
import { plugins } from './plugins/index.ts';

/** Why no node took the pod. */
export interface Misfit {
  /** A plugin refused the pod before any node was looked at. */
  refusal?: string;
  rejections: ReadonlyMap<NodeSummary, Rejection>;
  /** Names of the plugins that said no: only what helps them is worth another try. */
  refusedBy: readonly string[];
}

export type Placement = { node: NodeSummary } | { misfit: Misfit };

interface Prepared {
  plugin: SchedulerPlugin;
  prepared: PreparedPlugin;
}

/** Filters and scores all nodes; among equally good ones the emptiest wins, then chance: the scores of full nodes are all alike. */
export function placePod(cycle: SchedulingCycle, random: Random): Placement {
  const prepared = prepare(cycle);
  if ('refusal' in prepared) return { misfit: { refusal: prepared.refusal, rejections: new Map(), refusedBy: [prepared.by] } };
  const rejections = new Map<NodeSummary, Rejection>();
  const refusedBy = new Set<string>();
  const feasible: NodeSummary[] = [];
  for (const node of cycle.nodes) {
    const rejected = firstRejection(prepared.plugins, node);
    if (rejected) {
      rejections.set(node, rejected.rejection);
      refusedBy.add(rejected.by);
    } else feasible.push(node);
  }
  if (feasible.length === 0) return { misfit: { rejections, refusedBy: [...refusedBy] } };
  return { node: best(prepared.plugins, feasible, random) };
}

/** Whether the node takes the pod, for a cycle whose nodes may be imagined ones. */
export function rejectionOf(cycle: SchedulingCycle, node: NodeSummary): Rejection | undefined {
  const prepared = prepare(cycle);
  if ('refusal' in prepared) return { reasons: [prepared.refusal], unresolvable: true };
  return firstRejection(prepared.plugins, node)?.rejection;
}

function prepare(cycle: SchedulingCycle): { plugins: Prepared[] } | { refusal: string; by: string } {
  const all: Prepared[] = [];
  for (const plugin of plugins) {
    const prepared = plugin.prepare(cycle);
    if (!prepared) continue;
    if (prepared.refusal !== undefined) return { refusal: prepared.refusal, by: plugin.name };
    all.push({ plugin, prepared });
  }
  return { plugins: all };
}

function firstRejection(all: readonly Prepared[], node: NodeSummary): { rejection: Rejection; by: string } | undefined {
  for (const { plugin, prepared } of all) {
    const rejection = prepared.filter?.(node);
    if (rejection) return { rejection, by: plugin.name };
  }
  return undefined;
}

function best(all: readonly Prepared[], nodes: readonly NodeSummary[], random: Random): NodeSummary {
  if (nodes.length === 1) return nodes[0]!;
  const totals = nodes.map(() => 0);
  for (const { plugin, prepared } of all) {
    if (!prepared.score) continue;
    const raw = nodes.map((node) => prepared.score!(node));
    const scores = prepared.normalize?.(raw) ?? raw;
    scores.forEach((score, i) => (totals[i]! += score * (plugin.weight ?? 1)));
  }
  const highest = Math.max(...totals);
  const equal = nodes.filter((_, i) => totals[i] === highest);
  const fewest = Math.min(...equal.map(({ pods }) => pods.size));
  const winners = equal.filter(({ pods }) => pods.size === fewest);
  return winners.length === 1 ? winners[0]! : winners[random.int(winners.length)]!;
}
