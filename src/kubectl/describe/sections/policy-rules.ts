import { breakdown, compactRules } from '../../../api/policy-rules.ts';
import type { PolicyRule } from '../../../api/types.ts';

/** Rules taken apart into one resource, resource name or URL each; the verbs of the same resource are brought together again. */
export function shownRules(rules: readonly PolicyRule[]): PolicyRule[] {
  return compactRules(rules.flatMap(breakdown)).sort((a, b) => (orderKey(a) < orderKey(b) ? -1 : 1));
}

/** Rules are shown in the order of their text in Go. */
function orderKey({ verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] }: PolicyRule): string {
  const [names, urls] = [resourceNames.join(' '), nonResourceURLs.join(' ')];
  return `&PolicyRule{Verbs:[${verbs.join(' ')}],APIGroups:[${apiGroups.join(' ')}],Resources:[${resources.join(' ')}],ResourceNames:[${names}],NonResourceURLs:[${urls}],}`;
}

/** `deployments.apps/scale` */
export function ruleResource({ resources = [], apiGroups = [] }: PolicyRule): string {
  const [resource] = resources;
  if (resource === undefined) return '';
  const slash = resource.indexOf('/');
  const [name, rest] = slash < 0 ? [resource, ''] : [resource.slice(0, slash), resource.slice(slash)];
  return `${name}${apiGroups[0] ? `.${apiGroups[0]}` : ''}${rest}`;
}
