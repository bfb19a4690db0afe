import { invalid, type FieldError } from '../../../api/field-error.ts';
import * as status from '../../../api/status.ts';
import { parseTime } from '../../../api/time.ts';
import type { Container, ContainerStatus, Pod } from '../../../api/types.ts';
import { logOf, logTimes, type LogLine } from '../../kubelet/container-log.ts';
import { catalogueOf } from '../../kubelet/images/catalogue.ts';
import { KUBELET, recordKey } from '../../kubelet/index.ts';
import type { PodRecord } from '../../kubelet/records.ts';
import type { SubresourceContext, SubresourceHandler } from './handler.ts';

type Query = Readonly<Record<string, string>>;

/** What a container has printed: plain text. */
export const podLog: SubresourceHandler = {
  resource: 'pods',
  subresource: 'log',
  handle({ namespace = '', name = '', query = {} }, context) {
    const pod = context.api.get('pods', namespace, name);
    if (!pod) throw status.notFound({ group: '', resource: 'pods' }, name);
    checkOptions(query);
    const container = chosenContainer(pod, query['container']);
    const text = pod.spec?.nodeName ? logText(pod, container, query, context) : '';
    return { code: 200, body: pod as never, text, warnings: [] };
  },
};

function checkOptions(query: Query): void {
  const atLeast = (field: string, least: number, detail: string): FieldError[] =>
    query[field] !== undefined && Number(query[field]) < least ? [invalid(field, Number(query[field]), detail)] : [];
  const errors = [
    ...atLeast('tailLines', 0, 'must be greater than or equal to 0'),
    ...atLeast('limitBytes', 1, 'must be greater than 0'),
    ...atLeast('sinceSeconds', 1, 'must be greater than 0'),
  ];
  if (errors.length > 0) throw status.invalid({ group: '', kind: 'PodLogOptions' }, '', errors);
}

function chosenContainer({ spec, metadata }: Pod, wanted: string | undefined): Container {
  const { containers = [], initContainers = [] } = spec ?? {};
  const ephemeral = (spec?.ephemeralContainers ?? []) as Container[];
  const name = metadata.name ?? '';
  if (!wanted) {
    if (containers.length === 1) return containers[0]!;
    const others = [
      ...(initContainers.length > 0 ? [` or one of the init containers: [${names(initContainers)}]`] : []),
      ...(ephemeral.length > 0 ? [` or one of the ephemeral containers: [${names(ephemeral)}]`] : []),
    ];
    throw status.badRequest(`a container name must be specified for pod ${name}, choose one of: [${names(containers)}]${others.join('')}`);
  }
  const found = [...containers, ...initContainers, ...ephemeral].find((container) => container.name === wanted);
  if (!found) throw status.badRequest(`container ${wanted} is not valid for pod ${name}`);
  return found;
}

function names(containers: readonly Container[]): string {
  return containers.map(({ name }) => name).join(' ');
}

function logText(pod: Pod, container: Container, query: Query, context: SubresourceContext): string {
  const previous = query['previous'] === 'true';
  const own = statusOf(pod, container.name);
  checkStarted(pod, container.name, own, previous);
  const record = context.memory(KUBELET).get<PodRecord>(recordKey(pod))?.containers[container.name];
  // The state that is shown as the last one may be the run that backs off, or the one before the run that goes on.
  const shown = previous && own?.state?.waiting === undefined ? record?.previous : record?.run;
  const id =
    (previous ? own?.lastState?.terminated : (own?.state?.terminated ?? own?.lastState?.terminated))?.containerID ?? own?.containerID ?? '';
  // Of dead containers only the last one is kept.
  const removed = previous && own?.state?.terminated !== undefined;
  if (!shown || removed) return `unable to retrieve container logs for ${id}`;
  const catalogue = catalogueOf(context.images());
  return cut(logOf(pod, container, shown, { api: context.api, catalogue, now: context.now() }), query, context.now());
}

function statusOf({ status: own }: Pod, name: string): ContainerStatus | undefined {
  const all = [...(own?.containerStatuses ?? []), ...(own?.initContainerStatuses ?? []), ...(own?.ephemeralContainerStatuses ?? [])];
  return all.find((each) => each.name === name);
}

/** A container has a log once it was started. */
function checkStarted(pod: Pod, container: string, own: ContainerStatus | undefined, previous: boolean): void {
  const name = pod.metadata.name ?? '';
  if (previous) {
    if (!own?.lastState?.terminated?.containerID)
      throw status.badRequest(`previous terminated container "${container}" in pod "${name}" not found`);
    return;
  }
  const { waiting, running, terminated } = own?.state ?? {};
  if (running || terminated || own?.lastState?.terminated) return;
  const reason = waiting?.reason;
  const pulls = reason === 'ErrImagePull' || reason === 'ImagePullBackOff';
  const why = pulls ? ': trying and failing to pull image' : reason ? `: ${reason}` : ' - no logs yet';
  throw status.badRequest(`container "${container}" in pod "${name}" is waiting to start${why}`);
}

function cut(lines: readonly LogLine[], query: Query, now: number): string {
  const { sinceSeconds, sinceTime, tailLines, limitBytes } = query;
  const since =
    sinceSeconds !== undefined ? now - Number(sinceSeconds) * 1000 : sinceTime !== undefined ? (parseTime(sinceTime) ?? 0) : -Infinity;
  const times = query['timestamps'] === 'true' ? logTimes(lines) : undefined;
  const stamped = times ? lines.map((line, i) => ({ ...line, text: `${times[i]} ${line.text}` })) : lines;
  const recent = stamped.filter(({ at }) => at >= since);
  const tail = tailLines === undefined ? recent : recent.slice(Math.max(0, recent.length - Number(tailLines)));
  const text = tail.map((line) => (line.open ? line.text : `${line.text}\n`)).join('');
  return limitBytes === undefined ? text : firstBytes(text, Number(limitBytes));
}

function firstBytes(text: string, limit: number): string {
  const bytes = new TextEncoder().encode(text);
  return bytes.length <= limit ? text : new TextDecoder().decode(bytes.slice(0, limit));
}
