import { forbidden } from '../../../api/field-error.ts';
import type { Service } from '../../../api/types.ts';
import { ageColumn, labelsText, nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define.ts';
import { validateLoadBalancerAddresses } from '../load-balancer-status.ts';
import { allocateForCreate, allocateForUpdate } from './service-allocation.ts';
import { setServiceDefaults } from './service-defaults.ts';
import { dropTypeDependentFields, keepAllocated, syncClusterIps } from './service-transitions.ts';
import { validateService, validateServiceUpdate } from './service-validation.ts';
import { serviceWarnings } from './service-warnings.ts';

type Port = NonNullable<NonNullable<Service['spec']>['ports']>[number];

export const service = defineKind<Service>({
  group: '',
  version: 'v1',
  kind: 'Service',
  plural: 'services',
  singular: 'service',
  namespaced: true,
  shortNames: ['svc'],
  categories: ['all'],
  definition: 'io.k8s.api.core.v1.Service',
  returnsDeleted: true,
  nameRule: 'dns-label',
  columns: [
    nameColumn,
    textColumn<Service>('Type', ({ spec }) => spec?.type ?? ''),
    textColumn<Service>('Cluster-IP', ({ spec }) => spec?.clusterIPs?.[0] ?? '<none>'),
    textColumn('External-IP', externalIp),
    textColumn<Service>('Port(s)', ({ spec }) => portsText(spec?.ports ?? [])),
    ageColumn,
    textColumn<Service>('Selector', ({ spec }) => labelsText(spec?.selector), 1),
  ],
  status: true,
  generation: false,
  subresources: { proxy: { kind: 'ServiceProxyOptions', verbs: ['create', 'delete', 'get', 'patch', 'update'] } },
  fields: { 'spec.clusterIP': ({ spec }) => spec?.clusterIP ?? '', 'spec.type': ({ spec }) => spec?.type ?? '' },
  createOnUpdate: true,
  setDefaults: setServiceDefaults,
  prepareForCreate: (object, context) => {
    object.status = { loadBalancer: {} };
    syncClusterIps(object);
    allocateForCreate(object, context);
  },
  prepareForUpdate: (next, previous, context) => {
    keepAllocated(next, previous);
    syncClusterIps(next, previous);
    dropTypeDependentFields(next, previous);
    allocateForUpdate(next, previous, context);
  },
  transitionFirst: true,
  validate: validateService,
  validateUpdate: validateServiceUpdate,
  validateStatusUpdate: ({ spec, status }, previous) => {
    const addresses = status?.loadBalancer?.ingress;
    return addresses?.length && spec?.type !== 'LoadBalancer'
      ? [forbidden('status.loadBalancer.ingress', "may only be used when `spec.type` is 'LoadBalancer'")]
      : validateLoadBalancerAddresses(addresses, true, previous.status?.loadBalancer?.ingress);
  },
  warnings: serviceWarnings,
});

function externalIp({ spec, status }: Service): string {
  const external = spec?.externalIPs ?? [];
  switch (spec?.type) {
    case 'ClusterIP':
    case 'NodePort':
      return external.length > 0 ? external.join(',') : '<none>';
    case 'LoadBalancer': {
      const ingress = (status?.loadBalancer?.ingress ?? [])
        .map(({ ip, hostname }) => ip || hostname || '')
        .filter((address) => address !== '');
      const all = [...new Set(ingress), ...external];
      return all.length > 0 ? all.join(',') : '<pending>';
    }
    case 'ExternalName':
      return spec.externalName ?? '';
    default:
      return '<unknown>';
  }
}

function portsText(ports: readonly Port[]): string {
  if (ports.length === 0) return '<none>';
  return ports.map(({ port, nodePort, protocol }) => `${port}${nodePort ? `:${nodePort}` : ''}/${protocol}`).join(',');
}
