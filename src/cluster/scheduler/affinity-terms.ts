import { matchesSelector, selectorFromLabelSelector, selectorFromMap, type Selector } from '../../api/labels.ts';
import type { Pod, PodAffinityTerm } from '../../api/types.ts';
import type { ClusterApi } from '../apiserver/cluster-api.ts';

/** One term of pod (anti-)affinity, ready for asking which pods it means. */
export interface AffinityTerm {
  readonly topologyKey: string;
  matches(namespace: string, labels: Readonly<Record<string, string>> | undefined): boolean;
}

/** The term as the pod that carries it means it: without namespaces it is about its own. */
export function affinityTerm(term: PodAffinityTerm, owner: Pod, api: ClusterApi): AffinityTerm {
  const selector = termSelector(term, owner);
  const namespaces = new Set(term.namespaces ?? []);
  const among = term.namespaceSelector ? selectorFromLabelSelector(term.namespaceSelector) : undefined;
  if (namespaces.size === 0 && !among) namespaces.add(owner.metadata.namespace ?? '');
  return {
    topologyKey: term.topologyKey,
    matches: (namespace, labels) => {
      if (!matchesSelector(selector, labels)) return false;
      return (
        namespaces.has(namespace) || (among !== undefined && matchesSelector(among, api.get('namespaces', '', namespace)?.metadata.labels))
      );
    },
  };
}

export function requiredAffinity(pod: Pod, api: ClusterApi): AffinityTerm[] {
  return (pod.spec?.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map((term) =>
    affinityTerm(term, pod, api),
  );
}

export function requiredAntiAffinity(pod: Pod, api: ClusterApi): AffinityTerm[] {
  return (pod.spec?.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map((term) =>
    affinityTerm(term, pod, api),
  );
}

/** Preferred terms of either kind; those of anti-affinity weigh negatively. */
export function preferredAffinity(pod: Pod, api: ClusterApi): { term: AffinityTerm; weight: number }[] {
  const { podAffinity, podAntiAffinity } = pod.spec?.affinity ?? {};
  const terms = (preferred: typeof podAffinity, sign: 1 | -1): { term: AffinityTerm; weight: number }[] =>
    (preferred?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(({ weight, podAffinityTerm }) => ({
      term: affinityTerm(podAffinityTerm, pod, api),
      weight: sign * weight,
    }));
  return [...terms(podAffinity, 1), ...terms(podAntiAffinity, -1)];
}

function termSelector(term: PodAffinityTerm, owner: Pod): Selector {
  const labels = owner.metadata.labels ?? {};
  const same = (term.matchLabelKeys ?? []).filter((key) => labels[key] !== undefined);
  const other = (term.mismatchLabelKeys ?? []).filter((key) => labels[key] !== undefined);
  return [
    ...selectorFromLabelSelector(term.labelSelector),
    ...selectorFromMap(Object.fromEntries(same.map((key) => [key, labels[key]!]))),
    ...other.map((key) => ({ key, operator: 'notin' as const, values: [labels[key]!] })),
  ];
}
