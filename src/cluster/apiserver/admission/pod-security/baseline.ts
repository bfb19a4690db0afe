import type { Container, Lifecycle, Probe, SecurityContext } from '../../../../api/types.ts';
import { containersOf, distinct, named, plural, quoted, setters, type Check, type Subject, type Violation } from './check.ts';

const APPARMOR_ANNOTATION = 'container.apparmor.security.beta.kubernetes.io/';
const SECCOMP_POD_ANNOTATION = 'seccomp.security.alpha.kubernetes.io/pod';
const SECCOMP_CONTAINER_ANNOTATION = 'container.seccomp.security.alpha.kubernetes.io/';
const GOOD_PROFILES = ['RuntimeDefault', 'Localhost'];
const DEFAULT_CAPABILITIES = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
];
const SELINUX_TYPES = ['', 'container_t', 'container_init_t', 'container_kvm_t'];
const SYSCTLS = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
];
const SYSCTLS_27 = [...SYSCTLS, 'net.ipv4.ip_local_reserved_ports'];
const SYSCTLS_29 = [
  ...SYSCTLS_27,
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
];
const SYSCTLS_32 = [...SYSCTLS_29, 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'];

/** In the order in which their violations are told. */
export const baselineChecks: readonly Check[] = [
  { id: 'appArmorProfile', revisions: [{ since: 0, check: appArmorProfile }] },
  { id: 'capabilities_baseline', revisions: [{ since: 0, check: addedCapabilities }] },
  { id: 'hostNamespaces', revisions: [{ since: 0, check: hostNamespaces }] },
  { id: 'hostPathVolumes', revisions: [{ since: 0, check: hostPathVolumes }] },
  { id: 'hostPorts', revisions: [{ since: 0, check: hostPorts }] },
  { id: 'hostProbesAndHostLifecycle', revisions: [{ since: 34, check: probedHosts }] },
  { id: 'privileged', revisions: [{ since: 0, check: privileged }] },
  {
    id: 'procMount',
    revisions: [
      { since: 0, check: procMount },
      { since: 35, check: (subject) => (hasOwnUsers(subject) ? undefined : procMount(subject)) },
    ],
  },
  {
    id: 'seLinuxOptions',
    revisions: [
      { since: 0, check: (subject) => seLinuxOptions(subject, SELINUX_TYPES) },
      { since: 31, check: (subject) => seLinuxOptions(subject, [...SELINUX_TYPES, 'container_engine_t']) },
    ],
  },
  {
    id: 'seccompProfile_baseline',
    revisions: [
      { since: 0, check: seccompAnnotations },
      { since: 19, check: badSeccompProfiles },
    ],
  },
  {
    id: 'sysctls',
    revisions: [
      { since: 0, check: (subject) => sysctls(subject, SYSCTLS) },
      { since: 27, check: (subject) => sysctls(subject, SYSCTLS_27) },
      { since: 29, check: (subject) => sysctls(subject, SYSCTLS_29) },
      { since: 32, check: (subject) => sysctls(subject, SYSCTLS_32) },
    ],
  },
  { id: 'windowsHostProcess', revisions: [{ since: 0, check: hostProcess }] },
];

/** A pod in a user namespace of its own. */
export function hasOwnUsers({ spec }: Subject): boolean {
  return spec.hostUsers === false;
}

/** The names of the containers whose security context is bad. */
function offenders(subject: Subject, bad: (context: SecurityContext) => boolean): string[] {
  return containersOf(subject)
    .filter(({ securityContext }) => securityContext !== undefined && bad(securityContext))
    .map(({ name }) => name);
}

function appArmorProfile(subject: Subject): Violation | undefined {
  const values = new Set<string>();
  const bad = (context: { appArmorProfile?: { type: string } } | undefined): boolean => {
    const type = context?.appArmorProfile?.type;
    if (type === undefined || GOOD_PROFILES.includes(type)) return false;
    values.add(type);
    return true;
  };
  const pod = bad(subject.spec.securityContext);
  const containers = offenders(subject, bad);
  const annotations = Object.entries(subject.annotations)
    .filter(([key, value]) => key.startsWith(APPARMOR_ANNOTATION) && !allowedAppArmor(value))
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .sort();
  const shown = [...distinct(values), ...annotations];
  if (shown.length === 0) return undefined;
  const who = [setters(pod, containers), annotations.length > 0 ? plural(annotations.length, 'annotation') : ''].filter(
    (text) => text !== '',
  );
  return {
    reason: plural(shown.length, 'forbidden AppArmor profile'),
    detail: `${who.join(' and ')} must not set AppArmor profile type to ${quoted(shown)}`,
  };
}

function allowedAppArmor(value: string): boolean {
  return value === '' || value === 'runtime/default' || value.startsWith('localhost/');
}

function addedCapabilities(subject: Subject): Violation | undefined {
  const added = addedBeyond(subject, DEFAULT_CAPABILITIES);
  return added === undefined ? undefined : { reason: 'non-default capabilities', detail: added };
}

/** `container "c" must not include "NET_ADMIN" in …`; undefined when there is nothing of the kind. */
export function addedBeyond(subject: Subject, allowed: readonly string[]): string | undefined {
  const extra = ({ capabilities }: SecurityContext): string[] => (capabilities?.add ?? []).filter((name) => !allowed.includes(name));
  const bad = offenders(subject, (context) => extra(context).length > 0);
  if (bad.length === 0) return undefined;
  const names = distinct(containersOf(subject).flatMap(({ securityContext }) => (securityContext ? extra(securityContext) : [])));
  return `${named('container', bad)} must not include ${quoted(names)} in securityContext.capabilities.add`;
}

function hostNamespaces({ spec }: Subject): Violation | undefined {
  const shared = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((field) => spec[field] === true);
  return shared.length > 0 ? { reason: 'host namespaces', detail: shared.map((field) => `${field}=true`).join(', ') } : undefined;
}

function hostPathVolumes({ spec }: Subject): Violation | undefined {
  const bad = (spec.volumes ?? []).filter(({ hostPath }) => hostPath !== undefined).map(({ name }) => name);
  return bad.length > 0 ? { reason: 'hostPath volumes', detail: named('volume', bad) } : undefined;
}

function hostPorts(subject: Subject): Violation | undefined {
  const portsOf = ({ ports }: Container): string[] => (ports ?? []).flatMap(({ hostPort }) => (hostPort ? [String(hostPort)] : []));
  const bad = containersOf(subject).filter((container) => portsOf(container).length > 0);
  if (bad.length === 0) return undefined;
  const ports = distinct(bad.flatMap(portsOf));
  const who = named(
    'container',
    bad.map(({ name }) => name),
  );
  return {
    reason: 'hostPort',
    detail: `${who} ${plural(bad.length, 'uses', 'use')} ${plural(ports.length, 'hostPort')} ${ports.join(', ')}`,
  };
}

function probedHosts(subject: Subject): Violation | undefined {
  const hosts = (container: Container): string[] =>
    [
      container.livenessProbe,
      container.readinessProbe,
      container.startupProbe,
      container.lifecycle?.postStart,
      container.lifecycle?.preStop,
    ].flatMap((handler: Probe | Lifecycle['preStop']) =>
      [handler?.httpGet?.host, handler?.tcpSocket?.host].filter((host): host is string => host !== undefined && host !== ''),
    );
  const bad = distinct(
    containersOf(subject)
      .filter((container) => hosts(container).length > 0)
      .map(({ name }) => name),
  );
  if (bad.length === 0) return undefined;
  const all = distinct(containersOf(subject).flatMap(hosts));
  const what = plural(all.length, 'probe or lifecycle host');
  return {
    reason: 'probe or lifecycle host',
    detail: `${named('container', bad)} ${plural(bad.length, 'uses', 'use')} ${what} ${quoted(all)}`,
  };
}

function privileged(subject: Subject): Violation | undefined {
  const bad = offenders(subject, (context) => context.privileged === true);
  return bad.length > 0
    ? { reason: 'privileged', detail: `${named('container', bad)} must not set securityContext.privileged=true` }
    : undefined;
}

export function procMount(subject: Subject): Violation | undefined {
  const types = new Set<string>();
  const bad = offenders(subject, (context) => {
    if (context.procMount === undefined || context.procMount === 'Default') return false;
    types.add(context.procMount);
    return true;
  });
  return bad.length > 0
    ? { reason: 'procMount', detail: `${named('container', bad)} must not set securityContext.procMount to ${quoted(distinct(types))}` }
    : undefined;
}

function seLinuxOptions(subject: Subject, allowed: readonly string[]): Violation | undefined {
  const types = new Set<string>();
  let user = false;
  let role = false;
  const bad = (context: Pick<SecurityContext, 'seLinuxOptions'> | undefined): boolean => {
    const options = context?.seLinuxOptions;
    if (!options) return false;
    const wrongType = !allowed.includes(options.type ?? '');
    if (wrongType) types.add(options.type ?? '');
    user ||= Boolean(options.user);
    role ||= Boolean(options.role);
    return wrongType || Boolean(options.user) || Boolean(options.role);
  };
  const pod = bad(subject.spec.securityContext);
  const containers = offenders(subject, bad);
  if (!pod && containers.length === 0) return undefined;
  const faults = [
    ...(types.size > 0 ? [named('type', distinct(types))] : []),
    ...(user ? ['user may not be set'] : []),
    ...(role ? ['role may not be set'] : []),
  ];
  return {
    reason: 'seLinuxOptions',
    detail: `${setters(pod, containers)} set forbidden securityContext.seLinuxOptions: ${faults.join('; ')}`,
  };
}

function seccompAnnotations(subject: Subject): Violation | undefined {
  const keys = [SECCOMP_POD_ANNOTATION, ...containersOf(subject).map(({ name }) => SECCOMP_CONTAINER_ANNOTATION + name)];
  const bad = keys.flatMap((key) => {
    const value = subject.annotations[key];
    const good = value === undefined || ['runtime/default', 'docker/default'].includes(value) || value.startsWith('localhost/');
    return good ? [] : [`${key}=${JSON.stringify(value)}`];
  });
  const shown = distinct(bad);
  return shown.length > 0
    ? { reason: 'seccompProfile', detail: `forbidden ${plural(shown.length, 'annotation')} ${shown.join(', ')}` }
    : undefined;
}

/** Profiles that are named and must not be. */
export function badSeccompProfiles(subject: Subject): Violation | undefined {
  const types = new Set<string>();
  const bad = (context: Pick<SecurityContext, 'seccompProfile'> | undefined): boolean => {
    const profile = context?.seccompProfile;
    if (!profile || GOOD_PROFILES.includes(profile.type)) return false;
    types.add(profile.type);
    return true;
  };
  const pod = bad(subject.spec.securityContext);
  const containers = offenders(subject, bad);
  if (!pod && containers.length === 0) return undefined;
  const detail = `${setters(pod, containers)} must not set securityContext.seccompProfile.type to ${quoted(distinct(types))}`;
  return { reason: 'seccompProfile', detail };
}

function sysctls({ spec }: Subject, allowed: readonly string[]): Violation | undefined {
  const bad = (spec.securityContext?.sysctls ?? []).map(({ name }) => name).filter((name) => !allowed.includes(name));
  return bad.length > 0 ? { reason: 'forbidden sysctls', detail: bad.join(', ') } : undefined;
}

function hostProcess(subject: Subject): Violation | undefined {
  const bad = (context: Pick<SecurityContext, 'windowsOptions'> | undefined): boolean => context?.windowsOptions?.hostProcess === true;
  const pod = bad(subject.spec.securityContext);
  const containers = offenders(subject, bad);
  if (!pod && containers.length === 0) return undefined;
  return { reason: 'hostProcess', detail: `${setters(pod, containers)} must not set securityContext.windowsOptions.hostProcess=true` };
}
