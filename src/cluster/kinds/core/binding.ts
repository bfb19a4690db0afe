import { notSupported, required, type FieldError } from '../../../api/field-error.ts';
import type { Binding } from '../../../api/types.ts';
import { createdAtColumn, nameColumn } from '../columns.ts';
import { defineKind } from '../define.ts';

/** Only ever posted; what becomes of it is the pod's spec.nodeName. */
export const binding = defineKind<Binding>({
  group: '',
  version: 'v1',
  kind: 'Binding',
  plural: 'bindings',
  singular: 'binding',
  namespaced: true,
  verbs: ['create'],
  definition: 'io.k8s.api.core.v1.Binding',
  nameRule: 'dns-subdomain',
  columns: [nameColumn, createdAtColumn],
  validate: validateBinding,
});

export function validateBinding({ target }: Pick<Binding, 'target'>): FieldError[] {
  return [
    ...(target?.kind && target.kind !== 'Node' ? [notSupported('target.kind', target.kind, ['Node', '<empty>'])] : []),
    ...(target?.name ? [] : [required('target.name')]),
  ];
}
