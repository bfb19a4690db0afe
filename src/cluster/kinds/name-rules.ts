import { checkDns1035Label, checkDnsLabel, checkDnsSubdomain, checkPathSegment } from '../../api/names.ts';
import type { KindDefinition, NameRule } from './define.ts';

const checks: Readonly<Record<NameRule, (name: string) => readonly string[]>> = {
  'dns-subdomain': checkDnsSubdomain,
  'dns-label': checkDnsLabel,
  'dns1035-label': checkDns1035Label,
  'path-segment': checkPathSegment,
};

/** The check behind a kind's name rule: all that is wrong with a name, in Kubernetes' words. */
export function checkName(rule: KindDefinition['nameRule']): (name: string) => readonly string[] {
  return typeof rule === 'function' ? rule : checks[rule];
}
