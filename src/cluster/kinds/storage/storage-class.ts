import { child, duplicate, invalid, notSupported, required, tooLong, tooMany, type FieldError } from '../../../api/field-error.ts';
import { checkQualifiedName } from '../../../api/names.ts';
import type { StorageClass } from '../../../api/types.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { nodeLabelWarnings } from '../core/node-label-warnings.ts';
import { defineKind } from '../define.ts';
import { immutable, labelName, shownMap } from '../field-checks.ts';
import { byteLength } from '../metadata.ts';

const DEFAULT_ANNOTATIONS = ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'];
const RECLAIM_POLICIES = ['Delete', 'Retain'];
const BINDING_MODES = ['Immediate', 'WaitForFirstConsumer'];
const MAX_PARAMETERS = 512;
const MAX_PARAMETER_BYTES = 256 * 1024;

export const storageClass = defineKind<StorageClass>({
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'StorageClass',
  plural: 'storageclasses',
  singular: 'storageclass',
  namespaced: false,
  shortNames: ['sc'],
  definition: 'io.k8s.api.storage.v1.StorageClass',
  returnsDeleted: true,
  nameRule: 'dns-subdomain',
  nameCell: ({ metadata }) => {
    const isDefault = DEFAULT_ANNOTATIONS.some((annotation) => metadata.annotations?.[annotation] === 'true');
    return `${metadata.name ?? ''}${isDefault ? ' (default)' : ''}`;
  },
  columns: [
    nameColumn,
    textColumn<StorageClass>('Provisioner', ({ provisioner }) => provisioner),
    textColumn<StorageClass>('ReclaimPolicy', ({ reclaimPolicy }) => reclaimPolicy ?? 'Delete'),
    textColumn<StorageClass>('VolumeBindingMode', ({ volumeBindingMode }) => volumeBindingMode ?? 'Immediate'),
    textColumn<StorageClass>('AllowVolumeExpansion', ({ allowVolumeExpansion }) => String(allowVolumeExpansion ?? false)),
    ageColumn,
  ],
  setDefaults: (object) => {
    object.reclaimPolicy ||= 'Delete';
    object.volumeBindingMode ||= 'Immediate';
  },
  validate,
  warnings: ({ allowedTopologies }) =>
    (allowedTopologies ?? []).flatMap(({ matchLabelExpressions }, i) =>
      (matchLabelExpressions ?? []).flatMap(({ key }, j) =>
        nodeLabelWarnings(key, child('allowedTopologies', i, 'matchLabelExpressions', j, 'key'), false),
      ),
    ),
  validateUpdate: (next, previous) => [
    ...immutable('parameters', next.parameters, previous.parameters, shownMap(next.parameters)),
    ...immutable('provisioner', next.provisioner, previous.provisioner),
    ...immutable('reclaimPolicy', next.reclaimPolicy, previous.reclaimPolicy),
    ...immutable('volumeBindingMode', next.volumeBindingMode, previous.volumeBindingMode),
  ],
});

function validate(object: StorageClass): FieldError[] {
  const { provisioner, parameters = {}, reclaimPolicy = '', volumeBindingMode = '', allowedTopologies = [] } = object;
  const errors: FieldError[] = [];
  if (!provisioner) errors.push(required('provisioner'));
  else errors.push(...checkQualifiedName(provisioner.toLowerCase()).map((message) => invalid('provisioner', provisioner, message)));
  errors.push(...validateParameters(parameters));
  if (!RECLAIM_POLICIES.includes(reclaimPolicy)) errors.push(notSupported('reclaimPolicy', reclaimPolicy, RECLAIM_POLICIES));
  if (!BINDING_MODES.includes(volumeBindingMode)) errors.push(notSupported('volumeBindingMode', volumeBindingMode, BINDING_MODES));
  return [...errors, ...validateTopologies(allowedTopologies)];
}

type Topology = NonNullable<StorageClass['allowedTopologies']>[number];

/** The expressions of every term are told at the list itself, as the API server does. */
function validateTopologies(topologies: readonly Topology[]): FieldError[] {
  const path = 'allowedTopologies';
  const seen = new Set<string>();
  return topologies.flatMap(({ matchLabelExpressions }, i) => {
    const expressions = matchLabelExpressions ?? [];
    const keys = new Set<string>();
    const errors = expressions.flatMap(({ key, values: given }, j) => {
      const values = given ?? [];
      const at = child(path, 'matchLabelExpressions', j);
      const own = [
        ...(values.length === 0 ? [required(child(at, 'values'))] : []),
        ...values.flatMap((value, v) => (values.indexOf(value) < v ? [duplicate(child(at, 'values', v), value)] : [])),
        ...labelName(child(at, 'key'), key),
        ...(keys.has(key) ? [duplicate(child(at, 'key'), key)] : []),
      ];
      keys.add(key);
      return own;
    });
    const shape = JSON.stringify(expressions.map(({ key, values }) => [key, [...(values ?? [])].sort()]).sort());
    // A term without expressions is like the one that is not there.
    if (seen.has(shape) || expressions.length === 0) errors.push(duplicate(child(path, i, 'matchLabelExpressions'), ''));
    seen.add(shape);
    return errors;
  });
}

/** What a driver is told, by name. */
export function validateParameters(parameters: Readonly<Record<string, string>>): FieldError[] {
  const entries = Object.entries(parameters);
  if (entries.length > MAX_PARAMETERS) return [tooMany('parameters', entries.length, MAX_PARAMETERS)];
  const size = entries.reduce((sum, [key, value]) => sum + byteLength(key) + byteLength(value), 0);
  return [
    ...(entries.some(([key]) => key === '') ? [invalid('parameters', '', 'field can not be empty.')] : []),
    ...(size > MAX_PARAMETER_BYTES ? [tooLong('parameters', MAX_PARAMETER_BYTES)] : []),
  ];
}
