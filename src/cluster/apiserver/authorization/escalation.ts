import { deepEqual } from '../../../api/json.ts';
import { goQuote } from '../../../api/go-text.ts';
import type { KubeObject } from '../../../api/object.ts';
import { compactRules, missingRules, quotedList, ruleText } from '../../../api/policy-rules.ts';
import { forbidden, notFound } from '../../../api/status.ts';
import type { ClusterRole, PolicyRule, Role, RoleBinding } from '../../../api/types.ts';
import type { KindContext } from '../../kinds/define.ts';
import { authorize, isTrusted } from './index.ts';
import { rulesFor } from './rbac.ts';

const GROUP = 'rbac.authorization.k8s.io';
const EVERYTHING: readonly PolicyRule[] = [
  { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
  { nonResourceURLs: ['*'], verbs: ['*'] },
];

/** Nobody writes a role that allows more than they may do themselves, unless they may `escalate` it. */
export function checkRole(
  resource: 'roles' | 'clusterroles',
  role: Role | ClusterRole,
  previous: typeof role | undefined,
  context: KindContext,
): void {
  const { user } = context;
  if (!user || isTrusted(user) || mayDo('escalate', resource, role.metadata.name ?? '', role.metadata.namespace ?? '', context)) return;
  if (previous && onlyLetsGo(role as KubeObject, previous as KubeObject)) return;
  const { name = '', namespace = '' } = role.metadata;
  const refuse = (why: string): never => {
    throw forbidden({ group: GROUP, resource }, name, why);
  };
  const excess = escalation(role.rules ?? [], namespace, context);
  if (excess !== undefined) refuse(excess);
  const gathers = [role, previous].some((each) => (each as ClusterRole | undefined)?.aggregationRule?.clusterRoleSelectors?.length);
  if (gathers && escalation(EVERYTHING, '', context) !== undefined) refuse('must have cluster-admin privileges to use the aggregationRule');
}

/** Nobody binds to a role that allows more than they may do themselves, unless they may `bind` it. */
export function checkBinding(
  resource: 'rolebindings' | 'clusterrolebindings',
  binding: Pick<RoleBinding, 'metadata' | 'roleRef' | 'subjects'>,
  previous: typeof binding | undefined,
  context: KindContext,
): void {
  const { user, api } = context;
  if (!user || isTrusted(user)) return;
  if (previous && onlyLetsGo(binding as KubeObject, previous as KubeObject)) return;
  const { kind, name: roleName } = binding.roleRef;
  const { name = '', namespace = '' } = binding.metadata;
  const roles = kind === 'Role' ? 'roles' : 'clusterroles';
  if (mayDo('bind', roles, roleName, namespace, context)) return;
  const role = kind === 'Role' ? api.get(`roles.${GROUP}`, namespace, roleName) : api.get(`clusterroles.${GROUP}`, '', roleName);
  if (!role) throw notFound({ group: GROUP, resource: roles }, roleName);
  const excess = escalation(role.rules ?? [], namespace, context);
  if (excess !== undefined) throw forbidden({ group: GROUP, resource }, name, excess);
}

function mayDo(verb: string, resource: string, name: string, namespace: string, { api, user }: KindContext): boolean {
  return authorize(api, { user: user!, verb, group: GROUP, version: 'v1', resource, subresource: '', namespace, name }).allowed;
}

/** What is told of the rules that the user does not hold; undefined when there are none. */
function escalation(rules: readonly PolicyRule[], namespace: string, { api, user }: KindContext): string | undefined {
  const owned: PolicyRule[] = [];
  const errors: string[] = [];
  for (const resolved of rulesFor(api, user!, namespace)) {
    if ('rule' in resolved) owned.push(resolved.rule);
    else if (!errors.includes(resolved.error)) errors.push(resolved.error);
  }
  const missing = compactRules(missingRules(owned, rules));
  if (missing.length === 0) return undefined;
  const texts = [...new Set(missing.map(ruleText))].sort();
  const who = `user ${goQuote(user!.username)} (groups=${quotedList(user!.groups ?? [])})`;
  const resolution = errors.length > 0 ? `; resolution errors: [${errors.length === 1 ? errors[0]! : `[${errors.join(', ')}]`}]` : '';
  return `${who} is attempting to grant RBAC permissions not currently held:\n${texts.join('\n')}${resolution}`;
}

/** Is nothing changed, or only what keeps the object from going? */
function onlyLetsGo(next: KubeObject, previous: KubeObject): boolean {
  const rest = ({ metadata, ...object }: KubeObject): object => {
    const { finalizers: _, ownerReferences: _owners, managedFields: _fields, resourceVersion: _version, ...kept } = metadata;
    return { ...object, metadata: kept };
  };
  return deepEqual(rest(next), rest(previous));
}
