import { child, duplicate, invalid, notSupported, required, type FieldError } from '../../../api/field-error.ts';
import type { ValidatingAdmissionPolicyBinding } from '../../../api/types.ts';
import { ageColumn, nameColumn } from '../columns.ts';
import { defineKind } from '../define.ts';
import { fillMatchResources } from './matching.ts';
import { bindingColumns, validateBinding } from './policies.ts';

const ACTIONS = ['Audit', 'Deny', 'Warn'];
const PATH = 'spec.validationActions';

export const validatingAdmissionPolicyBinding = defineKind<ValidatingAdmissionPolicyBinding>({
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  kind: 'ValidatingAdmissionPolicyBinding',
  plural: 'validatingadmissionpolicybindings',
  singular: 'validatingadmissionpolicybinding',
  namespaced: false,
  categories: ['api-extensions'],
  definition: 'io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicyBinding',
  nameRule: 'dns-subdomain',
  columns: [nameColumn, ...bindingColumns, ageColumn],
  generation: true,
  setDefaults: ({ spec }) => fillMatchResources(spec?.matchResources),
  validate: ({ spec }) => [...validateBinding(spec ?? {}), ...validateActions(spec?.validationActions ?? [])],
});

function validateActions(actions: readonly string[]): FieldError[] {
  if (actions.length === 0) return [required(PATH, 'at least one validation action is required')];
  const errors = actions.flatMap((action, index) => [
    ...(ACTIONS.includes(action) ? [] : [notSupported(child(PATH, index), action, ACTIONS)]),
    ...(actions.indexOf(action) < index ? [duplicate(child(PATH, index), action)] : []),
  ]);
  if (actions.includes('Deny') && actions.includes('Warn')) {
    const text =
      'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)';
    errors.push(invalid(PATH, actions, text));
  }
  return errors;
}
