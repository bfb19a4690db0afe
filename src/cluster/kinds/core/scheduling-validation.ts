import { child, duplicate, invalid, notSupported, required, type FieldError } from '../../../api/field-error.ts';
import { checkLabelValue } from '../../../api/names.ts';
import type { Toleration, TopologySpreadConstraint } from '../../../api/types.ts';
import { labelName, positive, validateLabelSelector } from '../field-checks.ts';
import { validateLabelKeys } from './affinity-validation.ts';

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
const actions = ['DoNotSchedule', 'ScheduleAnyway'];
const nodePolicies = ['Honor', 'Ignore'];

export function validateTolerations(tolerations: readonly Toleration[], path: string): FieldError[] {
  return tolerations.flatMap((toleration, i) => validateToleration(toleration, child(path, i)));
}

function validateToleration(
  { key = '', operator = '', value = '', effect = '', tolerationSeconds }: Toleration,
  path: string,
): FieldError[] {
  const errors = key === '' ? [] : labelName(child(path, 'key'), key);
  const at = child(path, 'operator');
  if (key === '' && operator !== 'Exists') {
    errors.push(invalid(at, operator, 'operator must be Exists when `key` is empty, which means "match all values and all keys"'));
  }
  if (tolerationSeconds !== undefined && effect !== 'NoExecute') {
    errors.push(invalid(child(path, 'effect'), effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"));
  }
  if (operator === 'Equal' || operator === '') {
    const messages = checkLabelValue(value);
    if (messages.length > 0) errors.push(invalid(at, value, messages.join(';')));
  } else if (operator === 'Exists') {
    if (value !== '') errors.push(invalid(at, value, "value must be empty when `operator` is 'Exists'"));
  } else {
    // Comparisons are known, and behind a feature gate that is off.
    const comparisons = operator === 'Lt' || operator === 'Gt' ? ['Lt', 'Gt'] : [];
    errors.push(notSupported(at, operator, ['Equal', 'Exists', ...comparisons]));
  }
  if (effect !== '' && !effects.includes(effect)) errors.push(notSupported(child(path, 'effect'), effect, effects));
  return errors;
}

export function validateTopologySpread(constraints: readonly TopologySpreadConstraint[], path: string): FieldError[] {
  return constraints.flatMap((constraint, i) => {
    const { maxSkew, topologyKey = '', whenUnsatisfiable = '', minDomains, labelSelector, matchLabelKeys } = constraint;
    const at = child(path, i);
    const errors = [
      ...positive(child(at, 'maxSkew'), maxSkew ?? 0),
      ...(topologyKey === '' ? [required(child(at, 'topologyKey'), 'can not be empty')] : []),
      ...(actions.includes(whenUnsatisfiable) ? [] : [notSupported(child(at, 'whenUnsatisfiable'), whenUnsatisfiable, actions)]),
    ];
    if (constraints.slice(i + 1).some((other) => other.topologyKey === topologyKey && other.whenUnsatisfiable === whenUnsatisfiable)) {
      errors.push(duplicate(child(at, '{topologyKey, whenUnsatisfiable}'), `{${topologyKey}, ${whenUnsatisfiable}}`));
    }
    errors.push(...positive(child(at, 'minDomains'), minDomains));
    if (minDomains !== undefined && whenUnsatisfiable !== 'DoNotSchedule') {
      const text = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`;
      errors.push(invalid(child(at, 'minDomains'), minDomains, text));
    }
    for (const field of ['nodeAffinityPolicy', 'nodeTaintsPolicy'] as const) {
      const policy = constraint[field];
      if (policy !== undefined && !nodePolicies.includes(policy)) errors.push(notSupported(child(at, field), policy, nodePolicies));
    }
    return [
      ...errors,
      ...validateLabelKeys({ matchLabelKeys, labelSelector }, at),
      ...validateLabelSelector(labelSelector, child(at, 'labelSelector')),
    ];
  });
}
