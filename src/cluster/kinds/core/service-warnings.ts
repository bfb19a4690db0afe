import type { Service } from '../../../api/types.ts';
import { isHeadless } from './service-traits.ts';

export function serviceWarnings({ spec = {} }: Service): string[] {
  const texts: string[] = [];
  const external = (spec.externalIPs?.length ?? 0) > 0;
  if (isHeadless(spec)) {
    if (spec.loadBalancerIP) texts.push('spec.loadBalancerIP is ignored when spec.clusterIP is "None"');
    if (external) texts.push('spec.externalIPs is ignored when spec.clusterIP is "None"');
    if (spec.sessionAffinity !== 'None') texts.push('spec.SessionAffinity is ignored for headless services');
  }
  if (external) texts.push('spec.externalIPs is deprecated and may no longer be implemented in some clusters');
  if (spec.type !== 'ExternalName' && spec.externalName) texts.push('spec.externalName is ignored when spec.type is not "ExternalName"');
  return texts;
}
