import type { UserInfo } from '../../../api/client.ts';
import { goQuote } from '../../../api/go-text.ts';
import type { ClusterRoleBinding, PolicyRule, RoleBinding } from '../../../api/types.ts';
import type { ClusterApi } from '../cluster-api.ts';
import { accountUser } from '../users.ts';
import type { Attributes } from './attributes.ts';
import { ruleAllows } from './policy-rules.ts';

type Subject = NonNullable<RoleBinding['subjects']>[number];

/** What RBAC objects are read from. */
export type RoleSource = Pick<ClusterApi, 'get' | 'list'>;

/** Rules that apply to a user, or why a binding's rules could not be found. */
export type ResolvedRule = { rule: PolicyRule; binding: RoleBinding | ClusterRoleBinding; subject: Subject } | { error: string };

/** All rules that bindings give a user in a namespace ('' for the cluster scope), one after another. */
export function* rulesFor(source: RoleSource, user: UserInfo, namespace: string): Generator<ResolvedRule> {
  for (const binding of source.list('clusterrolebindings.rbac.authorization.k8s.io')) yield* rulesOf(source, binding, user, '');
  if (namespace === '') return;
  for (const binding of source.list('rolebindings.rbac.authorization.k8s.io', namespace)) yield* rulesOf(source, binding, user, namespace);
}

function* rulesOf(
  source: RoleSource,
  binding: RoleBinding | ClusterRoleBinding,
  user: UserInfo,
  namespace: string,
): Generator<ResolvedRule> {
  const subject = binding.subjects?.find((each) => isSubject(each, user, namespace));
  if (!subject) return;
  const rules = referredRules(source, binding.roleRef, namespace);
  if (typeof rules === 'string') yield { error: rules };
  else for (const rule of rules) yield { rule, binding, subject };
}

function isSubject({ kind, name, namespace }: Subject, { username, groups }: UserInfo, bindingNamespace: string): boolean {
  if (kind === 'User') return name === username;
  if (kind === 'Group') return groups?.includes(name) ?? false;
  const home = namespace || bindingNamespace;
  return kind === 'ServiceAccount' && home !== '' && username === accountUser(home, name);
}

/** The rules of a role, or what is told when there is none. */
function referredRules(source: RoleSource, { kind, name }: RoleBinding['roleRef'], namespace: string): readonly PolicyRule[] | string {
  if (kind !== 'Role' && kind !== 'ClusterRole') return `unsupported role reference kind: ${goQuote(kind)}`;
  const role =
    kind === 'Role'
      ? source.get('roles.rbac.authorization.k8s.io', namespace, name)
      : source.get('clusterroles.rbac.authorization.k8s.io', '', name);
  return role ? (role.rules ?? []) : `${kind.toLowerCase()}.rbac.authorization.k8s.io ${goQuote(name)} not found`;
}

/** The reason says what went wrong on the way to a refusal. */
export function rbacAllows(source: RoleSource, attributes: Attributes): { allowed: boolean; reason: string } {
  const errors = new Set<string>();
  for (const resolved of rulesFor(source, attributes.user, 'path' in attributes ? '' : attributes.namespace)) {
    if ('error' in resolved) errors.add(resolved.error);
    else if (ruleAllows(resolved.rule, attributes)) return { allowed: true, reason: `RBAC: allowed by ${grantText(resolved)}` };
  }
  if (errors.size === 0) return { allowed: false, reason: '' };
  return { allowed: false, reason: `RBAC: ${errors.size === 1 ? [...errors][0]! : `[${[...errors].join(', ')}]`}` };
}

/** `RoleBinding "views/dev" of ClusterRole "view" to User "ann"` */
function grantText({ binding, subject }: Exclude<ResolvedRule, { error: string }>): string {
  const { name = '', namespace } = binding.metadata;
  const own = namespace ? `RoleBinding ${goQuote(`${name}/${namespace}`)}` : `ClusterRoleBinding ${goQuote(name)}`;
  const to = subject.kind === 'ServiceAccount' ? `${subject.name}/${subject.namespace ?? ''}` : subject.name;
  return `${own} of ${binding.roleRef.kind} ${goQuote(binding.roleRef.name)} to ${subject.kind} ${goQuote(to)}`;
}
