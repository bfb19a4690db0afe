import { affinityTerm, preferredAffinity, requiredAffinity, requiredAntiAffinity, type AffinityTerm } from '../affinity-terms.ts';
import { MAX_SCORE, reject, type SchedulerPlugin, type SchedulingCycle } from '../framework.ts';
import type { NodeSummary } from '../node-summary.ts';

/** Topology label and value -> how much speaks for or against a node that has it. */
type ByTopology = Map<string, number>;

/** Required and preferred affinity and anti-affinity between pods, from both sides. */
export const interPodAffinity: SchedulerPlugin = {
  name: 'InterPodAffinity',
  weight: 2,
  prepare: (cycle) => {
    const { pod, nodes, api } = cycle;
    const affinity = requiredAffinity(pod, api);
    const anti = requiredAntiAffinity(pod, api);
    const forbidden = forbiddenByOthers(cycle);
    const scores = preferences(cycle);
    if (affinity.length + anti.length === 0 && forbidden.size === 0 && scores.size === 0) return undefined;

    const near = affinity.map((term) => domainsOf(nodes, term));
    const far = anti.map((term) => domainsOf(nodes, term));
    const { namespace = '', labels } = pod.metadata;
    // The first of a group that wants to be together may go anywhere.
    const first = near.every((domains) => domains.size === 0) && affinity.every((term) => term.matches(namespace, labels));
    return {
      filter: (summary) => {
        const found = affinity.every(({ topologyKey }, i) => {
          const value = topologyValue(summary, topologyKey);
          return value !== undefined && (first || near[i]!.has(value));
        });
        if (!found) return reject("node(s) didn't match pod affinity rules", true);
        if (anti.some(({ topologyKey }, i) => far[i]!.has(topologyValue(summary, topologyKey) ?? ''))) {
          return reject("node(s) didn't match pod anti-affinity rules");
        }
        return sumFor(forbidden, summary) > 0 ? reject("node(s) didn't satisfy existing pods anti-affinity rules") : undefined;
      },
      ...(scores.size > 0 && { score: (summary: NodeSummary) => sumFor(scores, summary), normalize: spread }),
    };
  },
  helpedBy: ({ resource }) => resource === 'pods' || resource === 'nodes' || resource === 'namespaces',
};

/** Values of the topology label of nodes that have a matching pod. */
function domainsOf(nodes: readonly NodeSummary[], term: AffinityTerm): Set<string> {
  const domains = new Set<string>();
  for (const summary of nodes) {
    const value = topologyValue(summary, term.topologyKey);
    if (value !== undefined && !domains.has(value) && hasMatching(summary, term)) domains.add(value);
  }
  return domains;
}

function hasMatching({ pods, groups }: NodeSummary, term: AffinityTerm): boolean {
  for (const { namespace, labels } of groups.values()) if (term.matches(namespace, labels)) return true;
  // Terminating pods are not in the groups but still there.
  for (const { metadata } of pods.values())
    if (metadata.deletionTimestamp && term.matches(metadata.namespace ?? '', metadata.labels)) return true;
  return false;
}

function forbiddenByOthers({ pod, nodes, api }: SchedulingCycle): ByTopology {
  const forbidden: ByTopology = new Map();
  const { namespace = '', labels } = pod.metadata;
  for (const summary of nodes) {
    for (const other of summary.withAffinity.values()) {
      for (const term of requiredAntiAffinity(other, api))
        if (term.matches(namespace, labels)) add(forbidden, summary, term.topologyKey, 1);
    }
  }
  return forbidden;
}

/** The pod's own preferences, and those of the pods that are there about newcomers. */
function preferences({ pod, nodes, api }: SchedulingCycle): ByTopology {
  const scores: ByTopology = new Map();
  const own = preferredAffinity(pod, api);
  const { namespace = '', labels } = pod.metadata;
  for (const summary of nodes) {
    for (const { term, weight } of own) {
      let matching = 0;
      for (const group of summary.groups.values()) if (term.matches(group.namespace, group.labels)) matching += group.count;
      if (matching > 0) add(scores, summary, term.topologyKey, weight * matching);
    }
    for (const other of summary.withAffinity.values()) {
      for (const { term, weight } of preferredAffinity(other, api)) {
        if (term.matches(namespace, labels)) add(scores, summary, term.topologyKey, weight);
      }
      const required = other.spec?.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
      for (const term of required.map((given) => affinityTerm(given, other, api))) {
        if (term.matches(namespace, labels)) add(scores, summary, term.topologyKey, 1);
      }
    }
  }
  return scores;
}

function add(sums: ByTopology, summary: NodeSummary, topologyKey: string, amount: number): void {
  const value = topologyValue(summary, topologyKey);
  if (value === undefined) return;
  const key = `${topologyKey}=${value}`;
  sums.set(key, (sums.get(key) ?? 0) + amount);
}

function sumFor(sums: ByTopology, { node }: NodeSummary): number {
  let sum = 0;
  for (const [key, amount] of sums) {
    const equals = key.indexOf('=');
    if (node.metadata.labels?.[key.slice(0, equals)] === key.slice(equals + 1)) sum += amount;
  }
  return sum;
}

function spread(scores: readonly number[]): number[] {
  const least = Math.min(...scores);
  const range = Math.max(...scores) - least;
  return scores.map((score) => (range === 0 ? 0 : Math.floor((MAX_SCORE * (score - least)) / range)));
}

function topologyValue({ node }: NodeSummary, topologyKey: string): string | undefined {
  return node.metadata.labels?.[topologyKey];
}
