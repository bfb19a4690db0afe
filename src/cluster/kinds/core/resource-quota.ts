import { invalid, type FieldError } from '../../../api/field-error.ts';
import { deepEqual } from '../../../api/json.ts';
import { formatQuantity, parseQuantity, scaledQuantity, sign } from '../../../api/quantity.ts';
import type { ResourceQuota } from '../../../api/types.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define.ts';
import { eachKey } from '../metadata.ts';
import { validateScopes } from './resource-quota-scopes.ts';
import { isIntegerResource, validateQuotaResourceName } from './resource-names.ts';

export const resourceQuota = defineKind<ResourceQuota>({
  group: '',
  version: 'v1',
  kind: 'ResourceQuota',
  plural: 'resourcequotas',
  singular: 'resourcequota',
  namespaced: true,
  shortNames: ['quota'],
  definition: 'io.k8s.api.core.v1.ResourceQuota',
  returnsDeleted: true,
  nameRule: 'dns-subdomain',
  columns: [
    nameColumn,
    textColumn<ResourceQuota>('Request', (object) => usage(object, (name) => !name.startsWith('limits'))),
    textColumn<ResourceQuota>('Limit', (object) => usage(object, (name) => name.startsWith('limits'))),
    ageColumn,
  ],
  status: true,
  generation: false,
  prepareForCreate: (object) => {
    object.status = {};
  },
  validate: ({ spec }) => [...validateHard(spec?.hard, 'spec.hard'), ...validateScopes(spec ?? {})],
  validateUpdate: (next, previous) => {
    const scopes = (object: ResourceQuota): string[] => [...new Set(object.spec?.scopes ?? [])].sort();
    return deepEqual(scopes(next), scopes(previous)) ? [] : [invalid('spec.scopes', next.spec?.scopes ?? null, 'field is immutable')];
  },
  validateStatusUpdate: ({ status }) => [...validateHard(status?.hard, 'status.hard'), ...validateHard(status?.used, 'status.used')],
});

/** `pods: 1/3, secrets: 0/1` */
function usage({ status }: ResourceQuota, shown: (name: string) => boolean): string {
  return Object.keys(status?.hard ?? {})
    .filter(shown)
    .sort()
    .map((name) => `${name}: ${status?.used?.[name] ?? '0'}/${status?.hard?.[name]}`)
    .join(', ');
}

function validateHard(hard: Readonly<Record<string, string>> | undefined, path: string): FieldError[] {
  return eachKey(hard, path, (name, text, at) => [...validateQuotaResourceName(name, at), ...validateCount(name, text, at)]);
}

function validateCount(name: string, text: string, path: string): FieldError[] {
  const quantity = parseQuantity(text);
  const shown = formatQuantity(quantity);
  const fraction = isIntegerResource(name) && scaledQuantity(quantity, -3) % 1000n !== 0n;
  return [
    ...(sign(quantity) < 0 ? [invalid(path, shown, 'must be greater than or equal to 0')] : []),
    ...(fraction ? [invalid(path, shown, 'must be an integer')] : []),
  ];
}
