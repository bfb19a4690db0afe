import { child, duplicate, invalid, notSupported, required, tooLong, tooMany, type FieldError } from '../../../api/field-error.ts';
import type { JobSpec } from '../../../api/types.ts';
import { allContainers } from '../core/pod-defaults.ts';
import { labelName } from '../field-checks.ts';
import { countIndexes } from './job-indexes.ts';

type FailureRule = NonNullable<JobSpec['podFailurePolicy']>['rules'][number];
type ExitCodes = NonNullable<FailureRule['onExitCodes']>;

const maxRules = 20;
const maxExitCodes = 255;
const maxPodConditions = 20;
const longestIndexes = 64 * 1024;

export function validateFailurePolicy(spec: JobSpec, path: string): FieldError[] {
  const rules = spec.podFailurePolicy?.rules ?? [];
  const rulesPath = child(path, 'rules');
  const names = new Set(allContainers(spec.template.spec!).map(({ name }) => name));
  return [
    ...(rules.length > maxRules ? [tooMany(rulesPath, rules.length, maxRules)] : []),
    ...rules.flatMap((rule, i) => validateFailureRule(rule, spec, names, child(rulesPath, i))),
  ];
}

function validateFailureRule(rule: FailureRule, spec: JobSpec, names: ReadonlySet<string>, path: string): FieldError[] {
  const { action, onExitCodes, onPodConditions = [] } = rule;
  const actions = ['Count', 'FailIndex', 'FailJob', 'Ignore'];
  const errors: FieldError[] = [];
  if (!action) errors.push(required(child(path, 'action'), `valid values: [${actions.map((name) => `"${name}"`).join(' ')}]`));
  else if (!actions.includes(action)) errors.push(notSupported(child(path, 'action'), action, actions));
  else if (action === 'FailIndex' && spec.backoffLimitPerIndex === undefined) {
    errors.push(invalid(child(path, 'action'), action, 'requires the backoffLimitPerIndex to be set'));
  }
  if (onExitCodes) errors.push(...validateExitCodes(onExitCodes, names, child(path, 'onExitCodes')));
  if (onPodConditions.length > 0) errors.push(...validatePodConditions(onPodConditions, child(path, 'onPodConditions')));
  if (onExitCodes && onPodConditions.length > 0) {
    errors.push(withoutValue(path, 'specifying both OnExitCodes and OnPodConditions is not supported'));
  }
  if (!onExitCodes && onPodConditions.length === 0) {
    errors.push(withoutValue(path, 'specifying one of OnExitCodes and OnPodConditions is required'));
  }
  return errors;
}

/** Where there is no single value to blame. */
function withoutValue(field: string, detail: string): FieldError {
  return { type: 'FieldValueInvalid', field, message: `Invalid value: ${detail}` };
}

function validateExitCodes({ containerName, operator, values = [] }: ExitCodes, names: ReadonlySet<string>, path: string): FieldError[] {
  const operators = ['In', 'NotIn'];
  const at = child(path, 'values');
  const errors: FieldError[] = [];
  if (!operator) errors.push(required(child(path, 'operator'), `valid values: [${operators.map((name) => `"${name}"`).join(' ')}]`));
  else if (!operators.includes(operator)) errors.push(notSupported(child(path, 'operator'), operator, operators));
  if (containerName !== undefined && !names.has(containerName)) {
    const text = 'must be one of the container or initContainer names in the pod template';
    errors.push(invalid(child(path, 'containerName'), containerName, text));
  }
  if (values.length === 0) errors.push(invalid(at, values, 'at least one value is required'));
  else if (values.length > maxExitCodes) errors.push(tooMany(at, values.length, maxExitCodes));
  values.forEach((value, i) => {
    if (operator === 'In' && value === 0) errors.push(invalid(child(at, i), value, 'must not be 0 for the In operator'));
    if (values.indexOf(value) < i) errors.push(duplicate(child(at, i), value));
  });
  if (values.some((value, i) => i > 0 && value < values[i - 1]!)) errors.push(invalid(at, values, 'must be ordered'));
  return errors;
}

function validatePodConditions(conditions: NonNullable<FailureRule['onPodConditions']>, path: string): FieldError[] {
  const statuses = ['False', 'True', 'Unknown'];
  return [
    ...(conditions.length > maxPodConditions ? [tooMany(path, conditions.length, maxPodConditions)] : []),
    ...conditions.flatMap(({ type, status }, i) => [
      ...labelName(child(path, i, 'type'), type),
      ...(statuses.includes(status ?? '') ? [] : [notSupported(child(path, i, 'status'), status, statuses)]),
    ]),
  ];
}

export function validateSuccessPolicy({ completionMode, completions = 0, successPolicy }: JobSpec, path: string): FieldError[] {
  const rules = successPolicy?.rules ?? [];
  const at = child(path, 'rules');
  if (completionMode !== 'Indexed') return [invalid(path, { Rules: rules.map(shownRule) }, 'requires indexed completion mode')];
  if (rules.length === 0) return [required(at, 'at least one rules must be specified when the successPolicy is specified')];
  const errors = rules.length > maxRules ? [tooMany(at, rules.length, maxRules)] : [];
  rules.forEach(({ succeededCount, succeededIndexes }, i) => {
    const rulePath = child(at, i);
    if (succeededCount === undefined && succeededIndexes === undefined) {
      errors.push(required(rulePath, 'at least one of succeededCount or succeededIndexes must be specified'));
    }
    const indexes = succeededIndexes === undefined ? undefined : countIndexes(succeededIndexes, completions);
    const indexesPath = child(rulePath, 'succeededIndexes');
    if (succeededIndexes !== undefined && succeededIndexes.length > longestIndexes) errors.push(tooLong(indexesPath, longestIndexes));
    if (indexes?.fault !== undefined)
      errors.push(invalid(indexesPath, succeededIndexes, `error parsing succeededIndexes: ${indexes.fault}`));
    if (succeededCount === undefined) return;
    const countPath = child(rulePath, 'succeededCount');
    if (succeededCount < 0) errors.push(invalid(countPath, succeededCount, 'must be greater than or equal to 0'));
    if (succeededCount > completions) {
      const text = `must be less than or equal to ${completions} (the number of specified completions)`;
      errors.push(invalid(countPath, succeededCount, text));
    }
    if (indexes && succeededCount > indexes.count) {
      const text = `must be less than or equal to ${indexes.count} (the number of indexes in the specified succeededIndexes field)`;
      errors.push(invalid(countPath, succeededCount, text));
    }
  });
  return errors;
}

function shownRule({ succeededIndexes, succeededCount }: { succeededIndexes?: string; succeededCount?: number }): unknown {
  return { SucceededIndexes: succeededIndexes ?? null, SucceededCount: succeededCount ?? null };
}
