import { compareQuantities, formatQuantity, isZero, parseQuantity, scaledQuantity, type Quantity } from '../../../../api/quantity.ts';
import type { LimitRange, PersistentVolumeClaim, Pod } from '../../../../api/types.ts';
import { amounts, podTotals, type ResourceAmounts } from '../../../kinds/core/pod-totals.ts';

type Item = NonNullable<LimitRange['spec']>['limits'][number];

interface Demand {
  requests: ResourceAmounts;
  limits: ResourceAmounts;
}

/** Everything that a pod's containers, and the pod as a whole, have against one LimitRange; '' when nothing. */
export function podViolations({ spec }: LimitRange, pod: Pod): string {
  const containers = [...pod.spec!.containers, ...(pod.spec!.initContainers ?? [])];
  const found = (spec?.limits ?? []).flatMap((item) => {
    switch (item.type) {
      case 'Container':
        return containers.flatMap(({ resources }) =>
          violations(item, { requests: amounts(resources?.requests), limits: amounts(resources?.limits) }),
        );
      case 'Pod':
        return violations(item, { requests: podTotals(pod.spec!, 'requests'), limits: podTotals(pod.spec!, 'limits') });
      default:
        return [];
    }
  });
  return aggregate(found);
}

/** A claim's storage; what it would be limited to does not count. */
export function claimViolations({ spec }: LimitRange, claim: PersistentVolumeClaim): string {
  const requests = amounts(claim.spec?.resources?.requests);
  const items = (spec?.limits ?? []).filter(({ type }) => type === 'PersistentVolumeClaim');
  return aggregate(
    items.flatMap((item) => [
      ...each(item.min, (name, bound) => tooLittle(item.type, name, bound, { requests, limits: new Map() })),
      ...each(item.max, (name, bound) => {
        const text = `maximum ${name} usage per ${item.type} is ${formatQuantity(bound)}`;
        const request = requests.get(name);
        if (!request) return `${text}.  No request is specified`;
        return exceeds(request, bound) ? `${text}, but request is ${formatQuantity(request)}` : undefined;
      }),
    ]),
  );
}

function violations(item: Item, demand: Demand): string[] {
  return [
    ...each(item.min, (name, bound) => tooLittle(item.type, name, bound, demand)),
    ...each(item.max, (name, bound) => tooMuch(item.type, name, bound, demand)),
    ...each(item.maxLimitRequestRatio, (name, bound) => tooUneven(item.type, name, bound, demand)),
  ];
}

function tooLittle(type: string, name: string, bound: Quantity, { requests, limits }: Demand): string | undefined {
  const text = `minimum ${name} usage per ${type} is ${formatQuantity(bound)}`;
  const request = requests.get(name);
  const limit = limits.get(name);
  if (!request) return `${text}.  No request is specified`;
  if (exceeds(bound, request)) return `${text}, but request is ${formatQuantity(request)}`;
  return limit && exceeds(bound, limit) ? `${text}, but limit is ${formatQuantity(limit)}` : undefined;
}

function tooMuch(type: string, name: string, bound: Quantity, { requests, limits }: Demand): string | undefined {
  const text = `maximum ${name} usage per ${type} is ${formatQuantity(bound)}`;
  const request = requests.get(name);
  const limit = limits.get(name);
  if (!limit) return `${text}.  No limit is specified`;
  if (exceeds(limit, bound)) return `${text}, but limit is ${formatQuantity(limit)}`;
  return request && exceeds(request, bound) ? `${text}, but request is ${formatQuantity(request)}` : undefined;
}

function tooUneven(type: string, name: string, bound: Quantity, { requests, limits }: Demand): string | undefined {
  const text = `${name} max limit to request ratio per ${type} is ${formatQuantity(bound)}`;
  const request = requests.get(name);
  const limit = limits.get(name);
  if (!request || isZero(request)) return `${text}, but no request is specified or request is 0`;
  if (!limit || isZero(limit)) return `${text}, but no limit is specified or limit is 0`;
  const allowed = { ...request, unscaled: request.unscaled * bound.unscaled, scale: request.scale + bound.scale };
  return exceeds(limit, allowed) ? `${text}, but provided ratio is ${ratioText(limit, request)}` : undefined;
}

/** With six decimals. */
function ratioText(limit: Quantity, request: Quantity): string {
  const scale = Math.min(limit.scale, request.scale);
  const [above, below] = [scaledQuantity(limit, scale), scaledQuantity(request, scale)];
  const millionths = (above * 2_000_000n + below) / (2n * below);
  return `${millionths / 1_000_000n}.${String(millionths % 1_000_000n).padStart(6, '0')}`;
}

function exceeds(a: Quantity, b: Quantity): boolean {
  return compareQuantities(a, b) > 0;
}

/** By name: the server's own order is that of a Go map. */
function each(list: Readonly<Record<string, string>> | undefined, check: (name: string, bound: Quantity) => string | undefined): string[] {
  return Object.keys(list ?? {})
    .sort()
    .flatMap((name) => check(name, parseQuantity(list![name]!)) ?? []);
}

function aggregate(texts: readonly string[]): string {
  const distinct = [...new Set(texts)];
  return distinct.length > 1 ? `[${distinct.join(', ')}]` : (distinct[0] ?? '');
}
