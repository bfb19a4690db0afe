import type { PolicyRule } from '../../api/types.ts';
import { groupResource } from '../../api/object.ts';
import { UserError } from '../../api/user-error.ts';
import { BareError } from '../errors.ts';
import type { Session } from '../session.ts';

/** A resource of `--resource`: `deployments.apps/scale`. */
export interface RuleResource {
  resource: string;
  group: string;
  subresource: string;
}

const resourceVerbs: readonly string[] = [
  '*',
  'get',
  'delete',
  'list',
  'create',
  'update',
  'patch',
  'watch',
  'proxy',
  'deletecollection',
  'use',
  'bind',
  'escalate',
  'impersonate',
];

const nonResourceVerbs: readonly string[] = ['*', 'get', 'post', 'put', 'delete', 'patch', 'head', 'options'];

const rbac = 'rbac.authorization.k8s.io';

/** Verbs that make sense for some resources only. */
const specialVerbs: Readonly<Record<string, readonly string[]>> = {
  use: ['podsecuritypolicies.policy', 'podsecuritypolicies.extensions'],
  bind: [`roles.${rbac}`, `clusterroles.${rbac}`],
  escalate: [`roles.${rbac}`, `clusterroles.${rbac}`],
  impersonate: ['users', 'serviceaccounts', 'groups', 'userextras.authentication.k8s.io'],
};

/** Each verb once; `*` stands for all of them. */
export function uniqueVerbs(verbs: readonly string[]): string[] {
  return verbs.includes('*') ? ['*'] : [...new Set(verbs)];
}

export function parseRuleResources(texts: readonly string[]): RuleResource[] {
  const resources: RuleResource[] = [];
  for (const text of texts) {
    const slash = text.indexOf('/');
    const name = slash < 0 ? text : text.slice(0, slash);
    const dot = name.indexOf('.');
    const parsed = {
      resource: dot < 0 ? name : name.slice(0, dot),
      group: dot < 0 ? '' : name.slice(dot + 1),
      subresource: slash < 0 ? '' : text.slice(slash + 1),
    };
    if (text === '*') return [parsed];
    resources.push(parsed);
  }
  return resources;
}

/** Warns of verbs that are none, and refuses resources that the server does not have. */
export async function checkResourceRules(session: Session, verbs: readonly string[], resources: readonly RuleResource[]): Promise<void> {
  for (const verb of verbs) if (!resourceVerbs.includes(verb)) session.warn(`'${verb}' is not a standard resource verb`);
  for (const each of resources) {
    if (each.resource === '') throw new UserError('resource must be specified if apiGroup/subresource specified');
    if (each.resource === '*') continue;
    const known = lookUp(session, each);
    const { resource, group } = known ?? each;
    let special = false;
    for (const verb of verbs) {
      const allowed = Object.hasOwn(specialVerbs, verb) ? specialVerbs[verb]! : undefined;
      if (allowed === undefined) continue;
      if (!allowed.includes(groupResource(group, resource)))
        throw new UserError(`can not perform '${verb}' on '${resource}' in group '${group}'`);
      special = true;
    }
    if (!known && !special) {
      const inGroup = each.group === '' ? '' : ` in group "${each.group}"`;
      throw new BareError(`the server doesn't have a resource type "${each.resource}"${inGroup}`);
    }
  }
}

/** Refuses verbs and paths that no rule for URLs can have. */
export function checkNonResourceRules(verbs: readonly string[], urls: readonly string[]): void {
  for (const verb of verbs) if (!nonResourceVerbs.includes(verb)) throw new UserError(`invalid verb: '${verb}' for nonResourceURL`);
  for (const url of urls) {
    if (url === '*') continue;
    if (!url.startsWith('/')) throw new UserError('nonResourceURL should start with /');
    if (url.slice(0, -1).includes('*')) throw new UserError("nonResourceURL only supports wildcard matches when '*' is at the end");
  }
}

/** One rule for each API group, sorted, and one for URLs. */
export function policyRules(
  session: Session,
  verbs: readonly string[],
  resources: readonly RuleResource[],
  resourceNames: readonly string[],
  urls: readonly string[] = [],
): PolicyRule[] {
  const byGroup = new Map<string, string[]>();
  for (const each of resources) {
    const { resource, group } = lookUp(session, each) ?? each;
    const name = each.subresource === '' ? resource : `${resource}/${each.subresource}`;
    const members = byGroup.get(group) ?? [];
    byGroup.set(group, members.includes(name) ? members : [...members, name]);
  }
  const rules: PolicyRule[] = [...byGroup.keys()].sort().map((group) => ({
    verbs: [...verbs],
    apiGroups: [group],
    resources: byGroup.get(group) ?? [],
    ...(resourceNames.length > 0 ? { resourceNames: [...resourceNames] } : {}),
  }));
  if (urls.length > 0) rules.push({ verbs: [...verbs], nonResourceURLs: [...urls] });
  return rules;
}

function lookUp({ mapper }: Session, { resource, group }: RuleResource): { resource: string; group: string } | undefined {
  try {
    const found = mapper.forArgument(group === '' ? resource : `${resource}.${group}`);
    return { resource: found.name, group: found.group };
  } catch {
    return undefined;
  }
}
