import type { Role } from '../../../api/types.ts';
import { createdAtColumn, nameColumn } from '../columns.ts';
import { checkRole } from '../../apiserver/authorization/escalation.ts';
import { defineKind } from '../define.ts';
import { validateRules } from './rules.ts';

export const role = defineKind<Role>({
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  kind: 'Role',
  plural: 'roles',
  singular: 'role',
  namespaced: true,
  definition: 'io.k8s.api.rbac.v1.Role',
  nameRule: 'path-segment',
  columns: [nameColumn, createdAtColumn],
  createOnUpdate: true,
  prepareForCreate: (role, context) => checkRole('roles', role, undefined, context),
  prepareForUpdate: (next, previous, context) => checkRole('roles', next, previous, context),
  validate: ({ rules }) => validateRules(rules, true),
});
