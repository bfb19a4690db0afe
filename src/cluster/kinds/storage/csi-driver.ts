import { child, invalid, notSupported, required, type FieldError } from '../../../api/field-error.ts';
import { checkDnsSubdomain, maxBytes } from '../../../api/names.ts';
import type { CSIDriver } from '../../../api/types.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind, type Column } from '../define.ts';
import { immutable } from '../field-checks.ts';
import { byteLength } from '../metadata.ts';

const LONGEST_NAME = 63;
const LIFECYCLE_MODES = ['Ephemeral', 'Persistent'];
const GROUP_POLICIES = ['ReadWriteOnceWithFSType', 'File', 'None'];

export const csiDriver = defineKind<CSIDriver>({
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'CSIDriver',
  plural: 'csidrivers',
  singular: 'csidriver',
  namespaced: false,
  definition: 'io.k8s.api.storage.v1.CSIDriver',
  returnsDeleted: true,
  nameRule: (name) => [...(byteLength(name) > LONGEST_NAME ? [maxBytes(LONGEST_NAME)] : []), ...checkDnsSubdomain(name.toLowerCase())],
  columns: [
    nameColumn,
    switchColumn('AttachRequired', ({ attachRequired }) => attachRequired ?? true),
    switchColumn('PodInfoOnMount', ({ podInfoOnMount }) => podInfoOnMount ?? false),
    switchColumn('StorageCapacity', ({ storageCapacity }) => storageCapacity ?? false),
    textColumn<CSIDriver>('TokenRequests', ({ spec }) => spec.tokenRequests?.map(({ audience }) => audience).join(',') ?? '<unset>'),
    switchColumn('RequiresRepublish', ({ requiresRepublish }) => requiresRepublish ?? false),
    textColumn<CSIDriver>('Modes', ({ spec }) => spec.volumeLifecycleModes?.join(',') || '<none>'),
    ageColumn,
  ],
  setDefaults: ({ spec }) => {
    spec.attachRequired ??= true;
    spec.podInfoOnMount ??= false;
    spec.storageCapacity ??= false;
    spec.fsGroupPolicy ??= 'ReadWriteOnceWithFSType';
    if (!spec.volumeLifecycleModes?.length) spec.volumeLifecycleModes = ['Persistent'];
    spec.requiresRepublish ??= false;
    spec.seLinuxMount ??= false;
  },
  validate,
  validateUpdate: (next, previous) => [
    ...immutable('spec.attachRequired', next.spec.attachRequired, previous.spec.attachRequired),
    ...immutable('spec.volumeLifecycleModes', next.spec.volumeLifecycleModes, previous.spec.volumeLifecycleModes),
  ],
});

function switchColumn(name: string, value: (spec: CSIDriver['spec']) => boolean): Column<CSIDriver> {
  return { name, type: 'boolean', cell: ({ spec }) => value(spec) };
}

function validate({ spec }: CSIDriver): FieldError[] {
  const modes = (spec.volumeLifecycleModes ?? []).flatMap((mode) =>
    LIFECYCLE_MODES.includes(mode) ? [] : [notSupported('spec.volumeLifecycleModes', mode, LIFECYCLE_MODES)],
  );
  const policy = spec.fsGroupPolicy ?? '';
  const policies = GROUP_POLICIES.includes(policy) ? [] : [notSupported('spec.fsGroupPolicy', policy, GROUP_POLICIES)];
  return [...policies, ...modes, ...(spec.tokenRequests ?? []).flatMap(validateTokenRequest)];
}

function validateTokenRequest(
  { audience, expirationSeconds }: NonNullable<CSIDriver['spec']['tokenRequests']>[number],
  index: number,
): FieldError[] {
  const path = child('spec.tokenRequests', index);
  const short = expirationSeconds !== undefined && expirationSeconds < 600;
  return [
    ...(audience === undefined ? [required(child(path, 'audience'))] : []),
    ...(short ? [invalid(child(path, 'expirationSeconds'), expirationSeconds, 'may not specify a duration less than 10 minutes')] : []),
  ];
}
