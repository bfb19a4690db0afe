import { formatQuantity, parseQuantity, toMilli, zeroQuantity, type Quantity } from '../../../api/quantity.ts';
import type { Node, Pod } from '../../../api/types.ts';
import type { Description } from '../description.ts';
import { since } from '../../events/rows.ts';
import { addAll, podResources, type ResourceAmounts } from './pod-resources.ts';

const standard = new Set(['cpu', 'memory', 'ephemeral-storage', 'pods']);

/** The pods of a node with what each takes of it, and what all of them take together. */
export function nodeResourcesSection(to: Description, node: Node, pods: readonly Pod[], now: number): void {
  const { capacity, allocatable } = node.status ?? {};
  const room = Object.keys(allocatable ?? {}).length > 0 ? allocatable! : (capacity ?? {});
  const share = (amount: Quantity | undefined, name: string): string => shareText(amount, room[name]);
  to.line(0, 'Non-terminated Pods:', `(${pods.length} in total)`);
  to.line(1, 'Namespace', 'Name', '', 'CPU Requests', 'CPU Limits', 'Memory Requests', 'Memory Limits', 'Age');
  to.line(1, '---------', '----', '', '------------', '----------', '---------------', '-------------', '---');
  const requests: ResourceAmounts = new Map();
  const limits: ResourceAmounts = new Map();
  for (const pod of pods) {
    const own = podResources(pod);
    addAll(requests, own.requests);
    addAll(limits, own.limits);
    const { namespace = '', name = '', creationTimestamp } = pod.metadata;
    const shares = ['cpu', 'memory'].flatMap((resource) => [
      share(own.requests.get(resource), resource),
      share(own.limits.get(resource), resource),
    ]);
    to.line(1, namespace, name, '', ...shares, since(creationTimestamp, now));
  }
  to.line(0, 'Allocated resources:');
  to.line(1, '(Total limits may be over 100 percent, i.e., overcommitted.)');
  to.line(1, 'Resource', 'Requests', 'Limits');
  to.line(1, '--------', '--------', '------');
  const names = Object.keys(room).sort();
  const measured = ['cpu', 'memory', 'ephemeral-storage', ...names.filter(isHugePages)];
  for (const name of measured) to.line(1, name, share(requests.get(name), name), share(limits.get(name), name));
  for (const name of names.filter((each) => !standard.has(each) && !isHugePages(each))) {
    to.line(1, name, formatQuantity(requests.get(name) ?? zeroQuantity), formatQuantity(limits.get(name) ?? zeroQuantity));
  }
}

function isHugePages(name: string): boolean {
  return name.startsWith('hugepages-');
}

/** `500m (12%)` */
function shareText(amount: Quantity = zeroQuantity, of: string | undefined): string {
  const whole = of === undefined ? 0 : toMilli(parseQuantity(of));
  return `${formatQuantity(amount)} (${whole === 0 ? 0 : Math.trunc((toMilli(amount) / whole) * 100)}%)`;
}
