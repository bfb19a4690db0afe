import { urlCovers } from '../../../api/policy-rules.ts';
import type { PolicyRule } from '../../../api/types.ts';
import type { Attributes } from './attributes.ts';

const ALL = '*';

/** Does this rule allow the request? */
export function ruleAllows(rule: PolicyRule, attributes: Attributes): boolean {
  if (!matches(rule.verbs, attributes.verb)) return false;
  if ('path' in attributes) return (rule.nonResourceURLs ?? []).some((url) => urlCovers(url, attributes.path));
  const { group, resource, subresource, name } = attributes;
  return (
    matches(rule.apiGroups, group) &&
    resourceMatches(rule.resources, resource, subresource) &&
    ((rule.resourceNames ?? []).length === 0 || rule.resourceNames!.includes(name))
  );
}

function matches(allowed: readonly string[] | null | undefined, wanted: string): boolean {
  return allowed?.some((each) => each === ALL || each === wanted) ?? false;
}

function resourceMatches(allowed: readonly string[] | null | undefined, resource: string, subresource: string): boolean {
  const combined = subresource === '' ? resource : `${resource}/${subresource}`;
  return allowed?.some((each) => each === ALL || each === combined || (subresource !== '' && each === `*/${subresource}`)) ?? false;
}
