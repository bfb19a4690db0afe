import { forbidden, notSupported, type FieldError } from '../../../api/field-error.ts';
import * as status from '../../../api/status.ts';
import type { PriorityClass } from '../../../api/types.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind, type KindContext } from '../define.ts';
import { immutable } from '../field-checks.ts';

const SYSTEM_PREFIX = 'system-';
export const SYSTEM_CLASSES: Readonly<Record<string, number>> = {
  'system-node-critical': 2000001000,
  'system-cluster-critical': 2000000000,
};
const HIGHEST_OF_USERS = 1_000_000_000;
const POLICIES = ['PreemptLowerPriority', 'Never'];

export const priorityClass = defineKind<PriorityClass>({
  group: 'scheduling.k8s.io',
  version: 'v1',
  kind: 'PriorityClass',
  plural: 'priorityclasses',
  singular: 'priorityclass',
  namespaced: false,
  shortNames: ['pc'],
  definition: 'io.k8s.api.scheduling.v1.PriorityClass',
  nameRule: 'dns-subdomain',
  columns: [
    nameColumn,
    { name: 'Value', type: 'integer', cell: ({ value }) => value ?? 0 },
    { name: 'Global-Default', type: 'boolean', cell: ({ globalDefault }) => globalDefault ?? false },
    ageColumn,
    textColumn<PriorityClass>('PreemptionPolicy', ({ preemptionPolicy }) => preemptionPolicy ?? ''),
  ],
  // Set at birth and never counted up.
  generation: () => false,
  setDefaults: (object) => {
    object.value ??= 0;
    object.preemptionPolicy ??= 'PreemptLowerPriority';
    if (object.globalDefault === false) delete object.globalDefault;
  },
  validate,
  validateUpdate: (next, previous) => [
    ...(next.value === previous.value ? [] : [forbidden('value', 'may not be changed in an update.')]),
    ...immutable('preemptionPolicy', next.preemptionPolicy, previous.preemptionPolicy),
  ],
  allocate: refuseSecondDefault,
});

function validate({ metadata, value = 0, globalDefault, preemptionPolicy = '' }: PriorityClass): FieldError[] {
  const errors: FieldError[] = [];
  const name = metadata.name ?? '';
  if (name.startsWith(SYSTEM_PREFIX)) {
    const fault = systemFault(name, value, globalDefault === true);
    const text = `priority class names with '${SYSTEM_PREFIX}' prefix are reserved for system use only. error: ${fault}`;
    if (fault !== undefined) errors.push(forbidden('metadata.name', text));
  } else if (value > HIGHEST_OF_USERS) {
    errors.push(forbidden('value', `maximum allowed value of a user defined priority is ${HIGHEST_OF_USERS}`));
  }
  if (!POLICIES.includes(preemptionPolicy)) errors.push(notSupported('preemptionPolicy', preemptionPolicy, POLICIES));
  return errors;
}

function systemFault(name: string, value: number, globalDefault: boolean): string | undefined {
  const expected = Object.hasOwn(SYSTEM_CLASSES, name) ? SYSTEM_CLASSES[name] : undefined;
  if (expected === undefined) return `${name} is not a known system priority class`;
  if (value !== expected) return `value of ${name} PriorityClass must be ${expected}`;
  return globalDefault ? `globalDefault of ${name} PriorityClass must be false` : undefined;
}

function refuseSecondDefault(next: PriorityClass, _: PriorityClass | undefined, { api }: KindContext): void {
  if (next.globalDefault !== true) return;
  const { name = '' } = next.metadata;
  const other = api.list('priorityclasses.scheduling.k8s.io').find((known) => known.globalDefault === true && known.metadata.name !== name);
  if (other === undefined) return;
  const text = `PriorityClass ${other.metadata.name ?? ''} is already marked as default. Only one default can exist`;
  throw status.forbidden({ group: 'scheduling.k8s.io', resource: 'priorityclasses' }, name, text);
}
