import type * as k8s from '@kubernetes/client-node';
import { child, required, type FieldError } from '../../../api/field-error.ts';
import { checkCanonicalIP } from '../../../api/ip.ts';
import { checkDnsSubdomain, checkPathSegment } from '../../../api/names.ts';
import type { Kind } from '../../../api/types.ts';
import { nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define.ts';
import { checked, immutable } from '../field-checks.ts';

export type IPAddress = Kind<k8s.V1IPAddress>;

export const ipAddress = defineKind<IPAddress>({
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'IPAddress',
  plural: 'ipaddresses',
  singular: 'ipaddress',
  namespaced: false,
  shortNames: ['ip'],
  definition: 'io.k8s.api.networking.v1.IPAddress',
  nameRule: checkCanonicalIP,
  columns: [nameColumn, textColumn('ParentRef', parentText)],
  validate: ({ spec }) => validateParent(spec?.parentRef, 'spec.parentRef'),
  validateUpdate: (next, previous) => immutable('spec.parentRef', next.spec?.parentRef ?? null, previous.spec?.parentRef ?? null),
});

/** `services/default/kubernetes` */
function parentText({ spec }: IPAddress): string {
  const parent = spec?.parentRef;
  if (!parent) return '<none>';
  const resource = parent.group ? `${parent.resource}.${parent.group}` : parent.resource;
  return [resource.toLowerCase(), ...(parent.namespace ? [parent.namespace] : []), parent.name].join('/');
}

function validateParent(parent: NonNullable<IPAddress['spec']>['parentRef'] | undefined, path: string): FieldError[] {
  if (!parent) return [required(path)];
  const segment = (field: string, value: string | undefined): FieldError[] =>
    value ? checked(child(path, field), value, checkPathSegment) : [required(child(path, field))];
  return [
    ...(parent.group ? checked(child(path, 'group'), parent.group, checkDnsSubdomain) : []),
    ...segment('resource', parent.resource),
    ...segment('name', parent.name),
    ...(parent.namespace ? checked(child(path, 'namespace'), parent.namespace, checkPathSegment) : []),
  ];
}
