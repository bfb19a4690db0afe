import { deepEqual } from '../../api/json.ts';
import { matchesSelector, selectorFromLabelSelector } from '../../api/labels.ts';
import type { ClusterRole, PolicyRule } from '../../api/types.ts';
import type { Actor } from '../sim/actor.ts';

const ROLES = 'clusterroles.rbac.authorization.k8s.io';
const ALL = '';

/** Fills ClusterRoles that have an aggregationRule with the rules of those that it selects. */
export const clusterRoleAggregation: Actor = {
  name: 'clusterrole-aggregation',
  watches: { [ROLES]: () => [ALL] },
  reconcile(_key, { api }) {
    for (const role of api.list(ROLES)) {
      if (!role.aggregationRule) continue;
      // Looked up anew: roles that select each other would exchange their rules for ever.
      const rules = aggregated(role, api.list(ROLES));
      if (deepEqual(rules, role.rules ?? [])) continue;
      const { apiVersion, kind, metadata } = role;
      api.patch(ROLES, '', metadata.name ?? '', 'apply', { apiVersion, kind, metadata: { name: metadata.name }, rules });
    }
  },
};

/** The rules of the selected roles, selector by selector and by the roles' names, each once. */
export function aggregated({ metadata, aggregationRule }: ClusterRole, roles: readonly ClusterRole[]): PolicyRule[] {
  const rules: PolicyRule[] = [];
  for (const selector of aggregationRule?.clusterRoleSelectors ?? []) {
    const parsed = selectorFromLabelSelector(selector);
    for (const role of roles) {
      if (role.metadata.name === metadata.name || !matchesSelector(parsed, role.metadata.labels ?? {})) continue;
      for (const rule of role.rules ?? []) if (!rules.some((known) => deepEqual(known, rule))) rules.push(rule);
    }
  }
  return rules;
}
