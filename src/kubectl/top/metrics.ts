import type { ApiRequest } from '../../api/client.ts';
import { parseQuantity, scaledQuantity, toMilli } from '../../api/quantity.ts';
import { UserError } from '../../api/user-error.ts';
import { send, type Session } from '../session.ts';

export type Usage = Readonly<Record<string, string>>;

export interface Metrics {
  metadata: { name?: string; namespace?: string; labels?: Record<string, string> };
}
export interface NodeMetrics extends Metrics {
  usage: Usage;
}
export interface PodMetrics extends Metrics {
  containers: { name: string; usage: Usage }[];
}

const GROUP = 'metrics.k8s.io';
const VERSION = 'v1beta1';

/** What the metrics server measured. Throws kubectl's refusal where there is none. */
export async function metricsOf<M extends Metrics>(
  session: Session,
  resource: 'pods' | 'nodes',
  query: Pick<ApiRequest, 'namespace' | 'name' | 'labelSelector' | 'fieldSelector'>,
): Promise<M[]> {
  const served = session.discovery.groups.some(({ name, versions }) => name === GROUP && versions.includes(VERSION));
  if (!served) throw new UserError('Metrics API not available');
  const verb = query.name === undefined ? 'list' : 'get';
  const { body } = await send(session, { group: GROUP, version: VERSION, resource, verb, ...query });
  return (verb === 'get' ? [body] : (body['items'] ?? [])) as unknown as M[];
}

export const RESOURCES = ['cpu', 'memory'] as const;
export const SWAP = 'swap';

/** Thousandths of a core, or bytes. */
export function amount(usage: Usage, resource: string): number {
  const quantity = parseQuantity(usage[resource] ?? '0');
  return resource === 'cpu' ? toMilli(quantity) : Number(scaledQuantity(quantity, 0));
}

/** `250m`, `12Mi` */
export function amountText(usage: Usage, resource: string): string {
  return resource === 'cpu' ? `${amount(usage, resource)}m` : `${Math.floor(amount(usage, resource) / (1024 * 1024))}Mi`;
}

/** All together, exactly: rounding is for what is shown. */
export function sumOf(usages: readonly Usage[]): Usage {
  const sum = (resource: string, scale: number): bigint =>
    usages.reduce((total, usage) => total + scaledQuantity(parseQuantity(usage[resource] ?? '0'), scale), 0n);
  return { cpu: `${sum('cpu', -9)}n`, memory: String(sum('memory', 0)), [SWAP]: String(sum(SWAP, 0)) };
}

export function checkSortBy(by: string): void {
  if (by !== '' && by !== 'cpu' && by !== 'memory') throw new UserError('--sort-by accepts only cpu or memory');
}

/** Most used first, or by namespace and name. */
export function sortedBy<M extends Metrics>(metrics: readonly M[], by: string, usageOf: (each: M) => Usage): M[] {
  const key = ({ metadata }: M): string => `${metadata.namespace ?? ''}/${metadata.name ?? ''}`;
  return [...metrics].sort((a, b) => {
    if (by !== '') return amount(usageOf(b), by) - amount(usageOf(a), by);
    return key(a) < key(b) ? -1 : 1;
  });
}
