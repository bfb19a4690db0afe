import { addressWarnings, cidrWarnings } from '../../../api/ip.ts';
import type { Service } from '../../../api/types.ts';
import { isHeadless } from './service-traits.ts';

const TOPOLOGY_HINTS = 'service.kubernetes.io/topology-aware-hints';
const TOPOLOGY_MODE = 'service.kubernetes.io/topology-mode';

/** In the API server's order. */
export function serviceWarnings({ metadata, spec = {} }: Service): string[] {
  const { type, clusterIPs = [], externalIPs = [], loadBalancerIP, loadBalancerSourceRanges = [] } = spec;
  const headless = type === 'ClusterIP' && isHeadless(spec);
  const named = type === 'ExternalName';
  const ignored = (field: string, given: boolean): string[] =>
    headless && given ? [`spec.${field} is ignored for headless services`] : [];
  return [
    ...(metadata.annotations?.[TOPOLOGY_HINTS] === undefined
      ? []
      : [`annotation ${TOPOLOGY_HINTS} is deprecated, please use ${TOPOLOGY_MODE} instead`]),
    ...clusterIPs.flatMap((ip, i) => addressWarnings(`spec.clusterIPs[${i}]`, ip)),
    ...ignored('loadBalancerIP', Boolean(loadBalancerIP)),
    ...ignored('externalIPs', externalIPs.length > 0),
    ...ignored('SessionAffinity', spec.sessionAffinity !== 'None'),
    ...externalIPs.flatMap((ip, i) => addressWarnings(`spec.externalIPs[${i}]`, ip)),
    ...(externalIPs.length > 0 && !headless && !named
      ? ['spec.externalIPs is deprecated and may no longer be implemented in some clusters']
      : []),
    ...(loadBalancerIP ? addressWarnings('spec.loadBalancerIP', loadBalancerIP) : []),
    ...loadBalancerSourceRanges.flatMap((range, i) => cidrWarnings(`spec.loadBalancerSourceRanges[${i}]`, range)),
    ...(externalIPs.length > 0 && named ? ['spec.externalIPs is ignored when spec.type is "ExternalName"'] : []),
    ...(spec.externalName && !named ? ['spec.externalName is ignored when spec.type is not "ExternalName"'] : []),
    ...(spec.trafficDistribution === 'PreferClose' ? ['spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"'] : []),
  ];
}
