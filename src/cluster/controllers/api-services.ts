import { deepEqual } from '../../api/json.ts';
import type { APIService } from '../../api/types.ts';
import type { KindCatalogue } from '../kinds/catalogue.ts';
import { METRICS_GROUP, METRICS_VERSION } from '../metrics/group.ts';
import type { Actor, ActorContext } from '../sim/actor.ts';
import { inPlace, type Condition } from './conditions.ts';
import { API_SERVICES, groupPriority, versionPriority } from './group-priorities.ts';

const MANAGED = 'kube-aggregator.kubernetes.io/automanaged';
/** Kept once the server has started, or as long as a CustomResourceDefinition wants it. */
const ON_START = 'onstart';
const WHILE_NEEDED = 'true';
/** The aggregator serves its own group itself. */
const AGGREGATOR = 'apiregistration.k8s.io';
const REGISTRATION = 'registration';

/** Registers every group version that the cluster serves as an APIService, and says which of those that users add can be reached. */
export const apiServiceController: Actor = {
  name: 'api-services',
  watches: {
    // The server registers its groups when it starts: with the first namespaces.
    namespaces: ({ type, object }) => (type === 'ADDED' && object.metadata.name === 'default' ? [REGISTRATION] : []),
    'customresourcedefinitions.apiextensions.k8s.io': () => [REGISTRATION],
    [API_SERVICES]: ({ type, object }) => (type === 'DELETED' ? [REGISTRATION] : [object.metadata.name ?? '']),
    services: backed,
    'endpointslices.discovery.k8s.io': backed,
  },
  reconcile(key, context) {
    if (key === REGISTRATION) register(context);
    else check(key, context);
  },
};

function backed(_: unknown, { api }: ActorContext): string[] {
  return api
    .list(API_SERVICES)
    .filter(({ spec }) => spec?.service)
    .map(({ metadata }) => metadata.name ?? '');
}

function register({ api, kinds }: ActorContext): void {
  const served = groupVersions(kinds);
  for (const { metadata, spec } of api.list(API_SERVICES)) {
    const name = `${spec?.version ?? ''}.${spec?.group ?? ''}`;
    if (metadata.labels?.[MANAGED] === WHILE_NEEDED && !served.has(name)) api.delete(API_SERVICES, '', metadata.name ?? '');
  }
  for (const [name, { group, version, custom }] of served) {
    if (api.get(API_SERVICES, '', name)) continue;
    api.create(API_SERVICES, {
      apiVersion: `${AGGREGATOR}/v1`,
      kind: 'APIService',
      metadata: { name, labels: { [MANAGED]: custom ? WHILE_NEEDED : ON_START } },
      spec: {
        ...(group === '' ? {} : { group }),
        version,
        groupPriorityMinimum: groupPriority(group),
        versionPriority: versionPriority(group, version),
      },
    } as APIService);
  }
}

interface GroupVersion {
  group: string;
  version: string;
  custom: boolean;
}

function groupVersions(kinds: KindCatalogue): Map<string, GroupVersion> {
  const found = new Map<string, GroupVersion>();
  for (const { group, version, custom } of kinds.all()) {
    if (group !== AGGREGATOR && group !== METRICS_GROUP) found.set(`${version}.${group}`, { group, version, custom: custom !== undefined });
  }
  return found;
}

function check(name: string, context: ActorContext): void {
  const { api, timestamp } = context;
  const service = api.get(API_SERVICES, '', name);
  if (!service) return;
  const [status, reason, message] = availability(service, context);
  const condition: Condition = { type: 'Available', status, reason, message, lastTransitionTime: timestamp() };
  const conditions = inPlace(service.status?.conditions as unknown as Condition[] | undefined, condition);
  if (!deepEqual(conditions, service.status?.conditions))
    api.updateStatus(API_SERVICES, { ...service, status: { ...service.status, conditions } } as unknown as APIService);
}

/** Local groups are always there. Of others, everything up to the call itself is looked at: no packet is ever sent. */
function availability({ spec }: APIService, { api, kinds }: ActorContext): [status: string, reason: string, message: string] {
  if (!spec?.service) return ['True', 'Local', 'Local APIServices are always available'];
  const { name = '', namespace = '', port = 443 } = spec.service;
  const service = api.get('services', namespace, name);
  if (!service) return ['False', 'ServiceNotFound', `service/${name} in "${namespace}" is not present`];
  const used = service.spec?.ports?.find((each) => each.port === port);
  if (!used) return ['False', 'ServicePortError', `service/${name} in "${namespace}" is not listening on port ${port}`];
  const slices = api
    .list('endpointslices.discovery.k8s.io', namespace)
    .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === name);
  if (slices.length === 0) return ['False', 'EndpointsNotFound', `cannot find endpointslices for service/${name} in "${namespace}"`];
  const reachable = slices.some(({ endpoints }) => endpoints?.some(({ conditions }) => conditions?.ready === true));
  if (!reachable) {
    const portName = used.name ?? '';
    return ['False', 'MissingEndpoints', `endpoints for service/${name} in "${namespace}" have no addresses with port name "${portName}"`];
  }
  const { group = '', version = '' } = spec;
  // Of all API servers that could stand behind a Service, the metrics server is the one that is simulated.
  const metrics = group === METRICS_GROUP && version === METRICS_VERSION;
  if (metrics || kinds.all().some((kind) => kind.group === group && kind.version === version))
    return ['True', 'Passed', 'all checks passed'];
  const url = `https://${service.spec?.clusterIP ?? name}:${port}/apis/${group}/${version}`;
  return ['False', 'FailedDiscoveryCheck', `failing or missing response from ${url}: kubesim does not call aggregated API servers`];
}
