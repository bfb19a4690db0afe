import { child, invalid, required, type FieldError } from '../../../api/field-error.ts';
import type { PolicyRule } from '../../../api/types.ts';

/** The rules of a role. Those of a namespace cannot speak of URLs. Lists that were not given may be null. */
export function validateRules(rules: readonly PolicyRule[] | null | undefined, namespaced: boolean): FieldError[] {
  return (rules ?? []).flatMap((rule, index) => validateRule(rule, namespaced, `rules[${index}]`));
}

function validateRule(rule: PolicyRule, namespaced: boolean, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (isEmpty(rule.verbs)) errors.push(required(child(path, 'verbs'), 'verbs must contain at least one value'));
  if (!isEmpty(rule.nonResourceURLs)) {
    const at = child(path, 'nonResourceURLs');
    if (namespaced) errors.push(invalid(at, rule.nonResourceURLs, 'namespaced rules cannot apply to non-resource URLs'));
    if (!isEmpty(rule.apiGroups) || !isEmpty(rule.resources) || !isEmpty(rule.resourceNames)) {
      errors.push(invalid(at, rule.nonResourceURLs, 'rules cannot apply to both regular resources and non-resource URLs'));
    }
    return errors;
  }
  if (isEmpty(rule.apiGroups)) errors.push(required(child(path, 'apiGroups'), 'resource rules must supply at least one api group'));
  if (isEmpty(rule.resources)) errors.push(required(child(path, 'resources'), 'resource rules must supply at least one resource'));
  return errors;
}

function isEmpty(list: readonly string[] | null | undefined): boolean {
  return (list?.length ?? 0) === 0;
}
