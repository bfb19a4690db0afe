import { serviceUnavailable, badRequest, notFound, StatusError } from '../../../api/status.ts';
import type { Pod, Service } from '../../../api/types.ts';
import type { SubresourceContext, SubresourceHandler } from './handler.ts';

/** Nobody sends packets here: whatever would be proxied cannot be reached, and the answer says so as a real one would. */
const UNREACHABLE = 'error trying to reach service: there is no packet network in a simulated cluster';

const nodeProxy: SubresourceHandler = {
  resource: 'nodes',
  subresource: 'proxy',
  handle({ name = '' }, { api }) {
    const node = portless(name);
    if (!api.get('nodes', '', node)) throw notFound({ group: '', resource: 'nodes' }, node);
    throw serviceUnavailable(UNREACHABLE);
  },
};

const podProxy: SubresourceHandler = {
  resource: 'pods',
  subresource: 'proxy',
  handle({ namespace = '', name = '' }, context) {
    existingPod(context, namespace, portless(name));
    throw serviceUnavailable(UNREACHABLE);
  },
};

const serviceProxy: SubresourceHandler = {
  resource: 'services',
  subresource: 'proxy',
  handle({ namespace = '', name = '' }, { api }) {
    const service = portless(name);
    if (!api.get('services', namespace, service)) throw notFound({ group: '', resource: 'services' }, service);
    if (!hasEndpoints(api.list('endpointslices.discovery.k8s.io', namespace), service))
      throw serviceUnavailable(`no endpoints available for service "${name}"`);
    throw serviceUnavailable(UNREACHABLE);
  },
};

function hasEndpoints(
  slices: readonly { metadata: Service['metadata']; endpoints?: readonly { conditions?: { ready?: boolean } }[] }[],
  service: string,
): boolean {
  return slices.some(
    ({ metadata, endpoints = [] }) =>
      metadata.labels?.['kubernetes.io/service-name'] === service && endpoints.some(({ conditions }) => conditions?.ready !== false),
  );
}

/** Connections into containers: what can be said against them is said, and then that they are not made yet. */
function containerConnection(subresource: 'exec' | 'attach' | 'portforward'): SubresourceHandler {
  return {
    resource: 'pods',
    subresource,
    handle({ namespace = '', name = '', query = {} }, context) {
      const pod = existingPod(context, namespace, name);
      if (subresource !== 'portforward') checkContainer(pod, query['container']);
      if (!pod.spec?.nodeName) throw badRequest(`pod ${name} does not have a host assigned`);
      throw new StatusError({
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Failure',
        message: `kubesim does not connect to containers yet (${subresource})`,
        code: 501,
      });
    },
  };
}

function existingPod({ api }: SubresourceContext, namespace: string, name: string): Pod {
  const pod = api.get('pods', namespace, name);
  if (!pod) throw notFound({ group: '', resource: 'pods' }, name);
  return pod;
}

function checkContainer({ spec, metadata }: Pod, wanted: string | undefined): void {
  const containers = spec?.containers ?? [];
  const all = [...containers, ...(spec?.initContainers ?? []), ...(spec?.ephemeralContainers ?? [])];
  if (wanted && !all.some(({ name }) => name === wanted))
    throw badRequest(`container ${wanted} is not valid for pod ${metadata.name ?? ''}`);
  if (wanted || containers.length === 1) return;
  const names = containers.map(({ name }) => name).join(' ');
  throw badRequest(`a container name must be specified for pod ${metadata.name ?? ''}, choose one of: [${names}]`);
}

/** `https:web:443` is `web`. */
function portless(name: string): string {
  const parts = name.split(':');
  return (parts.length === 3 ? parts[1] : parts[0]) ?? '';
}

export const connections: readonly SubresourceHandler[] = [
  nodeProxy,
  podProxy,
  serviceProxy,
  containerConnection('exec'),
  containerConnection('attach'),
  containerConnection('portforward'),
];
