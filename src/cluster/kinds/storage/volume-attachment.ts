import { forbidden, invalid, required, type FieldError } from '../../../api/field-error.ts';
import { deepEqual } from '../../../api/json.ts';
import { checkDnsSubdomain } from '../../../api/names.ts';
import type { VolumeAttachment } from '../../../api/types.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define.ts';
import { checked } from '../field-checks.ts';

export const volumeAttachment = defineKind<VolumeAttachment>({
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'VolumeAttachment',
  plural: 'volumeattachments',
  singular: 'volumeattachment',
  namespaced: false,
  definition: 'io.k8s.api.storage.v1.VolumeAttachment',
  returnsDeleted: true,
  nameRule: 'dns-subdomain',
  columns: [
    nameColumn,
    { name: 'Attacher', type: 'string', format: 'name', cell: ({ spec }) => spec.attacher ?? '' },
    textColumn<VolumeAttachment>('PV', ({ spec }) => spec.source.persistentVolumeName ?? ''),
    textColumn<VolumeAttachment>('Node', ({ spec }) => spec.nodeName ?? ''),
    { name: 'Attached', type: 'boolean', cell: ({ status }) => status?.attached ?? false },
    ageColumn,
  ],
  status: true,
  generation: false,
  prepareForCreate: (object) => {
    object.status = { attached: false };
  },
  validate,
  validateUpdate: (next, previous) =>
    deepEqual(next.spec, previous.spec) ? [] : [invalid('spec', shownSpec(next.spec), 'field is immutable')],
});

function validate({ spec }: VolumeAttachment): FieldError[] {
  const { attacher, nodeName = '', source } = spec;
  const { inlineVolumeSpec, persistentVolumeName } = source ?? {};
  const errors: FieldError[] = attacher ? [] : [required('spec.attacher')];
  const one = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName';
  if (inlineVolumeSpec && persistentVolumeName !== undefined) errors.push(forbidden('spec.source', one));
  else if (!inlineVolumeSpec && persistentVolumeName === undefined) errors.push(required('spec.source', one));
  else if (persistentVolumeName === '') {
    errors.push(required('spec.source.persistentVolumeName', 'must specify non empty persistentVolumeName'));
  }
  return [
    ...errors,
    ...checked('spec.nodeName', nodeName, checkDnsSubdomain),
    ...(attacher ? checked('spec.attacher', attacher.toLowerCase(), checkDnsSubdomain) : []),
    ...(persistentVolumeName === undefined ? [] : checked('spec.source.persistentVolumeName', persistentVolumeName, checkDnsSubdomain)),
  ];
}

/** As the Go struct behind it is shown. */
function shownSpec({ attacher, nodeName, source }: VolumeAttachment['spec']): object {
  const { persistentVolumeName, inlineVolumeSpec } = source;
  return {
    Attacher: attacher,
    Source: { PersistentVolumeName: persistentVolumeName ?? null, InlineVolumeSpec: inlineVolumeSpec ?? null },
    NodeName: nodeName,
  };
}
