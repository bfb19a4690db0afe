import type { KubeObject } from '../../api/object.ts';
import { notFound, type StatusError } from '../../api/status.ts';
import { formatRfc3339, parseTime } from '../../api/time.ts';
import type { Node, Pod } from '../../api/types.ts';
import type { ClusterApi } from '../apiserver/cluster-api.ts';
import { customType } from '../custom/schema-type.ts';
import type { Schema } from '../custom/schema.ts';
import { nameColumn, textColumn } from '../kinds/columns.ts';
import { defineKind, type KindDefinition } from '../kinds/define.ts';
import { METRICS_GROUP, METRICS_VERSION } from './group.ts';
import { containerUsage, nodeUsage, quantities, RESOLUTION, sumOf, type Usage } from './usage.ts';

interface Measured {
  timestamp: string;
  window: string;
}
interface NodeMetrics extends KubeObject, Measured {
  usage: { cpu: string; memory: string };
}
interface PodMetrics extends KubeObject, Measured {
  containers: { name: string; usage: { cpu: string; memory: string } }[];
}

const USAGE: Schema = { type: 'object', additionalProperties: { type: 'string', 'x-kubernetes-int-or-string': true } };
const MEASURED: Readonly<Record<string, Schema>> = { timestamp: { type: 'string', format: 'date-time' }, window: { type: 'string' } };
const NODE_SCHEMA: Schema = { type: 'object', properties: { ...MEASURED, usage: USAGE } };
const CONTAINER: Schema = { type: 'object', properties: { name: { type: 'string' }, usage: USAGE } };
const POD_SCHEMA: Schema = { type: 'object', properties: { ...MEASURED, containers: { type: 'array', items: CONTAINER } } };

const shared = {
  group: METRICS_GROUP,
  version: METRICS_VERSION,
  verbs: ['get', 'list'],
  definition: '',
  nameRule: 'dns-subdomain',
} as const;
const windowColumn = textColumn('Window', (object) => String(object['window']));

/** What a metrics server serves. Nothing of it is stored: it follows from what runs, and from the time. */
export const metricsKinds: readonly KindDefinition[] = [
  defineKind({
    ...shared,
    kind: 'NodeMetrics',
    plural: 'nodes',
    singular: '',
    namespaced: false,
    type: customType('NodeMetrics', NODE_SCHEMA),
    schema: NODE_SCHEMA,
    columns: [
      nameColumn,
      textColumn<NodeMetrics>('cpu', ({ usage }) => usage.cpu),
      textColumn<NodeMetrics>('memory', ({ usage }) => usage.memory),
      windowColumn,
    ],
    computed: nodeMetrics,
    missing: (name) => unmeasured('nodemetrics', name),
  }),
  defineKind({
    ...shared,
    kind: 'PodMetrics',
    plural: 'pods',
    singular: '',
    namespaced: true,
    type: customType('PodMetrics', POD_SCHEMA),
    schema: POD_SCHEMA,
    columns: [
      nameColumn,
      textColumn<PodMetrics>('cpu', (pod) => `${total(pod, 'cpu')}n`),
      textColumn<PodMetrics>('memory', (pod) => `${total(pod, 'memory')}Ki`),
      windowColumn,
    ],
    computed: podMetrics,
    missing: (name, namespace) => unmeasured('podmetrics', `${namespace}/${name}`),
  }),
];

/** Errors name the kind instead of the resource. */
function unmeasured(resource: string, name: string): StatusError {
  return notFound({ group: METRICS_GROUP, resource }, name);
}

function total({ containers }: PodMetrics, resource: 'cpu' | 'memory'): number {
  return containers.reduce((sum, { usage }) => sum + parseInt(usage[resource], 10), 0);
}

function nodeMetrics(api: ClusterApi, now: number): KubeObject[] {
  const time = measuredAt(now);
  return api
    .list('nodes')
    .filter((node) => isReady(node))
    .map((node) => {
      const { name = '', uid = '' } = node.metadata;
      const pods = api.podsOnNode(name).flatMap((pod) => running(pod, time).map(({ usage }) => usage));
      return measured('NodeMetrics', node, now, { usage: quantities(nodeUsage(uid, [sumOf(pods)], time)) });
    });
}

/** Of a pod that runs, once all of its containers have been looked at; those on a node that does not answer are not known. */
function podMetrics(api: ClusterApi, now: number): KubeObject[] {
  const time = measuredAt(now);
  const answering = new Set(
    api
      .list('nodes')
      .filter(isReady)
      .map(({ metadata }) => metadata.name),
  );
  return api.list('pods').flatMap((pod) => {
    if (pod.status?.phase !== 'Running' || !answering.has(pod.spec?.nodeName)) return [];
    const containers = running(pod, time).map(({ name, usage }) => ({ name, usage: quantities(usage) }));
    const known =
      containers.length > 0 &&
      (pod.status.containerStatuses ?? []).every(({ state }) => !state?.running || isOld(state.running.startedAt, time));
    return known ? [measured('PodMetrics', pod, now, { containers })] : [];
  });
}

function running({ metadata, spec, status }: Pod, time: number): { name: string; usage: Usage }[] {
  const started = new Map((status?.containerStatuses ?? []).map(({ name, state }) => [name, state?.running?.startedAt]));
  return (spec?.containers ?? [])
    .filter(({ name }) => isOld(started.get(name), time))
    .map((container) => ({ name: container.name, usage: containerUsage(metadata.uid ?? '', container, time) }));
}

function measured(kind: string, of: KubeObject, now: number, what: object): KubeObject {
  const { name = '', namespace, labels } = of.metadata;
  return {
    kind,
    apiVersion: `${METRICS_GROUP}/${METRICS_VERSION}`,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      creationTimestamp: formatRfc3339(now),
      ...(labels ? { labels } : {}),
    },
    timestamp: formatRfc3339(measuredAt(now)),
    window: `${RESOLUTION / 1000}s`,
    ...what,
  } as KubeObject;
}

/** When the metrics server last looked. */
function measuredAt(now: number): number {
  return Math.floor(now / RESOLUTION) * RESOLUTION;
}

/** Use of the processor is a difference: a container has to have run for a while. */
function isOld(startedAt: string | null | undefined, time: number): boolean {
  const started = startedAt ? parseTime(startedAt) : undefined;
  return started !== undefined && time - started >= RESOLUTION;
}

function isReady({ status }: Node): boolean {
  return status?.conditions?.some(({ type, status: truth }) => type === 'Ready' && truth === 'True') ?? false;
}
