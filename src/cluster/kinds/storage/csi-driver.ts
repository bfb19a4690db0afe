import { child, duplicate, invalid, notSupported, type FieldError } from '../../../api/field-error.ts';
import { checkDnsSubdomain, maxBytes } from '../../../api/names.ts';
import type { CSIDriver } from '../../../api/types.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind, type Column } from '../define.ts';
import { immutable } from '../field-checks.ts';
import { byteLength } from '../metadata.ts';

const LONGEST_NAME = 63;
const LIFECYCLE_MODES = ['Persistent', 'Ephemeral'];
const GROUP_POLICIES = ['File', 'None', 'ReadWriteOnceWithFSType'];
const SHORTEST_PERIOD_SECONDS = 10;

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
  // Behind VolumeLimitScaling, which is off.
  dropDisabled: ({ spec }, previous) => {
    if (previous?.spec.preventPodSchedulingIfMissing === undefined) delete spec.preventPodSchedulingIfMissing;
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
  const period = spec.nodeAllocatableUpdatePeriodSeconds;
  const hasty = period !== undefined && period < SHORTEST_PERIOD_SECONDS;
  return [
    ...policies,
    ...validateTokenRequests(spec.tokenRequests ?? []),
    ...modes,
    ...(hasty
      ? [invalid('spec.nodeAllocatableUpdatePeriodSeconds', period, `must be greater than or equal to ${SHORTEST_PERIOD_SECONDS} seconds`)]
      : []),
  ];
}

type TokenRequests = NonNullable<CSIDriver['spec']['tokenRequests']>;

/** One token for each audience, of which one may go without saying. */
function validateTokenRequests(requests: TokenRequests): FieldError[] {
  return requests.flatMap(({ audience, expirationSeconds: seconds }, i) => {
    const path = child('spec.tokenRequests', i);
    if (requests.findIndex((other) => (other.audience ?? '') === (audience ?? '')) < i)
      return [duplicate(child(path, 'audience'), audience ?? '')];
    const at = child(path, 'expirationSeconds');
    if (seconds !== undefined && seconds < 600) return [invalid(at, seconds, 'may not specify a duration less than 10 minutes')];
    if (seconds !== undefined && seconds > 2 ** 32) return [invalid(at, seconds, 'may not specify a duration larger than 2^32 seconds')];
    return [];
  });
}
