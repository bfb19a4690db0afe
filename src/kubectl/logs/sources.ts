import type { ApiRequest } from '../../api/client.ts';
import type { KubeObject } from '../../api/object.ts';
import { hasReason } from '../../api/status.ts';
import type { Pod } from '../../api/types.ts';
import { UserError } from '../../api/user-error.ts';
import { podSelectorOf } from '../kinds/pods-of.ts';
import { chosenContainer } from '../pods/attachable.ts';
import { allContainers } from '../pods/containers.ts';
import { firstPod } from '../pods/first-pod.ts';
import { fetchInfo, fetchList, selectResources } from '../resources/builder.ts';
import type { Session } from '../session.ts';
import type { LogsFlags } from './options.ts';

/** One log that is to be shown. */
export interface LogSource {
  pod: string;
  container: string;
  request: ApiRequest;
}

/** The object that was named (`web`, `deploy/web`), or the pods that a selector matches. Says so when there are none. */
export async function logObjects(session: Session, flags: LogsFlags, argument: string): Promise<KubeObject[]> {
  const { client, namespace, mapper, warn } = session;
  if (flags.selector !== '') {
    const pods = await fetchList(client, { resource: mapper.forArgument('pods'), namespace, labelSelector: flags.selector });
    if (pods.length === 0) session.io.stderr.write(`No resources found in ${namespace} namespace.\n`);
    return pods.map(({ object }) => object as KubeObject);
  }
  const selected = selectResources({ args: argument.includes('/') ? [argument] : ['pods', argument], mapper, namespace, warn });
  const infos = selected.kind === 'infos' ? selected.infos : [];
  try {
    return [(await fetchInfo(client, infos[0]!)).object as KubeObject];
  } catch (error) {
    if (!hasReason(error, 'NotFound')) throw error;
    throw new UserError(`error from server (NotFound): ${error.message} in namespace "${namespace}"`);
  }
}

/** The logs to show of the objects. Throws UserError for containers that do not exist and kinds that have no pods. */
export async function logSources(
  session: Session,
  objects: readonly KubeObject[],
  flags: LogsFlags,
  container: string,
  query: Readonly<Record<string, string>>,
): Promise<LogSource[]> {
  const sources: LogSource[] = [];
  for (const object of objects) {
    for (const pod of await podsOf(session, object, flags)) {
      const everything = flags['all-containers'];
      const names = everything
        ? allContainers(pod).map(({ name }) => name)
        : [chosenContainer(pod, container, (text) => session.io.stderr.write(text))];
      sources.push(...names.map((name) => sourceOf(pod, name, query)));
    }
  }
  return sources;
}

async function podsOf({ client, io }: Session, object: KubeObject, flags: LogsFlags): Promise<Pod[]> {
  if (object.kind === 'Pod') return [object as unknown as Pod];
  const { namespace = '' } = object.metadata;
  const labelSelector = selectorFor(object);
  if (flags['all-pods']) {
    const { body } = await client.request({ verb: 'list', group: '', version: 'v1', resource: 'pods', namespace, labelSelector });
    return (body['items'] ?? []) as Pod[];
  }
  const { pod, count } = await firstPod(client, namespace, labelSelector, flags['pod-running-timeout']);
  if (count > 1) io.stderr.write(`Found ${count} pods, using pod/${pod.metadata.name}\n`);
  return [pod];
}

function selectorFor(object: KubeObject): string {
  try {
    return podSelectorOf(object);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const type = `*${(object.apiVersion ?? '').split('/').at(-1)}.${object.kind ?? ''}`;
    throw new UserError(`cannot get the logs from ${type}: ${error.message}`);
  }
}

function sourceOf({ metadata }: Pod, container: string, query: Readonly<Record<string, string>>): LogSource {
  const { namespace, name = '' } = metadata;
  const request: ApiRequest = {
    verb: 'get',
    group: '',
    version: 'v1',
    resource: 'pods',
    namespace,
    name,
    subresource: 'log',
    query: { ...query, container },
  };
  return { pod: name, container, request };
}
