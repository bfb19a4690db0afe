import type { Node } from '../../api/types.ts';
import { nextPodIp } from '../network/pod-ips.ts';
import type { ActorContext } from '../sim/actor.ts';

/** What a kubelet remembers of its node. */
interface NodeRecord {
  /** Last address handed out. */
  ip?: string;
  /** All addresses of the range have been handed out once. */
  round?: boolean;
  /** Full image reference -> when it is (or will be) there. */
  images: Record<string, number>;
}

export function allocateIp(node: Node, context: ActorContext): string | undefined {
  const name = node.metadata.name ?? '';
  const record = recordOf(name, context);
  const cidr = node.spec?.podCIDR;
  if (!cidr) return undefined;
  const next = nextPodIp(cidr, record.ip, () => false);
  // Addresses come anew only after a whole round: from then on those of living pods are left out.
  const round = record.round === true || (record.ip !== undefined && next === nextPodIp(cidr, undefined, () => false));
  const used = new Set(round ? context.api.podsOnNode(name).map(({ status }) => status?.podIP) : []);
  const ip = round ? nextPodIp(cidr, record.ip, (address) => used.has(address)) : next;
  if (ip !== undefined) context.memory.set(noteKey(name), { ...record, ip, ...(round && { round }) });
  return ip;
}

/** When the image is on the node; undefined when nobody has asked for it yet. */
export function imageThereAt(node: string, reference: string, context: ActorContext): number | undefined {
  return recordOf(node, context).images[reference];
}

export function noteImage(node: string, reference: string, at: number, context: ActorContext): void {
  const record = recordOf(node, context);
  context.memory.set(noteKey(node), { ...record, images: { ...record.images, [reference]: at } });
}

function recordOf(node: string, { memory }: ActorContext): NodeRecord {
  return memory.get<NodeRecord>(noteKey(node)) ?? { images: {} };
}

function noteKey(node: string): string {
  return `node ${node}`;
}
