import type { Container, Pod, PodSpec } from '../../api/types.ts';
import { UserError } from '../../api/user-error.ts';
import type { DebugFlags } from './options.ts';

/** What is debugged: a running pod with a container more, a copy of a pod, or a node through a pod of its own. */
export type DebugStyle = 'ephemeral' | 'copy' | 'node';

type Profile = (pod: Pod, container: Container, style: DebugStyle) => void;

/** How each profile changes the pod and its debug container; what copies have in common comes before it. */
const profiles: Readonly<Record<string, Profile>> = {
  legacy(pod, container, style) {
    if (style !== 'node') return;
    mountNode(pod, container);
    useHostNamespaces(pod);
  },
  general(pod, container, style) {
    if (style === 'node') {
      mountNode(pod, container);
      delete container.securityContext;
      useHostNamespaces(pod);
    } else addCapabilities(container, 'SYS_PTRACE');
  },
  baseline(_pod, container) {
    delete container.securityContext;
  },
  restricted(_pod, container) {
    container.securityContext = {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    };
  },
  netadmin(pod, container, style) {
    addCapabilities(container, 'NET_ADMIN', 'NET_RAW');
    if (style === 'node') useHostNamespaces(pod);
  },
  sysadmin(pod, container, style) {
    container.securityContext = { ...container.securityContext, privileged: true };
    if (style !== 'node') return;
    useHostNamespaces(pod);
    mountNode(pod, container);
  },
};

/** Throws UserError for a profile that does not exist. */
export function checkProfile(name: string): void {
  if (!Object.hasOwn(profiles, name)) throw new UserError(`unknown profile: ${name}`);
}

/** Changes `pod` as the profile and the --keep flags say. The first container of that name is the one that is meant. */
export function applyProfile(pod: Pod, containerName: string, style: DebugStyle, flags: DebugFlags): void {
  const { profile } = flags;
  if (style !== 'node' && (!flags['keep-labels'] || (profile === 'legacy' && style === 'copy'))) delete pod.metadata.labels;
  if (style === 'copy' && profile !== 'legacy') leaveOut(pod, flags);
  const container = containersOf(pod.spec!).find(({ name }) => name === containerName);
  if (container) profiles[profile]!(pod, container, style);
  if (style === 'copy' && profile !== 'legacy') pod.spec!.shareProcessNamespace ??= true;
}

function leaveOut(pod: Pod, flags: DebugFlags): void {
  if (!flags['keep-annotations']) delete pod.metadata.annotations;
  for (const container of pod.spec!.containers) {
    if (!flags['keep-liveness']) delete container.livenessProbe;
    if (!flags['keep-readiness']) delete container.readinessProbe;
    if (!flags['keep-startup']) delete container.startupProbe;
  }
  if (!flags['keep-init-containers']) delete pod.spec!.initContainers;
}

/** In the order in which kubectl looks for one. */
export function containersOf(spec: PodSpec): Container[] {
  return [...(spec.initContainers ?? []), ...spec.containers, ...((spec.ephemeralContainers ?? []) as Container[])];
}

function addCapabilities(container: Container, ...names: string[]): void {
  const { capabilities, ...rest } = container.securityContext ?? {};
  container.securityContext = { ...rest, capabilities: { ...capabilities, add: [...(capabilities?.add ?? []), ...names] } };
}

function useHostNamespaces(pod: Pod): void {
  Object.assign(pod.spec!, { hostNetwork: true, hostPID: true, hostIPC: true });
}

/** The file system of the node appears below /host. */
function mountNode(pod: Pod, container: Container): void {
  const volume = 'host-root';
  pod.spec!.volumes = [...(pod.spec!.volumes ?? []), { name: volume, hostPath: { path: '/' } }];
  container.volumeMounts = [...(container.volumeMounts ?? []), { mountPath: '/host', name: volume }];
}
