import { forbidden, invalid, notSupported, type FieldError } from '../../../api/field-error.ts';
import { formatMicroTime, parseTime } from '../../../api/time.ts';
import type { Lease } from '../../../api/types.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define.ts';
import { labelName, nonNegative } from '../field-checks.ts';
import { lastBeat } from '../heartbeat.ts';

export const lease = defineKind<Lease>({
  group: 'coordination.k8s.io',
  version: 'v1',
  kind: 'Lease',
  plural: 'leases',
  singular: 'lease',
  namespaced: true,
  definition: 'io.k8s.api.coordination.v1.Lease',
  nameRule: 'dns-subdomain',
  columns: [nameColumn, textColumn<Lease>('Holder', ({ spec }) => spec?.holderIdentity ?? ''), ageColumn],
  createOnUpdate: true,
  validate,
  asOf: renewed,
  writtenBy: (object) =>
    isOfNode(object) ? { manager: 'kubelet', subresource: '', time: parseTime(object.spec?.renewTime ?? '') ?? 0 } : undefined,
});

const STRATEGIES = ['OldestEmulationVersion'];
const NODE_LEASES = 'kube-node-lease';
const RENEWAL = 10_000;

function isOfNode({ metadata, spec }: Lease): boolean {
  return metadata.namespace === NODE_LEASES && spec?.holderIdentity === metadata.name;
}

/** Kubelets renew their node's lease every ten seconds; nobody writes that down. */
function renewed(object: Lease, now: number): Lease {
  if (!isOfNode(object)) return object;
  const last = lastBeat(object.spec?.renewTime, RENEWAL, now);
  return last === undefined ? object : { ...object, spec: { ...object.spec, renewTime: formatMicroTime(last) } };
}

function validate({ spec }: Lease): FieldError[] {
  const { leaseDurationSeconds: duration, strategy, preferredHolder } = spec ?? {};
  return [
    ...(duration !== undefined && duration <= 0 ? [invalid('spec.leaseDurationSeconds', duration, 'must be greater than 0')] : []),
    ...nonNegative('spec.leaseTransitions', spec?.leaseTransitions),
    ...(strategy === undefined ? [] : validateStrategy(strategy)),
    ...(preferredHolder && !strategy ? [forbidden('spec.preferredHolder', 'may only be specified if `strategy` is defined')] : []),
  ];
}

/** A strategy of Kubernetes' own has no domain. The path is what the API server says. */
function validateStrategy(strategy: string): FieldError[] {
  const path = 'spec.strategy.strategy';
  if (strategy.includes('/')) return labelName(path, strategy);
  return STRATEGIES.includes(strategy) ? [] : [notSupported(path, strategy, STRATEGIES)];
}
