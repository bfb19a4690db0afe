import { child, duplicate, forbidden, invalid, notSupported, required, type FieldError } from '../../../api/field-error.ts';
import { checkCidr, parseCidr } from '../../../api/ip.ts';
import { deepEqual } from '../../../api/json.ts';
import { checkLabelValue, checkQualifiedName } from '../../../api/names.ts';
import { formatRfc3339, parseTime } from '../../../api/time.ts';
import type { Node } from '../../../api/types.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define.ts';
import { lastBeat } from '../heartbeat.ts';
import { eachKey } from '../metadata.ts';
import { validateQuantity } from './resource-validation.ts';

type Taint = NonNullable<NonNullable<Node['spec']>['taints']>[number];

const ROLE_PREFIX = 'node-role.kubernetes.io/';
const ROLE_LABEL = 'kubernetes.io/role';
const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

export const node = defineKind<Node>({
  group: '',
  version: 'v1',
  kind: 'Node',
  plural: 'nodes',
  singular: 'node',
  namespaced: false,
  shortNames: ['no'],
  definition: 'io.k8s.api.core.v1.Node',
  asOf: heardOf,
  writtenBy: confirmed,
  nameRule: 'dns-subdomain',
  columns: [
    nameColumn,
    textColumn('Status', statusText),
    textColumn('Roles', rolesText),
    ageColumn,
    textColumn<Node>('Version', ({ status }) => status?.nodeInfo?.kubeletVersion ?? ''),
    textColumn<Node>('Internal-IP', (object) => address(object, 'InternalIP'), 1),
    textColumn<Node>('External-IP', (object) => address(object, 'ExternalIP'), 1),
    textColumn<Node>('OS-Image', ({ status }) => status?.nodeInfo?.osImage || '<unknown>', 1),
    textColumn<Node>('Kernel-Version', ({ status }) => status?.nodeInfo?.kernelVersion || '<unknown>', 1),
    textColumn<Node>('Container-Runtime', ({ status }) => status?.nodeInfo?.containerRuntimeVersion || '<unknown>', 1),
  ],
  status: true,
  generation: false,
  keepsStatusOnCreate: true,
  subresources: { proxy: { kind: 'NodeProxyOptions', verbs: ['create', 'delete', 'get', 'patch', 'update'] } },
  fields: { 'spec.unschedulable': ({ spec }) => String(spec?.unschedulable ?? false) },
  setDefaults,
  validate,
  validateUpdate,
  validateStatusUpdate: ({ status }) => [
    ...validateAmounts(status?.capacity, 'status.capacity'),
    ...validateAmounts(status?.allocatable, 'status.allocatable'),
    ...validateAddresses(status?.addresses ?? []),
  ],
  warnings: ({ spec }) => (spec?.externalID ? ['spec.externalID: this field is deprecated, and is unused by Kubernetes'] : []),
});

