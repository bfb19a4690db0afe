import type { ApiResource } from '../../api/client.ts';
import { groupResource, type KubeObject } from '../../api/object.ts';
import { compareText } from '../../api/text-order.ts';
import type { Pod } from '../../api/types.ts';
import { allContainers } from '../pods/containers.ts';
import { addressOf } from '../resources/builder.ts';
import { ResourceMapper } from '../resources/mapper.ts';
import type { Connection } from '../runtime.ts';

/** The names of a kubeconfig. */
export interface KubeconfigNames {
  contexts: string[];
  clusters: string[];
  users: string[];
}

interface WithPorts {
  ports?: { port: number }[];
  containers?: { ports?: { containerPort: number }[] }[];
}

/** What can be named: objects of the cluster and entries of the kubeconfig. What cannot be found out is empty: a completion is no place for errors. */
export class LiveNames {
  readonly #connect: () => Promise<Connection>;
  readonly #kubeconfig: () => Promise<KubeconfigNames>;
  #session: Promise<{ connection: Connection; mapper: ResourceMapper }> | undefined;

  constructor(connect: () => Promise<Connection>, kubeconfig: () => Promise<KubeconfigNames>) {
    this.#connect = connect;
    this.#kubeconfig = kubeconfig;
  }

  async kubeconfig(section: keyof KubeconfigNames): Promise<string[]> {
    return quietly(async () => (await this.#kubeconfig())[section].sort());
  }

  /** Types that can be asked for, as `deployments.apps`, by group and name. */
  types(): Promise<string[]> {
    return quietly(async () => {
      const { mapper } = await this.#open();
      const listed = mapper.all().filter(({ verbs }) => verbs.includes('get'));
      const sorted = [...listed].sort((a, b) => compareText(a.group, b.group) || compareText(a.name, b.name));
      return [...new Set(sorted.map(({ group, name }) => groupResource(group, name)))];
    });
  }

  /** The names of all objects of the types (`pods`, `pods,svc`) in a namespace: that in force if none is given. */
  names(types: string, namespace?: string): Promise<string[]> {
    return quietly(async () => {
      const { connection, mapper } = await this.#open();
      const found: string[] = [];
      for (const type of types.split(',')) {
        for (const resource of mapper.category(type) ?? [mapper.forArgument(type)])
          found.push(...(await listNames(connection, resource, namespace)));
      }
      return found;
    });
  }

  containers(pod: string): Promise<string[]> {
    return quietly(async () => {
      const { connection } = await this.#open();
      const address = { group: '', version: 'v1', resource: 'pods', namespace: connection.namespace, name: pod.replace(/^pods?\//, '') };
      const { body } = await connection.client.request({ verb: 'get', ...address });
      return allContainers(body as Pod).map(({ name }) => name);
    });
  }

  /** The ports of a POD or TYPE/NAME: those of a service, or of the containers that it runs. */
  ports(target: string): Promise<number[]> {
    return quietly(async () => {
      const { connection, mapper } = await this.#open();
      const [name = '', type = 'pods'] = target.split('/').reverse();
      const resource = mapper.forArgument(type);
      const address = { ...addressOf(resource), ...(resource.namespaced && { namespace: connection.namespace }), name };
      const { body } = await connection.client.request({ verb: 'get', ...address });
      const spec = (body['spec'] ?? {}) as WithPorts & { template?: { spec?: WithPorts } };
      const { containers = [], ports = [] } = spec.template?.spec ?? spec;
      return [
        ...ports.map(({ port }) => port),
        ...containers.flatMap((each) => (each.ports ?? []).map(({ containerPort }) => containerPort)),
      ];
    });
  }

  #open(): Promise<{ connection: Connection; mapper: ResourceMapper }> {
    return (this.#session ??= this.#connect().then(async (connection) => ({
      connection,
      mapper: new ResourceMapper(await connection.client.discovery()),
    })));
  }
}

async function listNames(
  { client, ...connection }: Connection,
  resource: ApiResource,
  namespace = connection.namespace,
): Promise<string[]> {
  const { body } = await client.request({
    ...addressOf(resource),
    verb: 'list',
    ...(resource.namespaced && { namespace }),
    representation: 'PartialObjectMetadata',
  });
  return ((body['items'] ?? []) as KubeObject[]).map(({ metadata }) => metadata.name ?? '');
}

async function quietly<T>(find: () => Promise<T[]>): Promise<T[]> {
  try {
    return await find();
  } catch {
    return [];
  }
}
