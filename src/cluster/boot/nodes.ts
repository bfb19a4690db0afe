import { fnv1a } from '../../api/fnv.ts';
import type { KubeObject } from '../../api/object.ts';
import { formatRfc3339 } from '../../api/time.ts';
import type { Node } from '../../api/types.ts';
import type { NewObject } from '../apiserver/cluster-api.ts';
import type { Step } from '../apiserver/managed-fields/index.ts';
import type { Condition } from '../controllers/conditions.ts';

export interface NodePlan {
  name: string;
  /** Position among the nodes: decides addresses. */
  index: number;
  bare: boolean;
  /** Milliseconds since the epoch. */
  now: number;
}

const VERSION = 'v1.36.2';
const RESOURCES = { cpu: '4', 'ephemeral-storage': '100Gi', 'hugepages-1Gi': '0', 'hugepages-2Mi': '0', memory: '8Gi', pods: '110' };
const CONTROL_PLANE = 'node-role.kubernetes.io/control-plane';
const NO_LOAD_BALANCERS = 'node.kubernetes.io/exclude-from-external-load-balancers';
const TTL = 'node.alpha.kubernetes.io/ttl';

const CONDITIONS = [
  ['MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
  ['DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
  ['PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
  ['Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'],
] as const;

export function isControlPlane(nodeName: string): boolean {
  return nodeName.endsWith('control-plane');
}

/** The first node has 172.18.0.2, the next ones follow. */
export function nodeAddress(index: number): string {
  return `172.18.${Math.floor((index + 2) / 256)}.${(index + 2) % 256}`;
}

/** A node as its kubelet registers it, ready. */
export function newNode({ name, index, bare, now }: NodePlan): NewObject<Node> {
  const controlPlane = isControlPlane(name);
  const network = `10.244.${index}.0/24`;
  const time = formatRfc3339(now);
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'beta.kubernetes.io/arch': 'amd64',
        'beta.kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        ...(controlPlane ? { [CONTROL_PLANE]: '', [NO_LOAD_BALANCERS]: '' } : {}),
      },
      annotations: {
        [TTL]: '0',
        ...(bare ? {} : { 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' }),
      },
    },
    spec: {
      podCIDR: network,
      podCIDRs: [network],
      ...(controlPlane ? { taints: [{ effect: 'NoSchedule', key: CONTROL_PLANE }] } : {}),
    },
    status: {
      addresses: [
        { address: nodeAddress(index), type: 'InternalIP' },
        { address: name, type: 'Hostname' },
      ],
      allocatable: { ...RESOURCES },
      capacity: { ...RESOURCES },
      conditions: CONDITIONS.map(([type, status, reason, message]) => ({
        lastHeartbeatTime: time,
        lastTransitionTime: time,
        message,
        reason,
        status,
        type,
      })),
      daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
      nodeInfo: {
        architecture: 'amd64',
        bootID: identifier(`boot ${name}`, [8, 4, 4, 4, 12]),
        containerRuntimeVersion: 'containerd://2.1.3',
        kernelVersion: '6.8.0-sim',
        kubeProxyVersion: '',
        kubeletVersion: VERSION,
        machineID: identifier(`machine ${name}`, [32]),
        operatingSystem: 'linux',
        osImage: 'Debian GNU/Linux 12 (bookworm)',
        systemUUID: identifier(`system ${name}`, [8, 4, 4, 4, 12]),
      },
    },
  };
}

/** Admission adds this taint to every new node. */
const NOT_READY = { effect: 'NoSchedule', key: 'node.kubernetes.io/not-ready' };
/** How long ago a node that is ready was registered (ms). */
const REGISTERED_BEFORE = 20_000;

/**
 * How a node has become what it is: its kubelet registers it before it is ready, kubeadm marks control planes, the controller manager gives it
 * addresses for pods and takes the taint away, and at last the kubelet tells that it is ready.
 */
export function nodeHistory(node: NewObject<Node>, now: number): Step[] {
  const ready = node as unknown as KubeObject;
  const { annotations: all = {}, labels: allLabels = {}, ...metadata } = ready.metadata;
  const { [TTL]: _, ...annotations } = all;
  const { [CONTROL_PLANE]: role, [NO_LOAD_BALANCERS]: __, ...labels } = allLabels;
  const told = { ...metadata, ...(Object.keys(annotations).length > 0 ? { annotations } : {}), labels };
  const status = notReady(ready['status'] as { conditions: Condition[] }, formatRfc3339(now - REGISTERED_BEFORE));
  const registered = { ...ready, metadata: told, spec: {}, status };
  const tainted = { ...registered, spec: { taints: [NOT_READY] } };
  const marked = {
    ...tainted,
    metadata: { ...told, labels: allLabels },
    spec: { taints: [NOT_READY, { effect: 'NoSchedule', key: CONTROL_PLANE }] },
  };
  return [
    [{ name: 'kubelet', subresource: '' }, registered],
    [undefined, tainted],
    ...(role === undefined ? [] : [[{ name: 'kubeadm', subresource: '' }, marked] satisfies Step]),
    [
      { name: 'kube-controller-manager', subresource: '' },
      { ...ready, status },
    ],
    [{ name: 'kubelet', subresource: 'status' }, ready],
  ];
}

function notReady<T extends { conditions: Condition[] }>(status: T, since: string): T {
  const ready = { status: 'False', reason: 'KubeletNotReady', message: 'container runtime network not ready', lastTransitionTime: since };
  const conditions = status.conditions.map((condition) => ({
    ...condition,
    ...(condition.type === 'Ready' ? ready : {}),
    lastHeartbeatTime: since,
  }));
  return { ...status, conditions };
}

/** Hexadecimal groups that look random and are always the same for a name (FNV-1a, stretched). */
function identifier(name: string, groups: readonly number[]): string {
  let hash = fnv1a(name);
  const digit = (): string => {
    hash = (Math.imul(hash, 1664525) + 1013904223) >>> 0;
    return (hash >>> 28).toString(16);
  };
  return groups.map((length) => Array.from({ length }, digit).join('')).join('-');
}
