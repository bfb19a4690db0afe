import { forbidden, invalid, keyed, type FieldError } from '../../../api/field-error.ts';
import type { PodSpec } from '../../../api/types.ts';
import { sortedKeys } from '../field-checks.ts';
import { appArmorPrefix, validateProfileAnnotations } from './profile-validation.ts';

type Annotations = Readonly<Record<string, string>>;

export const mirror = 'kubernetes.io/config.mirror';
const deletionCost = 'controller.kubernetes.io/pod-deletion-cost';
const path = 'metadata.annotations';

/** Annotations that mean something to Kubernetes itself, on a pod or in a template (`at`). */
export function validatePodAnnotations(annotations: Annotations, spec: PodSpec, at = path): FieldError[] {
  const errors: FieldError[] = [];
  if (annotations[mirror] !== undefined && !spec.nodeName) {
    errors.push(invalid(keyed(at, mirror), annotations[mirror], 'must set spec.nodeName if mirror pod annotation is set'));
  }
  const cost = annotations[deletionCost];
  if (cost !== undefined && !isInt32(cost)) errors.push(invalid(keyed(at, deletionCost), cost, 'must be a 32bit integer'));
  return [...errors, ...validateProfileAnnotations(annotations, spec, at)];
}

function isInt32(text: string): boolean {
  return /^(0|-?[1-9]\d*)$/.test(text) && Number(text) === (Number(text) | 0);
}

/** What a pod was created with and keeps. */
export function validateAnnotationUpdate(next: Annotations, previous: Annotations): FieldError[] {
  const changed = sortedKeys(previous).filter((key) => next[key] !== previous[key]);
  const added = sortedKeys(next).filter((key) => previous[key] === undefined);
  return [
    ...changed.flatMap((key) =>
      kept(key, 'may not remove or update AppArmor annotations', 'may not remove or update mirror pod annotation'),
    ),
    ...added.flatMap((key) => kept(key, 'may not add AppArmor annotations', 'may not add mirror pod annotation')),
  ];
}

function kept(key: string, appArmorText: string, mirrorText: string): FieldError[] {
  if (key.startsWith(appArmorPrefix)) return [forbidden(keyed(path, key), appArmorText)];
  return key === mirror ? [forbidden(keyed(path, key), mirrorText)] : [];
}
