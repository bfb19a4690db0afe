import { child, notSupported, required, type FieldError } from '../../../api/field-error.ts';
import type { ValidatingAdmissionPolicy } from '../../../api/types.ts';
import { ageColumn, integerColumn, nameColumn } from '../columns.ts';
import { defineKind } from '../define.ts';
import { fillPolicy, notEnforced, paramKindColumn, validatePolicy } from './policies.ts';

type Spec = NonNullable<ValidatingAdmissionPolicy['spec']>;

const REASONS = ['Forbidden', 'Invalid', 'RequestEntityTooLarge', 'Unauthorized'];
const NOTHING_TO_DO = 'validations or auditAnnotations must contain at least one item';

export const validatingAdmissionPolicy = defineKind<ValidatingAdmissionPolicy>({
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  kind: 'ValidatingAdmissionPolicy',
  plural: 'validatingadmissionpolicies',
  singular: 'validatingadmissionpolicy',
  namespaced: false,
  categories: ['api-extensions'],
  definition: 'io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicy',
  nameRule: 'dns-subdomain',
  columns: [
    nameColumn,
    integerColumn<ValidatingAdmissionPolicy>('Validations', ({ spec }) => spec?.validations?.length ?? 0),
    paramKindColumn,
    ageColumn,
  ],
  status: true,
  generation: true,
  setDefaults: ({ spec }) => fillPolicy(spec),
  validate: ({ spec }) => [...validatePolicy(spec ?? {}), ...validateChecks(spec ?? {})],
  warnings: notEnforced,
});

function validateChecks({ validations, auditAnnotations }: Spec): FieldError[] {
  if (!validations?.length && !auditAnnotations?.length) {
    return [required('spec.validations', NOTHING_TO_DO), required('spec.auditAnnotations', NOTHING_TO_DO)];
  }
  return [
    ...(validations ?? []).flatMap(({ expression, reason }, index) => {
      const path = child('spec.validations', index);
      return [
        ...(expression?.trim() ? [] : [required(child(path, 'expression'), 'expression is not specified')]),
        ...(reason !== undefined && !REASONS.includes(reason) ? [notSupported(child(path, 'reason'), reason, REASONS)] : []),
      ];
    }),
    ...(auditAnnotations ?? []).flatMap(({ key, valueExpression }, index) => {
      const path = child('spec.auditAnnotations', index);
      return [
        ...(key ? [] : [required(child(path, 'key'))]),
        ...(valueExpression?.trim() ? [] : [required(child(path, 'valueExpression'), 'valueExpression is not specified')]),
      ];
    }),
  ];
}