function statusText({ spec, status }: Node): string {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  const parts = [ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady'];
  if (spec?.unschedulable) parts.push('SchedulingDisabled');
  return parts.join(',');
}

function rolesText({ metadata }: Node): string {
  const roles = Object.entries(metadata.labels ?? {}).flatMap(([key, value]) => {
    if (key.startsWith(ROLE_PREFIX)) return [key.slice(ROLE_PREFIX.length)];
    return key === ROLE_LABEL ? [value] : [];
  });
  const named = [...new Set(roles)].filter((role) => role !== '').sort();
  return named.length > 0 ? named.join(',') : '<none>';
}

function address({ status }: Node, type: string): string {
  return status?.addresses?.find((candidate) => candidate.type === type)?.address ?? '<none>';
}

/** podCIDR is the first of podCIDRs; a client may write either. */
function setDefaults(object: Node): void {
  const spec = (object.spec ??= {});
  if (spec.podCIDR && spec.podCIDRs?.[0] !== spec.podCIDR) spec.podCIDRs = [spec.podCIDR];
  else if (!spec.podCIDR && spec.podCIDRs?.[0]) spec.podCIDR = spec.podCIDRs[0];
  if (spec.unschedulable === false) delete spec.unschedulable;
  if (object.status?.capacity && !object.status.allocatable) object.status.allocatable = { ...object.status.capacity };
}

function validate({ spec, status }: Node): FieldError[] {
  const networks = spec?.podCIDRs ?? [];
  return [
    ...(spec?.taints ?? []).flatMap((taint, index, all) => validateTaint(taint, index, all)),
    ...validateAmounts(status?.capacity, 'status.capacity'),
    ...validateAmounts(status?.allocatable, 'status.allocatable'),
    ...networks.flatMap((network, index) => checkCidr(network).map((message) => invalid(`spec.podCIDRs[${index}]`, network, message))),
    ...validateFamilies(networks),
  ];
}

/** One network of each family. */
function validateFamilies(networks: readonly string[]): FieldError[] {
  if (networks.length < 2) return [];
  const path = 'spec.podCIDRs';
  const families = new Set(networks.map((network) => parseCidr(network)?.family));
  return [
    ...(families.size === networks.length ? [] : [invalid(path, networks, 'may specify no more than one CIDR for each IP family')]),
    ...networks.flatMap((network, i) => (networks.indexOf(network) < i ? [duplicate(`${path}[${i}]`, network)] : [])),
  ];
}

function validateAddresses(addresses: NonNullable<NonNullable<Node['status']>['addresses']>): FieldError[] {
  return addresses.flatMap(({ type, address: text }, i) =>
    addresses.findIndex((other) => other.type === type && other.address === text) < i
      ? [duplicate(`status.addresses[${i}]`, { Type: type, Address: text })]
      : [],
  );
}

function validateTaint({ key = '', value = '', effect = '', timeAdded }: Taint, index: number, all: readonly Taint[]): FieldError[] {
  // The path is what the API server says.
  const path = `metadata.taints[${index}]`;
  const errors = checkQualifiedName(key).map((message) => invalid(`${path}.key`, key, message));
  const wrong = checkLabelValue(value);
  if (wrong.length > 0) errors.push(invalid(`${path}.value`, value, wrong.join(';')));
  if (effect === '') errors.push(required(`${path}.effect`));
  else if (!EFFECTS.includes(effect)) errors.push(notSupported(`${path}.effect`, effect, EFFECTS));
  if (all.findIndex((other) => other.key === key && other.effect === effect) < index) {
    const shown = { Key: key, Value: value, Effect: effect, TimeAdded: timeAdded ?? null };
    const error = duplicate(path, shown);
    errors.push({ ...error, message: `${error.message}: taints must be unique by key and effect pair` });
  }
  return errors;
}

function validateUpdate(next: Node, previous: Node): FieldError[] {
  const errors: FieldError[] = [];
  const before = previous.spec ?? {};
  if ((before.podCIDRs?.length ?? 0) > 0 && !deepEqual(next.spec?.podCIDRs ?? [], before.podCIDRs)) {
    errors.push(forbidden('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid'));
  }
  if (before.providerID && before.providerID !== next.spec?.providerID) {
    errors.push(forbidden('spec.providerID', 'node updates may not change providerID except from "" to valid'));
  }
  return errors;
}

function validateAmounts(amounts: Readonly<Record<string, string>> | undefined, path: string): FieldError[] {
  return eachKey(amounts, path, (name, text) => validateQuantity(name, text, child(path, name)));
}

const HEARTBEAT = 300_000;

function confirmed({ status }: Node): { manager: string; subresource: string; time: number } {
  const beats = (status?.conditions ?? []).map(({ lastHeartbeatTime }) => parseTime(lastHeartbeatTime ?? '') ?? 0);
  return { manager: 'kubelet', subresource: 'status', time: Math.max(0, ...beats) };
}

/** A kubelet that has nothing new to say confirms its conditions every five minutes; nobody writes that down. */
function heardOf(object: Node, now: number): Node {
  const conditions = object.status?.conditions?.map((condition) => {
    const last = condition.status === 'Unknown' ? undefined : lastBeat(condition.lastHeartbeatTime, HEARTBEAT, now);
    return last === undefined ? condition : { ...condition, lastHeartbeatTime: formatRfc3339(last) };
  });
  return conditions ? { ...object, status: { ...object.status, conditions } } : object;
}
