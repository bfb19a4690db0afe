import { child, duplicate, invalid, notSupported, required, type FieldError } from '../../../api/field-error.ts';
import { checkDns1035Label, checkDnsSubdomain } from '../../../api/names.ts';
import type { CustomResourceDefinition } from '../../../api/types.ts';
import { checked, immutable } from '../field-checks.ts';

const SCOPES = ['Cluster', 'Namespaced'];

export function validateDefinition({ metadata, spec }: CustomResourceDefinition): FieldError[] {
  const { group = '', names, scope = '', versions } = spec;
  const errors: FieldError[] = [];
  if (metadata.name !== `${names.plural}.${group}`) {
    errors.push(invalid('metadata.name', metadata.name, 'must be spec.names.plural+"."+spec.group'));
  }
  if (group === '') errors.push(required('spec.group'));
  else {
    errors.push(...checked('spec.group', group, checkDnsSubdomain));
    if (!group.includes('.')) errors.push(invalid('spec.group', group, 'should be a domain with at least one dot'));
  }
  if (scope === '') errors.push(required('spec.scope'));
  else if (!SCOPES.includes(scope)) errors.push(notSupported('spec.scope', scope, SCOPES));
  return [...errors, ...validateVersions(versions ?? [], 'spec.versions'), ...validateNames(names, 'spec.names')];
}

export function validateDefinitionUpdate({ spec }: CustomResourceDefinition, previous: CustomResourceDefinition): FieldError[] {
  return [
    ...immutable('spec.group', spec.group, previous.spec.group),
    ...immutable('spec.scope', spec.scope, previous.spec.scope),
    ...immutable('spec.names.kind', spec.names.kind, previous.spec.names.kind),
    ...immutable('spec.names.plural', spec.names.plural, previous.spec.names.plural),
  ];
}

function validateVersions(versions: CustomResourceDefinition['spec']['versions'], path: string): FieldError[] {
  if (versions.length === 0) return [required(path, 'must have exactly one version marked as storage version')];
  const errors = versions.flatMap(({ name, schema }, index) => [
    ...(versions.findIndex((other) => other.name === name) < index ? [duplicate(child(path, index, 'name'), name)] : []),
    ...checked(child(path, index, 'name'), name, checkDns1035Label),
    ...(schema?.openAPIV3Schema ? [] : [required(child(path, index, 'schema', 'openAPIV3Schema'), 'schemas are required')]),
  ]);
  if (versions.filter(({ storage }) => storage).length !== 1) {
    errors.push(invalid(path, versions, 'must have exactly one version marked as storage version'));
  }
  return errors;
}

function validateNames(
  { plural, singular, kind, listKind, shortNames }: CustomResourceDefinition['spec']['names'],
  path: string,
): FieldError[] {
  const lower = (field: string, name: string): FieldError[] => checked(child(path, field), name, checkDns1035Label);
  const errors: FieldError[] = plural ? lower('plural', plural) : [required(child(path, 'plural'))];
  if (singular) errors.push(...lower('singular', singular));
  errors.push(...(kind ? lower('kind', kind.toLowerCase()) : [required(child(path, 'kind'))]));
  if (listKind) errors.push(...lower('listKind', listKind.toLowerCase()));
  if (kind && kind === listKind) errors.push(invalid(child(path, 'listKind'), listKind, 'kind and listKind may not be the same'));
  (shortNames ?? []).forEach((name, index) => errors.push(...checked(child(path, 'shortNames', index), name, checkDns1035Label)));
  return errors;
}
