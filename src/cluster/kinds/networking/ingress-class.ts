import { forbidden, invalid, notSupported, required, tooLong, type FieldError } from '../../../api/field-error.ts';
import { checkDnsLabel, checkDnsSubdomain, checkDomainPrefixedPath, checkPathSegment } from '../../../api/names.ts';
import type { IngressClass } from '../../../api/types.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define.ts';
import { checked, immutable } from '../field-checks.ts';
import { byteLength } from '../metadata.ts';

type Parameters = NonNullable<NonNullable<IngressClass['spec']>['parameters']>;

const MAX_CONTROLLER_BYTES = 250;
const SCOPES = ['Cluster', 'Namespace'];

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
  setDefaults({ spec }) {
    if (spec?.parameters) spec.parameters.scope ??= 'Cluster';
  },
  transitionFirst: true,
  validate: ({ spec }) => [...validateController(spec?.controller ?? ''), ...validateParameters(spec?.parameters)],
  validateUpdate: (next, previous) => immutable('spec.controller', next.spec?.controller ?? '', previous.spec?.controller ?? ''),
});

function validateParameters(parameters: Parameters | undefined): FieldError[] {
  if (!parameters) return [];
  const { apiGroup, kind, name, scope = '', namespace } = parameters;
  const path = 'spec.parameters';
  const at = `${path}.namespace`;
  const errors = [
    ...(apiGroup === undefined ? [] : checked(`${path}.apiGroup`, apiGroup, checkDnsSubdomain)),
    ...(kind ? checked(`${path}.kind`, kind, checkPathSegment) : [required(`${path}.kind`, 'kind is required')]),
    ...(name ? checked(`${path}.name`, name, checkPathSegment) : [required(`${path}.name`, 'name is required')]),
  ];
  if (!SCOPES.includes(scope)) return [...errors, notSupported(`${path}.scope`, scope, SCOPES)];
  if (scope === 'Cluster') {
    return namespace === undefined ? errors : [...errors, forbidden(at, "`parameters.scope` is set to 'Cluster'")];
  }
  if (namespace === undefined) return [...errors, required(at, "`parameters.scope` is set to 'Namespace'")];
  return [...errors, ...checked(at, namespace, checkDnsLabel)];
}

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
