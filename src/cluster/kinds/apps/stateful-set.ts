import { child, forbidden, invalid, notSupported, type FieldError } from '../../../api/field-error.ts';
import { deepEqual } from '../../../api/json.ts';
import { checkDnsLabel } from '../../../api/names.ts';
import type { StatefulSet } from '../../../api/types.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { setPodTemplateDefaults } from '../core/pod-defaults.ts';
import { podNameWarnings, templateWarnings } from '../core/pod-warnings.ts';
import { defineKind } from '../define.ts';
import { atMostWhole, checked, countOrPercent, nonNegative, plainNumber } from '../field-checks.ts';
import { validateCollisions, validateCounts } from '../replica-counts.ts';
import { templateColumns } from '../template-columns.ts';
import { scaleBinding } from './scale-binding.ts';
import { validateSelectorAndTemplate } from './selector-and-template.ts';
import { dropDisabledPodFields } from '../core/pod-disabled-fields.ts';

type Spec = NonNullable<StatefulSet['spec']>;
type Strategy = NonNullable<Spec['updateStrategy']>;

const emptyStatus = { availableReplicas: 0, replicas: 0 };
const mutable = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
] as const satisfies readonly (keyof Spec)[];

const statusRules = {
  counts: ['replicas', 'readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas', 'observedGeneration', 'collisionCount'],
  parts: ['readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas'],
  moreAvailable: 'cannot be greater than status.readyReplicas',
};

