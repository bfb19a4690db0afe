import type * as k8s from '@kubernetes/client-node';
import { forbidden, notSupported, required, type FieldError } from '../../../api/field-error.ts';
import type { Kind } from '../../../api/types.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind, type Column } from '../define.ts';
import { inRange, nonNegative, positive } from '../field-checks.ts';

export type PriorityLevelConfiguration = Kind<k8s.V1PriorityLevelConfiguration>;

type Spec = NonNullable<PriorityLevelConfiguration['spec']>;
type Queuing = NonNullable<NonNullable<NonNullable<Spec['limited']>['limitResponse']>['queuing']>;

const TYPES = ['Exempt', 'Limited'];
const RESPONSES = ['Queue', 'Reject'];
const HIGHEST_QUEUES = 10_000_000;

export const priorityLevelConfiguration = defineKind<PriorityLevelConfiguration>({
  group: 'flowcontrol.apiserver.k8s.io',
  version: 'v1',
  kind: 'PriorityLevelConfiguration',
  plural: 'prioritylevelconfigurations',
  singular: 'prioritylevelconfiguration',
  namespaced: false,
  definition: 'io.k8s.api.flowcontrol.v1.PriorityLevelConfiguration',
  nameRule: 'dns-subdomain',
  columns: [
    nameColumn,
    textColumn<PriorityLevelConfiguration>('Type', ({ spec }) => spec?.type ?? ''),
    limitedColumn('NominalConcurrencyShares', (limited) => limited.nominalConcurrencyShares),
    limitedColumn('Queues', ({ limitResponse }) => limitResponse?.queuing?.queues),
    limitedColumn('HandSize', ({ limitResponse }) => limitResponse?.queuing?.handSize),
    limitedColumn('QueueLengthLimit', ({ limitResponse }) => limitResponse?.queuing?.queueLengthLimit),
    ageColumn,
  ],
  status: true,
  generation: true,
  setDefaults: ({ spec }) => {
    const { exempt, limited } = spec ?? {};
    for (const [part, shares] of [
      [exempt, 0],
      [limited, 30],
    ] as const) {
      if (!part) continue;
      part.nominalConcurrencyShares ??= shares;
      part.lendablePercent ??= 0;
    }
    const queuing = limited?.limitResponse?.queuing;
    if (!queuing) return;
    queuing.queues ||= 64;
    queuing.handSize ||= 8;
    queuing.queueLengthLimit ||= 50;
  },
  validate,
});

function limitedColumn(
  name: string,
  value: (limited: NonNullable<Spec['limited']>) => number | undefined,
): Column<PriorityLevelConfiguration> {
  return { name, type: 'string', cell: ({ spec }) => (spec?.limited && value(spec.limited)) ?? '<none>' };
}

function validate({ metadata, spec }: PriorityLevelConfiguration): FieldError[] {
  const { type = '', limited, exempt } = spec ?? {};
  const errors: FieldError[] = [];
  if ((metadata.name === 'exempt') !== (type === 'Exempt')) {
    errors.push(forbidden('spec.type', "type must be 'Exempt' if and only if `name` is 'exempt'"));
  }
  if (type === 'Exempt') {
    if (limited) errors.push(forbidden('spec.limited', 'must be nil if the type is not Limited'));
    errors.push(
      ...nonNegative('spec.exempt.nominalConcurrencyShares', exempt?.nominalConcurrencyShares),
      ...inRange('spec.exempt.lendablePercent', exempt?.lendablePercent, 0, 100),
    );
  } else if (type === 'Limited') {
    if (exempt) errors.push(forbidden('spec.exempt', 'must be nil if the type is Limited'));
    errors.push(...(limited ? validateLimited(limited) : [required('spec.limited', 'must not be empty when type is Limited')]));
  } else {
    errors.push(notSupported('spec.type', type, TYPES));
  }
  return errors;
}

function validateLimited({
  nominalConcurrencyShares,
  lendablePercent,
  borrowingLimitPercent,
  limitResponse,
}: NonNullable<Spec['limited']>): FieldError[] {
  const { type = '', queuing } = limitResponse ?? {};
  const at = 'spec.limited.limitResponse';
  const errors = [
    ...nonNegative('spec.limited.nominalConcurrencyShares', nominalConcurrencyShares),
    ...inRange('spec.limited.lendablePercent', lendablePercent, 0, 100),
    ...nonNegative('spec.limited.borrowingLimitPercent', borrowingLimitPercent),
  ];
  if (type === 'Reject')
    return queuing ? [...errors, forbidden(`${at}.queuing`, 'must be nil if limited.limitResponse.type is not Limited')] : errors;
  if (type !== 'Queue') return [...errors, notSupported(`${at}.type`, type, RESPONSES)];
  return [
    ...errors,
    ...(queuing
      ? validateQueuing(queuing, `${at}.queuing`)
      : [required(`${at}.queuing`, 'must not be empty if limited.limitResponse.type is Limited')]),
  ];
}

function validateQueuing({ queues, handSize, queueLengthLimit }: Queuing, path: string): FieldError[] {
  return [
    ...positive(`${path}.queueLengthLimit`, queueLengthLimit),
    ...inRange(`${path}.queues`, queues, 1, HIGHEST_QUEUES),
    ...inRange(`${path}.handSize`, handSize, 1, queues ?? 1),
  ];
}
