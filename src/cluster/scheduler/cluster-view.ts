import type { Node, Pod } from '../../api/types.ts';
import type { ClusterApi } from '../apiserver/cluster-api.ts';
import { isFinished } from '../controllers/pod-state.ts';
import type { Change } from '../sim/actor.ts';
import { addPod, allocatableOf, podKey, removePod, summarize, type NodeSummary } from './node-summary.ts';

/**
 * Nodes with their pods added up. Read off the API when first needed and kept up to date by changes from then on, so that a thousand pods do not
 * add up a thousand pods each.
 */
export class ClusterView {
  #nodes: Map<string, NodeSummary> | undefined;
  /** Unbound pods for which room was made on a node. */
  #nominated = new Map<string, Pod>();
  readonly #homes = new Map<string, string>();

  /** In order of their names. */
  nodes(api: ClusterApi): readonly NodeSummary[] {
    return [...(this.#nodes ?? this.#read(api)).values()];
  }

  nominated(api: ClusterApi): Iterable<Pod> {
    if (!this.#nodes) this.#read(api);
    return this.#nominated.values();
  }

  note({ type, resource, object, previous }: Change): void {
    if (!this.#nodes) return;
    if (resource === 'nodes') this.#noteNode(type, object as unknown as Node, previous as unknown as Node | undefined);
    else if (resource === 'pods') this.#notePod(type, object as unknown as Pod);
  }

  #read(api: ClusterApi): Map<string, NodeSummary> {
    const nodes = new Map<string, NodeSummary>();
    this.#nodes = nodes;
    for (const node of api.list('nodes')) nodes.set(node.metadata.name ?? '', summarize(node, []));
    for (const pod of api.list('pods')) this.#notePod('ADDED', pod);
    return nodes;
  }

  #noteNode(type: Change['type'], node: Node, previous: Node | undefined): void {
    const name = node.metadata.name ?? '';
    const known = this.#nodes?.get(name);
    if (type === 'DELETED') this.#nodes?.delete(name);
    else if (known && previous?.status === node.status) known.node = node;
    else if (known) this.#nodes?.set(name, { ...known, node, allocatable: allocatableOf(node) });
    else {
      this.#nodes?.set(name, summarize(node, []));
      this.#nodes = new Map([...(this.#nodes ?? [])].sort(([a], [b]) => (a < b ? -1 : 1)));
    }
  }

  #notePod(type: Change['type'], pod: Pod): void {
    const key = podKey(pod);
    const home = this.#homes.get(key);
    const summary = home === undefined ? undefined : this.#nodes?.get(home);
    const name = type === 'DELETED' || isFinished(pod) ? undefined : pod.spec?.nodeName;
    const seen = summary?.pods.get(key);
    if (
      seen &&
      name === home &&
      seen.spec === pod.spec &&
      seen.metadata.labels === pod.metadata.labels &&
      seen.metadata.deletionTimestamp === pod.metadata.deletionTimestamp
    ) {
      // Status only: nothing of what is added up has changed.
      summary?.pods.set(key, pod);
      return;
    }
    if (summary) removePod(summary, key);
    this.#homes.delete(key);
    this.#nominated.delete(key);
    if (name) {
      this.#homes.set(key, name);
      const next = this.#nodes?.get(name);
      if (next) addPod(next, pod);
    } else if (type !== 'DELETED' && pod.status?.nominatedNodeName) this.#nominated.set(key, pod);
  }
}