export const statefulSet = defineKind<StatefulSet>({
  group: 'apps',
  version: 'v1',
  kind: 'StatefulSet',
  plural: 'statefulsets',
  singular: 'statefulset',
  namespaced: true,
  shortNames: ['sts'],
  categories: ['all'],
  definition: 'io.k8s.api.apps.v1.StatefulSet',
  // Its pods are called after it, and their names have to be host names.
  nameRule: 'dns-label',
  columns: [
    nameColumn,
    textColumn('Ready', ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`),
    ageColumn,
    ...templateColumns<StatefulSet>(({ spec }) => spec?.template.spec?.containers),
  ],
  status: true,
  scale: scaleBinding<StatefulSet>(),
  setDefaults(object) {
    const spec = (object.spec ??= {} as Spec);
    object.status ??= { ...emptyStatus };
    spec.template = setPodTemplateDefaults(spec.template);
    spec.podManagementPolicy ||= 'OrderedReady';
    const strategy = (spec.updateStrategy ??= {});
    strategy.type ||= 'RollingUpdate';
    if (strategy.type === 'RollingUpdate') {
      strategy.rollingUpdate ??= {};
      strategy.rollingUpdate.partition ??= 0;
    }
    const retention = (spec.persistentVolumeClaimRetentionPolicy ??= {});
    retention.whenDeleted ||= 'Retain';
    retention.whenScaled ||= 'Retain';
    spec.replicas ??= 1;
    spec.revisionHistoryLimit ??= 10;
    for (const claim of spec.volumeClaimTemplates ?? []) {
      claim.apiVersion = 'v1';
      claim.kind = 'PersistentVolumeClaim';
      claim.metadata ??= {};
      claim.spec ??= {};
      claim.spec.resources ??= {};
      claim.spec.volumeMode ??= 'Filesystem';
      claim.status ??= {};
      claim.status.phase ??= 'Pending';
    }
  },
  dropDisabled(object, previous) {
    dropDisabledPodFields(object.spec?.template.spec, previous?.spec?.template.spec);
    // Behind MaxUnavailableStatefulSet, which is off.
    if (previous?.spec?.updateStrategy?.rollingUpdate?.maxUnavailable === undefined) {
      delete object.spec?.updateStrategy?.rollingUpdate?.maxUnavailable;
    }
  },
  prepareForCreate(object) {
    object.status = { ...emptyStatus };
  },
  validate: ({ spec }, previous) => [...validateSpec(spec!), ...(previous ? [] : serviceNameErrors(spec!))],
  validateUpdate: validateSpecUpdate,
  validateStatusUpdate: ({ status }, previous) => [...validateCounts(status, statusRules), ...validateCollisions(status, previous.status)],
  warnings: (object, previous) => [
    ...(previous === undefined ? podNameWarnings(object.metadata.name) : []),
    ...templateWarnings(object.spec?.template, 'spec.template', previous?.spec?.template),
    ...((object.spec?.revisionHistoryLimit ?? 0) < 0
      ? ['spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended']
      : []),
  ],
});

function validateSpec(spec: Spec): FieldError[] {
  const { whenDeleted, whenScaled } = spec.persistentVolumeClaimRetentionPolicy ?? {};
  const retention = 'spec.persistentVolumeClaimRetentionPolicy';
  const policies = ['Retain', 'Delete'];
  return [
    ...(['OrderedReady', 'Parallel'].includes(spec.podManagementPolicy!)
      ? []
      : [invalid('spec.podManagementPolicy', spec.podManagementPolicy, "must be 'OrderedReady' or 'Parallel'")]),
    ...validateUpdateStrategy(spec.updateStrategy!, 'spec.updateStrategy'),
    ...(policies.includes(whenDeleted!) ? [] : [notSupported(child(retention, 'whenDeleted'), whenDeleted, policies)]),
    ...(policies.includes(whenScaled!) ? [] : [notSupported(child(retention, 'whenScaled'), whenScaled, policies)]),
    ...nonNegative('spec.replicas', spec.replicas),
    ...nonNegative('spec.minReadySeconds', spec.minReadySeconds),
    ...nonNegative('spec.ordinals.start', spec.ordinals?.start),
    ...validateSelectorAndTemplate({ ...spec, template: withClaims(spec) }, 'StatefulSet', 'statefulset'),
  ];
}

/** An old one may be called anything. */
function serviceNameErrors({ serviceName }: Spec): FieldError[] {
  return serviceName ? checked('spec.serviceName', serviceName, checkDnsLabel) : [];
}

/** The template as its pods will be: containers may mount what the claim templates are going to be bound to. */
function withClaims({ template, volumeClaimTemplates = [] }: Spec): Spec['template'] {
  const claims = volumeClaimTemplates.flatMap(({ metadata }) => metadata?.name ?? []);
  if (claims.length === 0 || !template.spec) return template;
  const own = template.spec.volumes?.filter(({ name }) => !claims.includes(name)) ?? [];
  const volumes = [...own, ...claims.map((name) => ({ name, persistentVolumeClaim: { claimName: name } }))];
  return { ...template, spec: { ...template.spec, volumes } };
}

function validateUpdateStrategy({ type, rollingUpdate }: Strategy, path: string): FieldError[] {
  const at = child(path, 'rollingUpdate');
  const shown = rollingUpdate && { Partition: rollingUpdate.partition ?? 0, MaxUnavailable: rollingUpdate.maxUnavailable ?? null };
  if (type === 'OnDelete') return shown ? [invalid(at, shown, "only allowed for updateStrategy 'RollingUpdate'")] : [];
  if (type !== 'RollingUpdate') {
    return [invalid(path, { Type: type, RollingUpdate: shown ?? null }, "must be 'RollingUpdate' or 'OnDelete'")];
  }
  const { partition, maxUnavailable } = rollingUpdate ?? {};
  const errors = nonNegative(child(at, 'partition'), partition);
  if (maxUnavailable === undefined) return errors;
  const unavailable = child(at, 'maxUnavailable');
  errors.push(...countOrPercent(unavailable, maxUnavailable));
  if (plainNumber(maxUnavailable) === 0) errors.push(invalid(unavailable, maxUnavailable, 'cannot be 0'));
  return [...errors, ...atMostWhole(unavailable, maxUnavailable)];
}

function validateSpecUpdate({ spec }: StatefulSet, previous: StatefulSet): FieldError[] {
  const fixed = (of: Spec | undefined): object => Object.fromEntries(Object.entries(of ?? {}).filter(([key]) => !isMutable(key)));
  if (deepEqual(fixed(spec), fixed(previous.spec))) return [];
  const names = mutable.map((name) => `'${name}'`);
  const list = `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  return [forbidden('spec', `updates to statefulset spec for fields other than ${list} are forbidden`)];
}

function isMutable(key: string): boolean {
  return (mutable as readonly string[]).includes(key);
}
