import { child, required, type FieldError } from '../../../api/field-error.ts';
import type { ClusterRole } from '../../../api/types.ts';
import { createdAtColumn, nameColumn } from '../columns.ts';
import { checkRole } from '../../apiserver/authorization/escalation.ts';
import { defineKind } from '../define.ts';
import { validateLabelSelector } from '../field-checks.ts';
import { validateRules } from './rules.ts';

export const clusterRole = defineKind<ClusterRole>({
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  kind: 'ClusterRole',
  plural: 'clusterroles',
  singular: 'clusterrole',
  namespaced: false,
  definition: 'io.k8s.api.rbac.v1.ClusterRole',
  nameRule: 'path-segment',
  columns: [nameColumn, createdAtColumn],
  createOnUpdate: true,
  prepareForCreate: (role, context) => checkRole('clusterroles', role, undefined, context),
  prepareForUpdate: (next, previous, context) => checkRole('clusterroles', next, previous, context),
  validate: ({ rules, aggregationRule }) => [
    ...validateRules(rules, false),
    ...(aggregationRule ? validateAggregation(aggregationRule, 'aggregationRule.clusterRoleSelectors') : []),
  ],
});

function validateAggregation({ clusterRoleSelectors }: NonNullable<ClusterRole['aggregationRule']>, path: string): FieldError[] {
  const selectors = clusterRoleSelectors ?? [];
  if (selectors.length === 0) return [required(path, 'at least one clusterRoleSelector required if aggregationRule is non-nil')];
  return selectors.flatMap((selector, index) => validateLabelSelector(selector, child(path, index)));
}
