import { parseTime } from '../../../api/time.ts';
import type { Pod, Service } from '../../../api/types.ts';
import type { ClusterApi } from '../../apiserver/cluster-api.ts';

/** What the cluster's DNS says of a name: its full form and its addresses. */
export interface ResolvedName {
  name: string;
  addresses: readonly string[];
}

/** Services are there from their creation on; their ports once a pod behind them is ready. Hosts outside of the cluster always are. */
export function reachableSince(host: string, port: number | undefined, pod: Pod, api: ClusterApi, startedAt: number): number | undefined {
  if (host === 'localhost' || /^[\d.]+$/.test(host)) return startedAt;
  const { service, inCluster } = serviceOf(host, pod, api);
  if (!service) return inCluster ? undefined : startedAt;
  const created = parseTime(service.metadata.creationTimestamp ?? '') ?? startedAt;
  if (port === undefined || !service.spec?.selector) return created;
  const ready = readyEndpoints(service, api).map(
    ({ targetRef }) => readySinceOf(api.get('pods', service.metadata.namespace ?? '', targetRef?.name ?? '')) ?? created,
  );
  return ready.length > 0 ? Math.max(created, Math.min(...ready)) : undefined;
}

/** The addresses of a Service, those of its pods when it has none of its own; undefined for hosts outside of the cluster. */
export function resolved(host: string, pod: Pod, api: ClusterApi): ResolvedName | undefined {
  const { service } = serviceOf(host, pod, api);
  if (!service) return undefined;
  const { name = '', namespace = '' } = service.metadata;
  const own = (service.spec?.clusterIPs ?? []).filter((address) => address !== 'None' && address !== '');
  const addresses = own.length > 0 ? own : readyEndpoints(service, api).flatMap((endpoint) => endpoint.addresses);
  return { name: `${name}.${namespace}.svc.cluster.local`, addresses };
}

/** `db`, `db.shop`, `db.shop.svc` and so on are Services. */
function serviceOf(host: string, pod: Pod, api: ClusterApi): { service: Service | undefined; inCluster: boolean } {
  const [name = '', namespace = pod.metadata.namespace ?? '', ...rest] = host.replace(/\.$/, '').split('.');
  const inCluster = rest.length === 0 || rest[0] === 'svc';
  return { service: inCluster ? (api.get('services', namespace, name) as Service | undefined) : undefined, inCluster };
}

function readyEndpoints({ metadata }: Service, api: ClusterApi) {
  return api
    .list('endpointslices.discovery.k8s.io', metadata.namespace ?? '')
    .filter((slice) => slice.metadata.labels?.['kubernetes.io/service-name'] === metadata.name)
    .flatMap(({ endpoints }) => endpoints ?? [])
    .filter(({ conditions }) => conditions?.ready);
}

function readySinceOf(pod: Pod | undefined): number | undefined {
  const condition = pod?.status?.conditions?.find(({ type }) => type === 'Ready');
  return condition?.lastTransitionTime ? parseTime(String(condition.lastTransitionTime)) : undefined;
}
