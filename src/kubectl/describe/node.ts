import { hasReason } from '../../api/status.ts';
import { parseTime } from '../../api/time.ts';
import type { Lease, Node, Pod } from '../../api/types.ts';
import { defineDescriber, related, type DescribeContext } from './define.ts';
import type { Description } from './description.ts';
import { timeText } from './sections/containers.ts';
import { eventsSection } from './sections/events.ts';
import { metadataLines, nameLines } from './sections/head.ts';
import { listSection } from './sections/labels.ts';
import { nodeResourcesSection } from './sections/node-resources.ts';

const ROLE_LABEL = 'node-role.kubernetes.io/';

export const describeNode = defineDescriber<Node>(async (to, node, context) => {
  const { metadata, spec, status } = node;
  const { name = '', uid = '' } = metadata;
  nameLines(to, node);
  to.line(0, 'Roles:', rolesText(metadata.labels));
  metadataLines(to, node);
  to.line(0, 'CreationTimestamp:', timeText(metadata.creationTimestamp));
  const taints = byEffect(spec?.taints ?? []).map(({ key, value, effect }) => `${key}${value ? `=${value}` : ''}:${effect}`);
  listSection(to, 'Taints', taints);
  to.line(0, 'Unschedulable:', String(spec?.unschedulable ?? false));
  await leaseLines(to, name, context);
  conditionLines(to, node);
  to.line(0, 'Addresses:');
  for (const { type, address } of status?.addresses ?? []) to.line(1, `${type}:`, address);
  resourceLines(to, 'Capacity', status?.capacity);
  resourceLines(to, 'Allocatable', status?.allocatable);
  await resourceSliceLines(to, name, context);
  systemLines(to, node);
  const fieldSelector = `spec.nodeName=${name},status.phase!=Succeeded,status.phase!=Failed`;
  const pods = await related<Pod>(context, { group: '', version: 'v1', resource: 'pods', fieldSelector });
  if (pods) nodeResourcesSection(to, node, pods, context.now);
  else to.line(0, 'Pods:', 'not authorized');
  // Controllers name a node by its uid in events, kubelets by its name.
  await eventsSection(to, node, context, [uid, name]);
});

function rolesText(labels: Readonly<Record<string, string>> = {}): string {
  const roles = Object.entries(labels).flatMap(([key, value]) => {
    if (key.startsWith(ROLE_LABEL)) return key.length > ROLE_LABEL.length ? [key.slice(ROLE_LABEL.length)] : [];
    return key === 'kubernetes.io/role' && value !== '' ? [value] : [];
  });
  return [...new Set(roles)].sort().join(',') || '<none>';
}

interface ResourceSlice {
  spec: { driver: string; pool: { name: string }; devices?: readonly unknown[] };
}

/** What drivers offer on this node, a line for each pool. */
async function resourceSliceLines(to: Description, name: string, context: DescribeContext): Promise<void> {
  const address = { group: 'resource.k8s.io', version: 'v1', resource: 'resourceslices', fieldSelector: `spec.nodeName=${name}` };
  const slices = (await related<ResourceSlice>({ ...context, pageSize: 0 }, address)) ?? [];
  if (slices.length === 0) return;
  const pools = new Map<string, { driver: string; pool: string; slices: number; devices: number }>();
  for (const { spec } of slices) {
    const { driver, pool } = spec;
    const key = `${driver}/${pool.name}`;
    const before = pools.get(key) ?? { driver, pool: pool.name, slices: 0, devices: 0 };
    pools.set(key, { ...before, slices: before.slices + 1, devices: before.devices + (spec.devices?.length ?? 0) });
  }
  to.line(0, 'Node-Local ResourceSlices:');
  to.line(1, 'Driver', 'Pool', 'Slices', 'Devices');
  to.line(1, '------', '----', '------', '-------');
  for (const key of [...pools.keys()].sort()) {
    const { driver, pool, slices: count, devices } = pools.get(key)!;
    to.line(1, driver, pool, String(count), String(devices));
  }
}

async function leaseLines(to: Description, name: string, { client }: DescribeContext): Promise<void> {
  const address = { group: 'coordination.k8s.io', version: 'v1', resource: 'leases', namespace: 'kube-node-lease', name };
  try {
    const { body } = await client.request({ verb: 'get', ...address });
    const { holderIdentity, acquireTime, renewTime } = (body as unknown as Lease).spec ?? {};
    to.line(0, 'Lease:');
    to.line(1, 'HolderIdentity:', holderIdentity ?? '<unset>');
    to.line(1, 'AcquireTime:', leaseTime(acquireTime));
    to.line(1, 'RenewTime:', leaseTime(renewTime));
  } catch (error) {
    if (!hasReason(error, 'NotFound', 'Forbidden')) throw error;
    to.line(0, 'Lease:', `Failed to get lease: ${error.message}`);
  }
}

function leaseTime(time: string | undefined): string {
  return time !== undefined && parseTime(time) !== undefined ? timeText(time) : '<unset>';
}

function conditionLines(to: Description, { status }: Node): void {
  const conditions = status?.conditions ?? [];
  if (conditions.length === 0) return;
  to.line(0, 'Conditions:');
  to.line(1, 'Type', 'Status', 'LastHeartbeatTime', 'LastTransitionTime', 'Reason', 'Message');
  to.line(1, '----', '------', '-----------------', '------------------', '------', '-------');
  for (const { type, status: value, lastHeartbeatTime, lastTransitionTime, reason = '', message = '' } of conditions) {
    to.line(1, `${type} `, `${value} `, `${timeText(lastHeartbeatTime)} `, `${timeText(lastTransitionTime)} `, `${reason} `, message);
  }
}

function resourceLines(to: Description, title: string, resources: Readonly<Record<string, string>> = {}): void {
  const names = Object.keys(resources).sort();
  if (names.length > 0) to.line(0, `${title}:`);
  for (const name of names) to.line(1, `${name}:`, resources[name]!);
}

function systemLines(to: Description, { spec, status }: Node): void {
  const info = status?.nodeInfo;
  to.line(0, 'System Info:');
  to.line(1, 'Machine ID:', info?.machineID ?? '');
  to.line(1, 'System UUID:', info?.systemUUID ?? '');
  to.line(1, 'Boot ID:', info?.bootID ?? '');
  to.line(1, 'Kernel Version:', info?.kernelVersion ?? '');
  to.line(1, 'OS Image:', info?.osImage ?? '');
  to.line(1, 'Operating System:', info?.operatingSystem ?? '');
  to.line(1, 'Architecture:', info?.architecture ?? '');
  to.line(1, 'Container Runtime Version:', info?.containerRuntimeVersion ?? '');
  to.line(1, 'Kubelet Version:', info?.kubeletVersion ?? '');
  if (info?.kubeProxyVersion) to.line(1, 'Kube-Proxy Version:', info.kubeProxyVersion);
  if (spec?.podCIDR) to.line(0, 'PodCIDR:', spec.podCIDR);
  if (spec?.podCIDRs?.length) to.line(0, 'PodCIDRs:', spec.podCIDRs.join(','));
  if (spec?.providerID) to.line(0, 'ProviderID:', spec.providerID);
}

/** Taints are told with the strongest effect first, and by key. */
function byEffect<T extends { key: string; effect: string }>(taints: readonly T[]): T[] {
  const effects = ['NoExecute', 'NoSchedule', 'PreferNoSchedule'];
  return [...taints].sort((a, b) => effects.indexOf(a.effect) - effects.indexOf(b.effect) || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}
