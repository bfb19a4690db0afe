import type { KubeObject } from '../../../api/object.ts';
import type { HorizontalPodAutoscaler } from '../../../api/types.ts';

/** What autoscaling/v1 has no fields for is kept in annotations, as JSON. */
const PREFIX = 'autoscaling.alpha.kubernetes.io/';
const METRICS = `${PREFIX}metrics`;
const CURRENT_METRICS = `${PREFIX}current-metrics`;
const CONDITIONS = `${PREFIX}conditions`;
const BEHAVIOR = `${PREFIX}behavior`;

type Fields = Record<string, unknown>;
type Metric = { type: string } & Fields;
/** Path in autoscaling/v2 and name in autoscaling/v1, of one kind of metric. */
type Names = readonly (readonly [string, string])[];

const outside: Names = [
  ['metric.name', 'metricName'],
  ['metric.selector', 'metricSelector'],
];
const ofResource: Names = [
  ['name', 'name'],
  ['container', 'container'],
];
const identified: Names = [
  ['describedObject', 'target'],
  ['metric.name', 'metricName'],
  ['metric.selector', 'selector'],
];
const measured = (part: 'target' | 'current'): Names => [
  [`${part}.averageUtilization`, `${part}AverageUtilization`],
  [`${part}.averageValue`, `${part}AverageValue`],
];
const valued = (part: 'target' | 'current'): Names => [[`${part}.value`, `${part}Value`]];

function names(type: string, part: 'target' | 'current'): Names {
  if (type === 'Object') return [...identified, ...valued(part), [`${part}.averageValue`, 'averageValue']];
  if (type === 'External') return [...outside, ...valued(part), ...measured(part)];
  return [...(type === 'Pods' ? identified : ofResource), ...measured(part)];
}

function source(type: string): string {
  return type.charAt(0).toLowerCase() + type.slice(1);
}

export function toFirstVersion(stored: HorizontalPodAutoscaler): KubeObject {
  const { metrics = [], behavior, ...spec } = (stored.spec ?? {}) as Fields & { metrics?: Metric[] };
  const { currentMetrics, conditions, ...status } = (stored.status ?? {}) as Fields & { currentMetrics?: Metric[] | null };
  const current = currentMetrics ?? [];
  const annotations: Record<string, string> = { ...stored.metadata.annotations };
  const others = metrics.filter((metric) => cpuUtilization(metric, 'target') === undefined);
  const note = (name: string, value: unknown, wanted: boolean): void => {
    if (wanted) annotations[name] = JSON.stringify(value);
  };
  note(
    METRICS,
    others.map((metric) => renamed(metric, 'target')),
    others.length > 0,
  );
  note(
    CURRENT_METRICS,
    current.map((metric) => renamed(metric, 'current')),
    current.length > 0,
  );
  note(CONDITIONS, conditions, Array.isArray(conditions) && conditions.length > 0);
  note(BEHAVIOR, behavior, behavior !== undefined);
  const share = metrics.map((metric) => cpuUtilization(metric, 'target')).find((value) => value !== undefined);
  const now = current.map((metric) => cpuUtilization(metric, 'current')).find((value) => value !== undefined);
  return {
    ...stored,
    apiVersion: 'autoscaling/v1',
    metadata: { ...stored.metadata, ...(Object.keys(annotations).length > 0 ? { annotations } : {}) },
    spec: { ...spec, ...(share === undefined ? {} : { targetCPUUtilizationPercentage: share }) },
    status: { currentReplicas: 0, ...status, ...(now === undefined ? {} : { currentCPUUtilizationPercentage: now }) },
  } as unknown as KubeObject;
}

export function fromFirstVersion(object: KubeObject): HorizontalPodAutoscaler {
  const { targetCPUUtilizationPercentage: share, ...spec } = (object['spec'] ?? {}) as Fields;
  const { currentCPUUtilizationPercentage: _, ...status } = (object['status'] ?? {}) as Fields;
  const annotations = { ...object.metadata.annotations };
  const noted = (name: string): unknown => {
    const text = annotations[name];
    delete annotations[name];
    return text === undefined ? undefined : parsed(text);
  };
  const listed = (name: string, part: 'target' | 'current'): Metric[] => {
    const list = noted(name);
    return Array.isArray(list) ? (list as Metric[]).map((metric) => restored(metric, part)) : [];
  };
  const target = { type: 'Utilization', averageUtilization: share };
  const metrics = [...listed(METRICS, 'target'), ...(share === undefined ? [] : [{ type: 'Resource', resource: { name: 'cpu', target } }])];
  const current = listed(CURRENT_METRICS, 'current');
  const conditions = noted(CONDITIONS);
  const behavior = noted(BEHAVIOR);
  const { annotations: _annotations, ...metadata } = object.metadata;
  return {
    ...object,
    apiVersion: 'autoscaling/v2',
    metadata: { ...metadata, ...(Object.keys(annotations).length > 0 ? { annotations } : {}) },
    spec: { ...spec, ...(metrics.length > 0 ? { metrics } : {}), ...(behavior === undefined ? {} : { behavior }) },
    status: {
      desiredReplicas: 0,
      ...status,
      currentMetrics: current.length > 0 ? current : null,
      ...(conditions === undefined ? {} : { conditions }),
    },
  } as unknown as HorizontalPodAutoscaler;
}

/** Undefined for what is no JSON: such an annotation says nothing. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function cpuUtilization(metric: Metric, part: 'target' | 'current'): number | undefined {
  const resource = metric['resource'] as { name?: string } & Record<string, { averageUtilization?: number }>;
  return metric.type === 'Resource' && resource?.name === 'cpu' ? resource[part]?.averageUtilization : undefined;
}

function renamed(metric: Metric, part: 'target' | 'current'): Metric {
  const from = (metric[source(metric.type)] ?? {}) as Fields;
  const fields = names(metric.type, part).map(([path, name]) => [name, at(from, path)] as const);
  return { type: metric.type, [source(metric.type)]: Object.fromEntries(fields.filter(([, value]) => value !== undefined)) };
}

function restored(metric: Metric, part: 'target' | 'current'): Metric {
  const from = (metric[source(metric.type)] ?? {}) as Fields;
  const result: Fields = {};
  for (const [path, name] of names(metric.type, part)) if (from[name] !== undefined) put(result, path, from[name]);
  const goal = result['target'] as Fields | undefined;
  if (goal !== undefined) goal['type'] = targetType(goal);
  return { type: metric.type, [source(metric.type)]: result };
}

function targetType(target: Fields): string {
  if (target['averageUtilization'] !== undefined) return 'Utilization';
  return target['averageValue'] === undefined ? 'Value' : 'AverageValue';
}

function at(object: Fields, path: string): unknown {
  const [first = '', second] = path.split('.');
  return second === undefined ? object[first] : (object[first] as Fields | undefined)?.[second];
}

function put(object: Fields, path: string, value: unknown): void {
  const [first = '', second] = path.split('.');
  if (second === undefined) object[first] = value;
  else object[first] = { ...(object[first] as Fields | undefined), [second]: value };
}
