import { invalid, required, type FieldError } from '../../../api/field-error.ts';
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

/** What the pods/binding sub-resource checks of the Binding it is given. */
export function validateBinding({ target }: Pick<Binding, 'target'>): FieldError[] {
  const kind = target?.kind ?? '';
  return [...(kind === '' || kind === 'Node' ? [] : [notANode(kind)]), ...(target?.name ? [] : [required('target.name')])];
}

function notANode(kind: string): FieldError {
  return {
    ...invalid('target.kind', kind, ''),
    type: 'FieldValueNotSupported',
    message: `Unsupported value: ${JSON.stringify(kind)}: supported values: "Node", "<empty>"`,
  };
}
