import { child, invalid, keyed, notSupported, required, type FieldError } from '../../../api/field-error.ts';
import { checkDns1035Label, checkDnsSubdomain, type TextCheck } from '../../../api/names.ts';
import type { CustomResourceDefinition } from '../../../api/types.ts';
import { immutable } from '../field-checks.ts';
import { goStruct, type StructTable } from '../go-struct.ts';
import { isProtectedGroup } from './definition-life.ts';
import { hoisted, type HoistedVersion } from './hoisting.ts';
import { validateColumn, validateSelectableFields, validateSubresources } from './version-validation.ts';
import { validateWebhookClient } from '../webhook-client.ts';
import { validateVersionSchema } from './schema-validation.ts';

type Spec = CustomResourceDefinition['spec'];

const SCOPES = ['Cluster', 'Namespaced'];
const STRATEGIES = ['None', 'Webhook'];
const APPROVAL = 'api-approved.kubernetes.io';
const APPROVAL_RULE = `protected groups must have approval annotation "${APPROVAL}"`;
const APPROVAL_PAGE = 'see https://github.com/kubernetes/enhancements/pull/1111';

const structs: StructTable = {
  Version:
    'Name:s Served:b Storage:b Deprecated:b DeprecationWarning:* Schema:@ Subresources:@ AdditionalPrinterColumns:@ SelectableFields:@',
};

/** All that is wrong with a definition in itself. Paths are those of the server's internal type: what all versions have in common stands at the top. */
export function validateDefinition({ metadata, spec, status }: CustomResourceDefinition): FieldError[] {
  const names = spec?.names ?? ({} as Spec['names']);
  const group = spec?.group ?? '';
  const errors: FieldError[] = [];
  if (metadata.name !== `${names.plural ?? ''}.${group}`)
    errors.push(invalid('metadata.name', metadata.name, 'must be spec.names.plural+"."+spec.group'));
  return [
    ...errors,
    ...validateSpec(spec, names, group),
    ...validateStoredVersions(spec, status?.storedVersions ?? []),
    ...validateApproval(metadata, group),
  ];
}

export function validateDefinitionUpdate({ spec }: CustomResourceDefinition, previous: CustomResourceDefinition): FieldError[] {
  const established = previous.status?.conditions?.some(({ type, status }) => type === 'Established' && status === 'True') === true;
  return [
    ...(established ? immutable('spec.scope', spec.scope, previous.spec.scope) : []),
    ...(established ? immutable('spec.names.kind', spec.names.kind, previous.spec.names.kind) : []),
    ...immutable('spec.group', spec.group, previous.spec.group),
    ...immutable('spec.names.plural', spec.names.plural, previous.spec.names.plural),
  ];
}

function validateSpec(spec: Spec, names: Spec['names'], group: string): FieldError[] {
  const errors: FieldError[] = [];
  if (group === '') errors.push(required('spec.group'));
  else if (checkDnsSubdomain(group).length > 0) errors.push(...joined('spec.group', group, checkDnsSubdomain));
  else if (!group.includes('.')) errors.push(invalid('spec.group', group, 'should be a domain with at least one dot'));
  if (!spec.scope) errors.push(required('spec.scope'));
  else if (!SCOPES.includes(spec.scope)) errors.push(notSupported('spec.scope', spec.scope, SCOPES));
  if (spec.preserveUnknownFields === true) errors.push(invalid('spec.preserveUnknownFields', true, 'must be false'));
  const { top, versions } = hoisted(spec.versions ?? []);
  if (!top.schema?.openAPIV3Schema) {
    versions.forEach(({ schema }, i) => {
      if (!schema?.openAPIV3Schema) errors.push(required(child('spec.versions', i, 'schema', 'openAPIV3Schema')));
    });
  }
  versions.forEach((version, i) => {
    const at = child('spec.versions', i);
    errors.push(...joined(child(at, 'name'), version.name ?? '', checkDns1035Label));
    errors.push(...validateVersion(version, at, 'schema', (version.subresources ?? top.subresources)?.status !== undefined));
  });
  const shown = versions.map((version) => ({ ...goStruct(structs, 'Version', version) }));
  if (new Set(versions.map(({ name }) => name)).size < versions.length)
    errors.push(invalid('spec.versions', shown, 'must contain unique version names'));
  if (versions.filter(({ storage }) => storage).length !== 1)
    errors.push(invalid('spec.versions', versions.length > 0 ? shown : null, 'must have exactly one version marked as storage version'));
  errors.push(...validateNames(names, 'spec.names'));
  errors.push(...validateVersion(top, 'spec', 'validation', top.subresources?.status !== undefined));
  const strategy = spec.conversion?.strategy;
  if (!strategy) errors.push(required('spec.conversion.strategy'));
  else if (!STRATEGIES.includes(strategy)) errors.push(notSupported('spec.conversion.strategy', strategy, STRATEGIES));
  else if (strategy === 'Webhook') errors.push(...validateWebhook(spec.conversion?.webhook));
  else if (spec.conversion?.webhook)
    errors.push({
      type: 'FieldValueForbidden',
      field: 'spec.conversion.webhookClientConfig',
      message: 'Forbidden: should not be set when strategy is not set to Webhook',
    });
  return errors;
}

