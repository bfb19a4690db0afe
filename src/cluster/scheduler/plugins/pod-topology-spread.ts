import { matchesSelector, selectorFromLabelSelector, selectorFromMap, type Selector } from '../../../api/labels.ts';
import { controllerOf } from '../../../api/object.ts';
import type { Pod, TopologySpreadConstraint } from '../../../api/types.ts';
import { MAX_SCORE, reject, type PreparedPlugin, type SchedulerPlugin, type SchedulingCycle } from '../framework.ts';
import { matchesNodeSelector } from '../node-selector.ts';
import type { NodeSummary } from '../node-summary.ts';
import { untolerated } from '../tolerations.ts';

interface Constraint {
  topologyKey: string;
  maxSkew: number;
  minDomains: number;
  selector: Selector;
  /** Does the pod itself count? */
  self: number;
  honorAffinity: boolean;
  honorTaints: boolean;
}

const NOT_BALANCED = "node(s) didn't match pod topology spread constraints";

/** Spread constraints of the pod; pods without any are spread by what controls or serves them. */
export const podTopologySpread: SchedulerPlugin = {
  name: 'PodTopologySpread',
  weight: 2,
  prepare: (cycle) => {
    const { pod } = cycle;
    const declared = pod.spec?.topologySpreadConstraints ?? [];
    const hard = declared.filter(({ whenUnsatisfiable }) => whenUnsatisfiable === 'DoNotSchedule').map((given) => constraintOf(given, pod));
    const soft = declared
      .filter(({ whenUnsatisfiable }) => whenUnsatisfiable === 'ScheduleAnyway')
      .map((given) => constraintOf(given, pod));
    if (declared.length === 0) soft.push(...defaultConstraints(cycle));
    if (hard.length + soft.length === 0) return undefined;
    return { ...(hard.length > 0 && { filter: filterBy(cycle, hard) }), ...(soft.length > 0 && scoreBy(cycle, soft)) };
  },
  helpedBy: ({ resource }) => resource === 'nodes' || resource === 'pods',
};

function constraintOf(given: TopologySpreadConstraint, pod: Pod): Constraint {
  const labels = pod.metadata.labels ?? {};
  const extra = (given.matchLabelKeys ?? []).filter((key) => labels[key] !== undefined).map((key) => [key, labels[key]!] as const);
  const selector = given.labelSelector
    ? [...selectorFromLabelSelector(given.labelSelector), ...selectorFromMap(Object.fromEntries(extra))]
    : selectorFromLabelSelector(undefined);
  return {
    topologyKey: given.topologyKey,
    maxSkew: given.maxSkew,
    minDomains: given.minDomains ?? 1,
    selector,
    self: matchesSelector(selector, labels) ? 1 : 0,
    honorAffinity: given.nodeAffinityPolicy !== 'Ignore',
    honorTaints: given.nodeTaintsPolicy === 'Honor',
  };
}

/** What every cluster does by default: pods of one Service, ReplicaSet or StatefulSet go to different nodes and zones if that is possible. */
function defaultConstraints({ pod, api }: SchedulingCycle): Constraint[] {
  const { namespace = '', labels = {} } = pod.metadata;
  const selector: Selector[number][] = [];
  for (const { spec } of api.list('services', namespace)) {
    const given = spec?.selector;
    if (given && Object.keys(given).length > 0 && matchesSelector(selectorFromMap(given), labels)) selector.push(...selectorFromMap(given));
  }
  const owner = controllerOf(pod);
  if (owner?.kind === 'ReplicaSet') {
    const found = api.get('replicasets.apps', namespace, owner.name);
    if (found) selector.push(...selectorFromLabelSelector(found.spec?.selector));
  } else if (owner?.kind === 'StatefulSet') {
    const found = api.get('statefulsets.apps', namespace, owner.name);
    if (found) selector.push(...selectorFromLabelSelector(found.spec?.selector));
  } else if (owner?.kind === 'ReplicationController') {
    const found = api.get('replicationcontrollers', namespace, owner.name);
    if (found) selector.push(...selectorFromMap(found.spec?.selector ?? {}));
  }
  if (selector.length === 0) return [];
  const common = { minDomains: 1, selector, self: 1, honorAffinity: true, honorTaints: false };
  return [
    { topologyKey: 'kubernetes.io/hostname', maxSkew: 3, ...common },
    { topologyKey: 'topology.kubernetes.io/zone', maxSkew: 5, ...common },
  ];
}

function filterBy(cycle: SchedulingCycle, constraints: readonly Constraint[]): PreparedPlugin['filter'] {
  const domains = constraints.map((constraint) => {
    const counts = countByDomain(cycle, constraint, constraints);
    const least = counts.size < constraint.minDomains ? 0 : Math.min(...counts.values());
    return { constraint, counts, least: counts.size === 0 ? 0 : least };
  });
  return ({ node }) => {
    for (const { constraint, counts, least } of domains) {
      const domain = node.metadata.labels?.[constraint.topologyKey];
      if (domain === undefined) return reject(`${NOT_BALANCED} (missing required label)`, true);
      if ((counts.get(domain) ?? 0) + constraint.self - least > constraint.maxSkew) return reject(NOT_BALANCED);
    }
    return undefined;
  };
}

function scoreBy(cycle: SchedulingCycle, constraints: readonly Constraint[]): Pick<PreparedPlugin, 'score' | 'normalize'> {
  const domains = constraints.map((constraint) => {
    const counts = countByDomain(cycle, constraint, []);
    return { constraint, counts, weight: Math.log(counts.size + 2) };
  });
  return {
    score: ({ node }) => {
      let score = 0;
      for (const { constraint, counts, weight } of domains) {
        const domain = node.metadata.labels?.[constraint.topologyKey];
        if (domain !== undefined) score += (counts.get(domain) ?? 0) * weight + (constraint.maxSkew - 1);
      }
      return Math.round(score);
    },
    normalize: (scores) => {
      const most = Math.max(...scores);
      const least = Math.min(...scores);
      return scores.map((score) => (most === 0 ? MAX_SCORE : Math.floor((MAX_SCORE * (most + least - score)) / most)));
    },
  };
}

/** Matching pods by value of the topology label, over the nodes that the pod could be on. */
function countByDomain({ pod, nodes }: SchedulingCycle, constraint: Constraint, all: readonly Constraint[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const summary of nodes) {
    const { labels } = summary.node.metadata;
    const domain = labels?.[constraint.topologyKey];
    if (domain === undefined || all.some(({ topologyKey }) => labels?.[topologyKey] === undefined)) continue;
    if (constraint.honorAffinity && !isPlaceable(pod, summary)) continue;
    if (constraint.honorTaints && untolerated(pod.spec?.tolerations, summary.node.spec?.taints, ['NoSchedule', 'NoExecute']).length > 0)
      continue;
    counts.set(domain, (counts.get(domain) ?? 0) + countMatching(summary, pod.metadata.namespace ?? '', constraint.selector));
  }
  return counts;
}

function countMatching({ groups }: NodeSummary, namespace: string, selector: Selector): number {
  let count = 0;
  for (const group of groups.values()) if (group.namespace === namespace && matchesSelector(selector, group.labels)) count += group.count;
  return count;
}

function isPlaceable({ spec }: Pod, { node }: NodeSummary): boolean {
  const required = spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const selected = Object.entries(spec?.nodeSelector ?? {}).every(([key, value]) => node.metadata.labels?.[key] === value);
  return selected && (!required || matchesNodeSelector(required, node));
}
