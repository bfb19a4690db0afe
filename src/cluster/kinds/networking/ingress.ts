import type { Ingress } from '../../../api/types.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define.ts';
import { validateLoadBalancerAddresses } from '../load-balancer-status.ts';
import { validateClassAnnotation, validateIngressSpec } from './ingress-validation.ts';

type Spec = NonNullable<Ingress['spec']>;

/** Where the class was written before it was a field. */
const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';
/** A table shows this many hosts, and how many more there are. */
const SHOWN_HOSTS = 3;

export const ingress = defineKind<Ingress>({
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'Ingress',
  plural: 'ingresses',
  singular: 'ingress',
  namespaced: true,
  shortNames: ['ing'],
  definition: 'io.k8s.api.networking.v1.Ingress',
  nameRule: 'dns-subdomain',
  columns: [
    nameColumn,
    textColumn<Ingress>('Class', ({ spec }) => spec?.ingressClassName ?? '<none>'),
    textColumn<Ingress>('Hosts', ({ spec }) => hostsText(spec?.rules ?? [])),
    textColumn<Ingress>('Address', ({ status }) => addressText(status)),
    textColumn<Ingress>('Ports', ({ spec }) => (spec?.tls?.length ? '80, 443' : '80')),
    ageColumn,
  ],
  status: true,
  prepareForCreate: (object) => {
    object.status = { loadBalancer: {} };
  },
  validate: ({ spec }) => validateIngressSpec(spec ?? {}),
  validateStatusUpdate: ({ status }, previous) =>
    validateLoadBalancerAddresses(status?.loadBalancer?.ingress, false, previous.status?.loadBalancer?.ingress),
  allocate: (next, previous) => (previous === undefined ? validateClassAnnotation(next, CLASS_ANNOTATION) : undefined),
  warnings: ({ metadata, spec }, previous) =>
    previous === undefined && metadata.annotations?.[CLASS_ANNOTATION] !== undefined && spec?.ingressClassName === undefined
      ? [`annotation "${CLASS_ANNOTATION}" is deprecated, please use 'spec.ingressClassName' instead`]
      : [],
});

function hostsText(rules: NonNullable<Spec['rules']>): string {
  const hosts = rules.flatMap(({ host }) => (host ? [host] : []));
  if (hosts.length === 0) return '*';
  const text = hosts.slice(0, SHOWN_HOSTS).join(',');
  return hosts.length > SHOWN_HOSTS ? `${text} + ${rules.length - SHOWN_HOSTS} more...` : text;
}

function addressText(status: Ingress['status']): string {
  const addresses = (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip || hostname || '');
  return [...new Set(addresses.filter((address) => address !== ''))].sort().join(',');
}
