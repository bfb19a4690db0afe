import type { Node } from '../../../api/types.ts';
import type { Actor } from '../../sim/actor.ts';

const TTL = 'node.alpha.kubernetes.io/ttl';
/** How long (s) kubelets may keep what they have read, in clusters of up to so many nodes. */
const TTLS: readonly [nodes: number, seconds: string][] = [
  [100, '0'],
  [500, '15'],
  [1000, '30'],
  [2000, '60'],
  [Infinity, '300'],
];
/** Labels of old that follow the ones in use now. */
const OLD_LABELS: readonly [label: string, old: string][] = [
  ['kubernetes.io/os', 'beta.kubernetes.io/os'],
  ['kubernetes.io/arch', 'beta.kubernetes.io/arch'],
];

/** What the control plane gives every node, whoever has made it: a range of addresses for its pods, and labels and an annotation. */
export const nodeRegistration: Actor = {
  name: 'node-registration',
  watches: { nodes: ({ type, object }) => (type === 'DELETED' ? [] : [object.metadata.name ?? '']) },
  reconcile(name, { api }) {
    const node = api.get('nodes', '', name);
    if (!node) return;
    const nodes = api.list('nodes');
    const { labels = {}, annotations = {} } = node.metadata;
    const follow = OLD_LABELS.filter(([label, old]) => labels[label] !== undefined && labels[old] !== labels[label]);
    const ttl = TTLS.find(([most]) => nodes.length <= most)![1];
    if (follow.length === 0 && annotations[TTL] === ttl && node.spec?.podCIDR) return;
    const podCIDR = node.spec?.podCIDR ?? nextRange(nodes);
    api.update('nodes', {
      ...node,
      metadata: {
        ...node.metadata,
        labels: { ...labels, ...Object.fromEntries(follow.map(([label, old]) => [old, labels[label] as string])) },
        annotations: { ...annotations, [TTL]: ttl },
      },
      spec: { ...node.spec, podCIDR, podCIDRs: node.spec?.podCIDRs ?? [podCIDR] },
    } as Node);
  },
};

/** The range after the last one given out, so that one that has just been given back rests for a while. */
function nextRange(nodes: readonly Node[]): string {
  const taken = nodes.map(({ spec }) => Number(/^10\.244\.(\d+)\.0\/24$/.exec(spec?.podCIDR ?? '')?.[1] ?? -1));
  const last = Math.max(...taken);
  const free = last < 255 ? last + 1 : Array.from({ length: 256 }, (_, i) => i).find((index) => !taken.includes(index));
  return `10.244.${free ?? 0}.0/24`;
}
