import { invalid, type FieldError } from '../../../api/field-error.ts';
import type { Namespace } from '../../../api/types.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define.ts';
import { validateFinalizer } from '../metadata.ts';

const NAME_LABEL = 'kubernetes.io/metadata.name';
const FINALIZER = 'kubernetes';

export const namespace = defineKind<Namespace>({
  group: '',
  version: 'v1',
  kind: 'Namespace',
  plural: 'namespaces',
  singular: 'namespace',
  namespaced: false,
  shortNames: ['ns'],
  verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  definition: 'io.k8s.api.core.v1.Namespace',
  nameRule: 'dns-label',
  columns: [nameColumn, textColumn<Namespace>('Status', ({ status }) => status?.phase ?? ''), ageColumn],
  status: true,
  generation: false,
  subresources: { finalize: { kind: 'Namespace', verbs: ['update'] } },
  fields: { 'status.phase': ({ status }) => status?.phase ?? '' },
  setDefaults: labelWithName,
  prepareForCreate: (object) => {
    object.status = { phase: 'Active' };
    const finalizers = object.spec?.finalizers ?? [];
    object.spec = { ...object.spec, finalizers: finalizers.includes(FINALIZER) ? finalizers : [...finalizers, FINALIZER] };
    labelWithName(object);
  },
  prepareForUpdate: (next, previous) => {
    // spec.finalizers change through the finalize sub-resource only.
    next.spec = { ...next.spec, ...(previous.spec?.finalizers ? { finalizers: previous.spec.finalizers } : {}) };
  },
  validate: ({ spec }) => (spec?.finalizers ?? []).flatMap((name) => validateFinalizer(name, 'spec.finalizers')),
  validateStatusUpdate,
  held: ({ spec }) => (spec?.finalizers?.length ?? 0) > 0,
  markDeleted: (object) => {
    object.status = { ...object.status, phase: 'Terminating' };
  },
});

/** The name is always there as a label too, whatever a client writes. A generated name is not known before the object is prepared. */
function labelWithName({ metadata }: Namespace): void {
  if (metadata.name) metadata.labels = { ...metadata.labels, [NAME_LABEL]: metadata.name };
}

function validateStatusUpdate({ metadata, status }: Namespace): FieldError[] {
  const phase = status?.phase;
  if (metadata.deletionTimestamp === undefined) {
    return phase === 'Active' ? [] : [invalid('status.Phase', phase ?? '', "may only be 'Active' if `deletionTimestamp` is empty")];
  }
  return phase === 'Terminating'
    ? []
    : [invalid('status.Phase', phase ?? '', "may only be 'Terminating' if `deletionTimestamp` is not empty")];
}
