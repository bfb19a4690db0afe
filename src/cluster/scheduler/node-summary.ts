import type { Node, Pod } from '../../api/types.ts';
import { amountOf, podRequests } from './pod-requests.ts';

/** Pods of one namespace with the same labels: whoever counts pods by selector looks at few groups instead of many pods. */
export interface PodGroup {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  count: number;
}

/** What the scheduler knows of one node: its pods added up. */
export interface NodeSummary {
  node: Node;
  readonly allocatable: ReadonlyMap<string, number>;
  readonly requested: Map<string, number>;
  readonly scoring: { cpu: number; memory: number };
  /** By `namespace/name`; terminating ones included, since they still hold what they have. */
  readonly pods: Map<string, Pod>;
  /** Those that are not terminating. */
  readonly groups: Map<string, PodGroup>;
  /** Pods with affinity or anti-affinity terms: theirs hold for newcomers too. */
  readonly withAffinity: Map<string, Pod>;
  /** Host ports in use: `protocol ip port`. */
  readonly hostPorts: Map<string, number>;
}

export function summarize(node: Node, pods: Iterable<Pod>): NodeSummary {
  const summary: NodeSummary = {
    node,
    allocatable: allocatableOf(node),
    requested: new Map(),
    scoring: { cpu: 0, memory: 0 },
    pods: new Map(),
    groups: new Map(),
    withAffinity: new Map(),
    hostPorts: new Map(),
  };
  for (const pod of pods) addPod(summary, pod);
  return summary;
}

export function allocatableOf(node: Node): Map<string, number> {
  return new Map(Object.entries(node.status?.allocatable ?? {}).map(([resource, quantity]) => [resource, amountOf(resource, quantity)]));
}

export function addPod(summary: NodeSummary, pod: Pod): void {
  count(summary, pod, 1);
  const key = podKey(pod);
  summary.pods.set(key, pod);
  if (pod.spec?.affinity?.podAffinity ?? pod.spec?.affinity?.podAntiAffinity) summary.withAffinity.set(key, pod);
}

export function removePod(summary: NodeSummary, key: string): void {
  const pod = summary.pods.get(key);
  if (!pod) return;
  count(summary, pod, -1);
  summary.pods.delete(key);
  summary.withAffinity.delete(key);
}

/** A copy with other pods, for asking what would be if some were not there. */
export function withPods(summary: NodeSummary, pods: Iterable<Pod>): NodeSummary {
  return { ...summarize(summary.node, pods), allocatable: summary.allocatable };
}

export function podKey(pod: Pod): string {
  return `${pod.metadata.namespace ?? ''}/${pod.metadata.name ?? ''}`;
}

export function hostPortsOf(pod: Pod): { protocol: string; ip: string; port: number }[] {
  const containers = [
    ...(pod.spec?.containers ?? []),
    ...(pod.spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always'),
  ];
  return containers
    .flatMap(({ ports }) => ports ?? [])
    .filter(({ hostPort }) => hostPort)
    .map(({ protocol, hostIP, hostPort }) => ({ protocol: protocol ?? 'TCP', ip: hostIP || '0.0.0.0', port: hostPort! }));
}

function count(summary: NodeSummary, pod: Pod, sign: 1 | -1): void {
  if (!pod.spec) return;
  const { amounts, scoring } = podRequests(pod.spec);
  for (const [resource, amount] of amounts) summary.requested.set(resource, (summary.requested.get(resource) ?? 0) + sign * amount);
  summary.scoring.cpu += sign * scoring.cpu;
  summary.scoring.memory += sign * scoring.memory;
  for (const { protocol, ip, port } of hostPortsOf(pod)) bump(summary.hostPorts, `${protocol} ${ip} ${port}`, sign);
  if (pod.metadata.deletionTimestamp === undefined) countGroup(summary.groups, pod, sign);
}

function countGroup(groups: Map<string, PodGroup>, pod: Pod, sign: 1 | -1): void {
  const { namespace = '', labels = {} } = pod.metadata;
  const key = `${namespace} ${JSON.stringify(labels)}`;
  const group = groups.get(key);
  if (!group) groups.set(key, { namespace, labels, count: 1 });
  else if (group.count + sign === 0) groups.delete(key);
  else group.count += sign;
}

function bump(counts: Map<string, number>, key: string, sign: 1 | -1): void {
  const next = (counts.get(key) ?? 0) + sign;
  if (next === 0) counts.delete(key);
  else counts.set(key, next);
}
