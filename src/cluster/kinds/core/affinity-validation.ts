import { child, forbidden, invalid, required, type FieldError } from '../../../api/field-error.ts';
import type { LabelSelector } from '../../../api/labels.ts';
import { checkDnsLabel, checkDnsSubdomain, checkLabelValue } from '../../../api/names.ts';
import type {
  Affinity,
  NodeAffinity,
  NodeSelector,
  NodeSelectorRequirement,
  NodeSelectorTerm,
  PodAffinity,
  PodAffinityTerm,
} from '../../../api/types.ts';
import { checked, labelName, validateLabelSelector } from '../field-checks.ts';

const requiredTerms = 'requiredDuringSchedulingIgnoredDuringExecution';
const preferredTerms = 'preferredDuringSchedulingIgnoredDuringExecution';

export function validateAffinity({ nodeAffinity, podAffinity, podAntiAffinity }: Affinity, path: string): FieldError[] {
  return [
    ...(nodeAffinity ? validateNodeAffinity(nodeAffinity, child(path, 'nodeAffinity')) : []),
    ...(podAffinity ? validatePodAffinity(podAffinity, child(path, 'podAffinity')) : []),
    ...(podAntiAffinity ? validatePodAffinity(podAntiAffinity, child(path, 'podAntiAffinity')) : []),
  ];
}

function validateNodeAffinity(affinity: NodeAffinity, path: string): FieldError[] {
  const selector = affinity[requiredTerms];
  return [
    ...(selector ? validateNodeSelector(selector, child(path, requiredTerms)) : []),
    ...(affinity[preferredTerms] ?? []).flatMap(({ weight, preference }, i) => [
      ...validateWeight(weight, child(path, preferredTerms, i, 'weight')),
      ...validateTerm(preference, child(path, preferredTerms, i, 'preference'), false),
    ]),
  ];
}

export function validateNodeSelector(selector: NodeSelector, path: string): FieldError[] {
  const nodeSelectorTerms = (selector.nodeSelectorTerms as NodeSelector['nodeSelectorTerms'] | null | undefined) ?? [];
  const at = child(path, 'nodeSelectorTerms');
  if (nodeSelectorTerms.length === 0) return [required(at, 'must have at least one node selector term')];
  return nodeSelectorTerms.flatMap((term, i) => validateTerm(term, child(at, i)));
}

function validateWeight(weight: number, path: string): FieldError[] {
  return weight >= 1 && weight <= 100 ? [] : [invalid(path, weight, 'must be in the range 1-100')];
}

/** Values that no label can have are let through where a node only had better fit. */
function validateTerm({ matchExpressions = [], matchFields = [] }: NodeSelectorTerm, path: string, withValues = true): FieldError[] {
  return [
    ...matchExpressions.flatMap((requirement, i) => validateRequirement(requirement, child(path, 'matchExpressions', i), withValues)),
    ...matchFields.flatMap((requirement, i) => validateFieldRequirement(requirement, child(path, 'matchFields', i))),
  ];
}

function validateRequirement({ key, operator, values = [] }: NodeSelectorRequirement, path: string, withValues: boolean): FieldError[] {
  const errors: FieldError[] = [];
  const at = child(path, 'values');
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length === 0) errors.push(required(at, "must be specified when `operator` is 'In' or 'NotIn'"));
      break;
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0) errors.push(forbidden(at, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
      break;
    case 'Gt':
    case 'Lt':
      if (values.length !== 1) errors.push(required(at, "must be specified single value when `operator` is 'Lt' or 'Gt'"));
      break;
    default:
      errors.push(invalid(child(path, 'operator'), operator, 'not a valid selector operator'));
  }
  errors.push(...labelName(child(path, 'key'), key));
  if (withValues) values.forEach((value, i) => errors.push(...checked(child(at, i), value, checkLabelValue)));
  return errors;
}

function validateFieldRequirement({ key, operator, values = [] }: NodeSelectorRequirement, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (operator !== 'In' && operator !== 'NotIn') errors.push(invalid(child(path, 'operator'), operator, 'not a valid selector operator'));
  else if (values.length !== 1) {
    errors.push(required(child(path, 'values'), "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"));
  }
  if (key !== 'metadata.name') return [...errors, invalid(child(path, 'key'), key, 'not a valid field selector key')];
  values.forEach((value, i) => errors.push(...checked(child(path, 'values', i), value, checkDnsSubdomain)));
  return errors;
}

function validatePodAffinity(affinity: PodAffinity, path: string): FieldError[] {
  return [
    ...(affinity[requiredTerms] ?? []).flatMap((term, i) => validatePodAffinityTerm(term, child(path, requiredTerms, i))),
    ...(affinity[preferredTerms] ?? []).flatMap(({ weight, podAffinityTerm }, i) => [
      ...validateWeight(weight, child(path, preferredTerms, i, 'weight')),
      ...validatePodAffinityTerm(podAffinityTerm, child(path, preferredTerms, i, 'podAffinityTerm')),
    ]),
  ];
}

function validatePodAffinityTerm(term: PodAffinityTerm, path: string): FieldError[] {
  const { labelSelector, namespaceSelector, namespaces = [], topologyKey = '', matchLabelKeys, mismatchLabelKeys } = term;
  const at = child(path, 'topologyKey');
  return [
    ...validateLabelSelector(labelSelector, child(path, 'labelSelector')),
    ...validateLabelSelector(namespaceSelector, child(path, 'namespaceSelector')),
    ...namespaces.flatMap((name) => checked(child(path, 'namespace'), name, checkDnsLabel)),
    ...validateLabelKeys({ matchLabelKeys, mismatchLabelKeys, labelSelector }, path),
    ...(topologyKey === '' ? [required(at, 'can not be empty')] : []),
    ...labelName(at, topologyKey),
  ];
}

interface LabelKeys {
  matchLabelKeys?: string[];
  mismatchLabelKeys?: string[];
  labelSelector?: LabelSelector;
}

/** Keys whose values come from the pod itself: they need a selector to be added to, which does not speak of them yet, and exclude each other. */
export function validateLabelKeys({ matchLabelKeys = [], mismatchLabelKeys = [], labelSelector }: LabelKeys, path: string): FieldError[] {
  const errors = [
    ...validateKeys(matchLabelKeys, labelSelector, child(path, 'matchLabelKeys')),
    ...validateKeys(mismatchLabelKeys, labelSelector, child(path, 'mismatchLabelKeys')),
  ];
  // The values have been added by now: a key is there twice when the selector spoke of it before.
  const seen = new Set(Object.keys(labelSelector?.matchLabels ?? {}));
  for (const { key } of labelSelector?.matchExpressions ?? []) {
    const index = matchLabelKeys.lastIndexOf(key);
    if (index >= 0 && seen.has(key)) errors.push(invalid(child(path, index), key, 'exists in both matchLabelKeys and labelSelector'));
    seen.add(key);
  }
  matchLabelKeys.forEach((key, i) => {
    if (!mismatchLabelKeys.includes(key)) return;
    errors.push(invalid(child(path, 'matchLabelKeys', i), key, 'exists in both matchLabelKeys and mismatchLabelKeys'));
  });
  return errors;
}

function validateKeys(keys: readonly string[], selector: LabelSelector | undefined, path: string): FieldError[] {
  if (keys.length === 0) return [];
  const missing = selector === undefined ? [forbidden(path, 'must not be specified when labelSelector is not set')] : [];
  return [...missing, ...keys.flatMap((key, i) => labelName(child(path, i), key))];
}
