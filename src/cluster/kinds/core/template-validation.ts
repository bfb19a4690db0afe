import { child, forbidden, invalid, notSupported, type FieldError } from '../../../api/field-error.ts';
import { matchesSelector, type Selector } from '../../../api/labels.ts';
import type { PodTemplateSpec } from '../../../api/types.ts';
import { shownMap } from '../field-checks.ts';
import { validateAnnotations, validateLabels } from '../metadata.ts';
import { validatePodAnnotations } from './pod-annotations.ts';
import { validatePodSpec } from './pod-validation.ts';
import { validateProfilesAgree } from './profile-validation.ts';

export function validatePodTemplateSpec(template: PodTemplateSpec, path: string): FieldError[] {
  const at = child(path, 'spec');
  return [
    ...validateLabels(template.metadata?.labels, child(path, 'labels')),
    ...validateAnnotations(template.metadata?.annotations, child(path, 'annotations')),
    ...validatePodAnnotations(template.metadata?.annotations ?? {}, template.spec!, child(path, 'annotations')),
    ...validatePodSpec(template.spec!, at),
    ...validateProfilesAgree(template.metadata?.annotations ?? {}, template.spec!, at),
    ...(template.spec?.ephemeralContainers?.length
      ? [forbidden(child(at, 'ephemeralContainers'), 'ephemeral containers not allowed in pod template')]
      : []),
  ];
}

/** The template of a controller that keeps its pods running: the selector fits it, and its pods restart for ever. */
export function validateWorkloadTemplate(template: PodTemplateSpec, selector: Selector, path: string, owner: string): FieldError[] {
  const errors: FieldError[] = [];
  const labels = template.metadata?.labels;
  if (selector.length > 0 && !matchesSelector(selector, labels)) {
    errors.push(invalid(child(path, 'metadata', 'labels'), shownMap(labels), '`selector` does not match template `labels`'));
  }
  errors.push(...validatePodTemplateSpec(template, path));
  const { restartPolicy, activeDeadlineSeconds } = template.spec!;
  if (restartPolicy !== 'Always') errors.push(notSupported(child(path, 'spec', 'restartPolicy'), restartPolicy, ['Always']));
  if (activeDeadlineSeconds !== undefined) {
    errors.push(forbidden(child(path, 'spec', 'activeDeadlineSeconds'), `activeDeadlineSeconds in ${owner} is not Supported`));
  }
  return errors;
}
