import { child, duplicate, invalid, notSupported, required, type FieldError } from '../../../api/field-error.ts';
import { checkQualifiedName } from '../../../api/names.ts';
import type { ValidatingAdmissionPolicy } from '../../../api/types.ts';
import { BOOL, NULL, TEXT, type PolicyCompiler } from '../../cel/policy-expressions.ts';
import { checked } from '../field-checks.ts';
import { compiled, policyCompiler, validatePolicy } from './policy-validation.ts';

type Spec = NonNullable<ValidatingAdmissionPolicy['spec']>;
type Validation = NonNullable<Spec['validations']>[number];
type Annotation = NonNullable<Spec['auditAnnotations']>[number];

const REASONS = ['Forbidden', 'Invalid', 'RequestEntityTooLarge', 'Unauthorized'];
const MOST_ANNOTATIONS = 20;
const LONGEST_VALUE = 5 * 1024;
const NOTHING_TO_DO = 'validations or auditAnnotations must contain at least one item';

export function validateValidatingPolicy({ metadata, spec }: ValidatingAdmissionPolicy): FieldError[] {
  const compiler = policyCompiler(spec);
  return [...validatePolicy(spec ?? {}, compiler), ...validateChecks(metadata.name ?? '', spec ?? {}, compiler)];
}

function validateChecks(name: string, { validations, auditAnnotations }: Spec, compiler: PolicyCompiler): FieldError[] {
  if (!validations?.length && !auditAnnotations?.length) {
    return [required('spec.validations', NOTHING_TO_DO), required('spec.auditAnnotations', NOTHING_TO_DO)];
  }
  const errors = (validations ?? []).flatMap((validation, index) =>
    validateValidation(validation, child('spec.validations', index), compiler),
  );
  const annotations = auditAnnotations ?? [];
  if (annotations.length > MOST_ANNOTATIONS) {
    errors.push(invalid('spec.auditAnnotations', annotations, `must not have more than ${MOST_ANNOTATIONS} auditAnnotations`));
  }
  annotations.forEach((annotation, index) => {
    const path = child('spec.auditAnnotations', index);
    errors.push(...validateAnnotation(name, annotation, path, compiler));
    if (annotations.findIndex(({ key }) => key === annotation.key) < index) errors.push(duplicate(child(path, 'key'), annotation.key));
  });
  return errors;
}

const hasNewline = (text: string): boolean => /[\n\r]/.test(text);

function validateValidation(
  { expression, message = '', messageExpression = '', reason }: Validation,
  path: string,
  compiler: PolicyCompiler,
): FieldError[] {
  const errors: FieldError[] = [];
  if (!expression?.trim()) errors.push(required(child(path, 'expression'), 'expression is not specified'));
  else errors.push(...compiled(compiler, expression, [BOOL], child(path, 'expression')));
  const at = child(path, 'messageExpression');
  if (messageExpression !== '' && messageExpression.trim() === '') {
    errors.push(invalid(at, messageExpression, 'must be non-empty if specified'));
  } else if (messageExpression !== '') errors.push(...compiled(compiler, messageExpression, [TEXT], at, { authorizer: false }));
  if (message !== '' && message.trim() === '') {
    errors.push(invalid(child(path, 'message'), message, 'message must be non-empty if specified'));
  } else if (hasNewline(message.trim())) errors.push(invalid(child(path, 'message'), message, 'message must not contain line breaks'));
  if (reason !== undefined && !REASONS.includes(reason)) errors.push(notSupported(child(path, 'reason'), reason, REASONS));
  return errors;
}

function validateAnnotation(name: string, { key, valueExpression }: Annotation, path: string, compiler: PolicyCompiler): FieldError[] {
  const at = child(path, 'valueExpression');
  const errors =
    name === ''
      ? [invalid(child(path, 'key'), key, 'requires metadata.name be non-empty')]
      : checked(child(path, 'key'), `${name}/${key}`, checkQualifiedName);
  const text = valueExpression?.trim() ?? '';
  if (text === '') errors.push(required(at, 'valueExpression is not specified'));
  else if (text.length > LONGEST_VALUE) errors.push(required(at, `must not exceed ${LONGEST_VALUE} bytes in length`));
  else errors.push(...compiled(compiler, text, [TEXT, NULL], at, { shown: valueExpression }));
  return errors;
}