/** `schemaField`: `schema` within a version, `validation` at the top. */
function validateVersion(version: HoistedVersion, at: string, schemaField: string, hasStatus: boolean): FieldError[] {
  return [
    ...validateVersionSchema(version.schema?.openAPIV3Schema, child(at, schemaField, 'openAPIV3Schema'), hasStatus),
    ...validateSubresources(version.subresources, child(at, 'subresources')),
    ...(version.additionalPrinterColumns ?? []).flatMap((column, i) => validateColumn(column, child(at, 'additionalPrinterColumns', i))),
    ...validateSelectableFields(version, child(at, 'selectableFields')),
  ];
}

function validateNames(names: Spec['names'], path: string): FieldError[] {
  const { plural, singular, kind, listKind, shortNames, categories } = names;
  const errors = (['plural', 'singular', 'kind', 'listKind'] as const).flatMap((field) =>
    names[field] ? [] : [required(child(path, field))],
  );
  if (plural) errors.push(...joined(child(path, 'plural'), plural, checkDns1035Label));
  if (singular) errors.push(...joined(child(path, 'singular'), singular, checkDns1035Label));
  if (kind) errors.push(...mixedCase(child(path, 'kind'), kind));
  if (listKind) errors.push(...mixedCase(child(path, 'listKind'), listKind));
  (shortNames ?? []).forEach((name, i) => errors.push(...joined(child(path, 'shortNames', i), name, checkDns1035Label)));
  if (kind && kind === listKind) errors.push(invalid(child(path, 'listKind'), listKind, 'kind and listKind may not be the same'));
  (categories ?? []).forEach((name, i) => errors.push(...joined(child(path, 'categories', i), name, checkDns1035Label)));
  return errors;
}

/** All complaints about a text in one error. */
function joined(path: string, value: string, check: TextCheck, before = ''): FieldError[] {
  const messages = check(value);
  return messages.length > 0 ? [invalid(path, value, before + messages.join(','))] : [];
}

function mixedCase(path: string, value: string): FieldError[] {
  return joined(path, value, (text) => checkDns1035Label(text.toLowerCase()), 'may have mixed case, but should otherwise match: ');
}

function validateWebhook(webhook: NonNullable<Spec['conversion']>['webhook']): FieldError[] {
  const path = 'spec.conversion';
  const errors: FieldError[] = [];
  const at = child(path, 'webhookClientConfig');
  if (!webhook?.clientConfig) errors.push(required(at, 'required when strategy is set to Webhook'));
  else errors.push(...validateWebhookClient(webhook.clientConfig, at));
  if (!webhook?.conversionReviewVersions?.length) errors.push(required(child(path, 'conversionReviewVersions')));
  return errors;
}

function validateStoredVersions({ versions = [] }: Spec, stored: readonly string[]): FieldError[] {
  const path = 'status.storedVersions';
  if (stored.length === 0) return [invalid(path, null, 'must have at least one stored version')];
  return stored.flatMap((name, i) => {
    if (versions.some((version) => version.name === name)) return [];
    const why = `${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`;
    return [invalid(child(path, i), name, `missing from spec.versions; ${why}`)];
  });
}

function validateApproval({ annotations }: CustomResourceDefinition['metadata'], group: string): FieldError[] {
  if (!isProtectedGroup(group)) return [];
  const path = keyed('metadata.annotations', APPROVAL);
  const value = annotations?.[APPROVAL] ?? '';
  if (value === '') return [required(path, `${APPROVAL_RULE}, ${APPROVAL_PAGE}`)];
  if (value.startsWith('unapproved') || /^https?:\/\/[^/\s]+/.test(value)) return [];
  return [invalid(path, value, `${APPROVAL_RULE} with either a URL or a reason starting with "unapproved", ${APPROVAL_PAGE}`)];
}
