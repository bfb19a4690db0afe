import { invalid, required, tooLong, type FieldError } from '../../../api/field-error.ts';
import { checkDomainPrefixedPath } from '../../../api/names.ts';
import type { IngressClass } from '../../../api/types.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define.ts';
import { immutable } from '../field-checks.ts';
import { byteLength } from '../metadata.ts';

const MAX_CONTROLLER_BYTES = 250;

export const ingressClass = defineKind<IngressClass>({
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'IngressClass',
  plural: 'ingressclasses',
  singular: 'ingressclass',
  namespaced: false,
  definition: 'io.k8s.api.networking.v1.IngressClass',
  nameRule: 'dns-subdomain',
  columns: [
    nameColumn,
    textColumn<IngressClass>('Controller', ({ spec }) => spec?.controller ?? ''),
    textColumn('Parameters', parametersText),
    ageColumn,
  ],
  generation: true,
  validate: ({ spec }) => validateController(spec?.controller ?? ''),
  validateUpdate: (next, previous) => immutable('spec.controller', next.spec?.controller ?? '', previous.spec?.controller ?? ''),
});

/** `Kind.group/name`, and the namespace where the parameters have one. */
function parametersText({ spec }: IngressClass): string {
  const parameters = spec?.parameters;
  if (!parameters) return '<none>';
  const kind = parameters.apiGroup ? `${parameters.kind}.${parameters.apiGroup}` : parameters.kind;
  return `${kind}/${parameters.name}`;
}

function validateController(controller: string): FieldError[] {
  const path = 'spec.controller';
  if (controller === '') return [required(path)];
  const long = byteLength(controller) > MAX_CONTROLLER_BYTES ? [tooLong(path, MAX_CONTROLLER_BYTES)] : [];
  return [...long, ...checkDomainPrefixedPath(controller).map((message) => invalid(path, controller, message))];
}
