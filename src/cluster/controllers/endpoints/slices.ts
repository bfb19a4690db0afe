import { deepEqual } from '../../../api/json.ts';
import { sortedJson } from '../../../api/go-text.ts';
import type { EndpointPort } from './addresses.ts';

/** An endpoint as a slice lists it. */
export interface Endpoint {
  addresses: string[];
  conditions: { ready: boolean; serving: boolean; terminating: boolean };
  hostname?: string;
  nodeName?: string;
  zone?: string;
  targetRef: { kind: string; name: string; namespace: string; uid: string };
}

export interface Slice<S> {
  source: S;
  ports: readonly EndpointPort[];
  endpoints: readonly Endpoint[];
}

export interface SlicePlan<S> {
  create: { ports: readonly EndpointPort[]; endpoints: Endpoint[] }[];
  update: { source: S; endpoints: Endpoint[] }[];
  remove: S[];
}

/** A slice takes so many endpoints at most. */
const CAPACITY = 100;

/**
 * How slices have to change so that together they list the wanted endpoints, with as few of them touched as possible: endpoints
 * stay where they are, new ones fill up slices that change anyway, then others with room, then new slices.
 */
export function planSlices<S>(
  wanted: readonly { ports: readonly EndpointPort[]; endpoint: Endpoint }[],
  slices: readonly Slice<S>[],
): SlicePlan<S> {
  const plan: SlicePlan<S> = { create: [], update: [], remove: [] };
  const groups = new Map<string, { ports: readonly EndpointPort[]; endpoints: Endpoint[]; slices: Slice<S>[] }>();
  const groupOf = (ports: readonly EndpointPort[]): { ports: readonly EndpointPort[]; endpoints: Endpoint[]; slices: Slice<S>[] } => {
    const key = sortedJson(ports);
    let group = groups.get(key);
    if (!group) groups.set(key, (group = { ports, endpoints: [], slices: [] }));
    return group;
  };
  for (const { ports, endpoint } of wanted) groupOf(ports).endpoints.push(endpoint);
  for (const slice of slices) groupOf(slice.ports).slices.push(slice);
  for (const group of groups.values()) planGroup(group, plan);
  return keepPlaceholder(plan, slices);
}

function planGroup<S>(group: { ports: readonly EndpointPort[]; endpoints: Endpoint[]; slices: Slice<S>[] }, plan: SlicePlan<S>): void {
  const missing = new Map(group.endpoints.map((endpoint) => [endpoint.targetRef.uid, endpoint]));
  const drafts = group.slices.map((slice) => {
    const endpoints = slice.endpoints.flatMap(({ targetRef }) => {
      const endpoint = missing.get(targetRef.uid);
      missing.delete(targetRef.uid);
      return endpoint ? [endpoint] : [];
    });
    return { slice, endpoints, changed: !deepEqual(endpoints, slice.endpoints) };
  });
  drafts.sort((a, b) => Number(b.changed) - Number(a.changed) || b.endpoints.length - a.endpoints.length);
  const waiting = [...missing.values()];
  for (const draft of drafts) {
    if (waiting.length === 0) break;
    const added = waiting.splice(0, CAPACITY - draft.endpoints.length);
    if (added.length === 0) continue;
    draft.endpoints.push(...added);
    draft.changed = true;
  }
  while (waiting.length > 0) plan.create.push({ ports: group.ports, endpoints: waiting.splice(0, CAPACITY) });
  for (const { slice, endpoints, changed } of drafts) {
    if (endpoints.length === 0) plan.remove.push(slice.source);
    else if (changed) plan.update.push({ source: slice.source, endpoints });
  }
}

/** A service without endpoints keeps one empty slice without ports. */
function keepPlaceholder<S>(plan: SlicePlan<S>, slices: readonly Slice<S>[]): SlicePlan<S> {
  const left = slices.length - plan.remove.length + plan.create.length;
  if (left > 0) return plan;
  const placeholder = slices.find(({ ports, endpoints }) => ports.length === 0 && endpoints.length === 0);
  if (placeholder) return { ...plan, remove: plan.remove.filter((source) => source !== placeholder.source) };
  return { ...plan, create: [{ ports: [], endpoints: [] }] };
}
