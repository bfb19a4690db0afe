import type { ApiResource, Client } from '../../api/client.ts';
import { formatGroupVersion, type KubeObject } from '../../api/object.ts';
import { StatusError } from '../../api/status.ts';
import { inStructOrder } from '../../api/schema/struct-order.ts';
import type { Pod } from '../../api/types.ts';

/** What of each namespace is dumped: file names, and the resources in them. */
const NAMESPACED: readonly { file: string; group: string; resource: string; kind: string }[] = [
  { file: 'events', group: '', resource: 'events', kind: 'EventList' },
  { file: 'replication-controllers', group: '', resource: 'replicationcontrollers', kind: 'ReplicationControllerList' },
  { file: 'services', group: '', resource: 'services', kind: 'ServiceList' },
  { file: 'daemonsets', group: 'apps', resource: 'daemonsets', kind: 'DaemonSetList' },
  { file: 'deployments', group: 'apps', resource: 'deployments', kind: 'DeploymentList' },
  { file: 'replicasets', group: 'apps', resource: 'replicasets', kind: 'ReplicaSetList' },
  { file: 'pods', group: '', resource: 'pods', kind: 'PodList' },
];

export interface DumpSink {
  /** A list, below the path `kube-system/events`. */
  list(path: string, list: KubeObject): Promise<void>;
  /** The logs of a pod, below the path `kube-system/coredns-x/logs`. */
  text(path: string, text: string): Promise<void>;
}

/** Everything that helps to see what is wrong in a cluster: nodes, then of each namespace its workloads, events and logs. */
export async function dumpCluster(client: Client, namespaces: readonly string[], to: DumpSink): Promise<void> {
  await to.list('nodes', await listOf(client, { group: '', name: 'nodes' }, 'NodeList'));
  for (const namespace of namespaces) {
    let pods: Pod[] = [];
    for (const { file, group, resource, kind } of NAMESPACED) {
      const list = await listOf(client, { group, name: resource }, kind, namespace);
      await to.list(`${namespace}/${file}`, list);
      if (resource === 'pods') pods = list['items'] as Pod[];
    }
    for (const pod of pods) await to.text(`${namespace}/${pod.metadata.name}/logs`, await logsText(client, pod));
  }
}

async function listOf(
  client: Client,
  { group, name }: Pick<ApiResource, 'group' | 'name'>,
  kind: string,
  namespace?: string,
): Promise<KubeObject> {
  const { body } = await client.request({
    verb: 'list',
    group,
    version: 'v1',
    resource: name,
    ...(namespace === undefined ? {} : { namespace }),
  });
  const apiVersion = formatGroupVersion(group, 'v1');
  const items = (body['items'] ?? []) as KubeObject[];
  return { kind, apiVersion, metadata: body.metadata, items: items.map((item) => untyped(item, apiVersion, kind.replace(/List$/, ''))) };
}

/** As Go holds it in a list of its type: without saying what it is. */
function untyped(item: KubeObject, apiVersion: string, kind: string): object {
  const { apiVersion: _version, kind: _kind, ...fields } = inStructOrder({ ...item, apiVersion, kind });
  return fields;
}

async function logsText(client: Client, { metadata, spec }: Pod): Promise<string> {
  const { namespace = '', name = '' } = metadata;
  const request = { verb: 'get' as const, group: '', version: 'v1', resource: 'pods', namespace, name, subresource: 'log' };
  let text = '';
  for (const { name: container } of [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])]) {
    const title = `logs for container ${container} of pod ${namespace}/${name} ====\n`;
    text += `==== START ${title}${await logText(() => client.request({ ...request, query: { container } }))}==== END ${title}`;
  }
  return text;
}

async function logText(read: () => Promise<{ text?: string }>): Promise<string> {
  try {
    return (await read()).text ?? '';
  } catch (error) {
    if (error instanceof StatusError) return `Request log error: ${error.message}\n`;
    throw error;
  }
}
