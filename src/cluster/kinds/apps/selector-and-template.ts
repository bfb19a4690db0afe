import { invalid, required, type FieldError } from '../../../api/field-error.ts';
import type { LabelSelector } from '../../../api/labels.ts';
import type { PodTemplateSpec } from '../../../api/types.ts';
import { validateWorkloadTemplate } from '../core/template-validation.ts';
import { compiledSelector, isEmptySelector, shownSelector, validateLabelSelector } from '../field-checks.ts';

/** A selector that is there, makes sense, selects something, and fits the template, which must be of pods that run forever. */
export function validateSelectorAndTemplate(
  { selector, template }: { selector?: LabelSelector; template: PodTemplateSpec },
  owner: 'ReplicaSet' | 'StatefulSet',
  emptyFor: string,
): FieldError[] {
  const errors: FieldError[] = selector ? validateLabelSelector(selector, 'spec.selector') : [required('spec.selector')];
  if (selector && isEmptySelector(selector)) errors.push(invalid('spec.selector', {}, `empty selector is invalid for ${emptyFor}`));
  const compiled = compiledSelector(selector);
  if (compiled === undefined) {
    errors.push(invalid('spec.selector', shownSelector(selector), owner === 'StatefulSet' ? '' : 'invalid label selector'));
  } else {
    errors.push(...validateWorkloadTemplate(template, compiled, 'spec.template', owner));
  }
  return errors;
}
