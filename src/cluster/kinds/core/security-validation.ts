import { child, duplicate, invalid, notSupported, required, type FieldError } from '../../../api/field-error.ts';
import { checkId } from '../../../api/names.ts';
import type { PodSpec, SecurityContext } from '../../../api/types.ts';
import { validateWindowsOptions } from './os-validation.ts';
import { shownSecurityContext } from './pod-dump.ts';
import { validateAppArmor, validateSeccomp } from './profile-validation.ts';

const sysctlName = /^[a-z0-9]([-_a-z0-9]*[a-z0-9])?([./][a-z0-9]([-_a-z0-9]*[a-z0-9])?)*$/;

export function validatePodSecurity(spec: PodSpec, path: string): FieldError[] {
  const context = spec.securityContext;
  const errors: FieldError[] = [];
  if (!context) return errors;
  for (const field of ['fsGroup', 'runAsUser', 'runAsGroup'] as const) errors.push(...id(context[field], child(path, field)));
  (context.supplementalGroups ?? []).forEach((group, i) => errors.push(...id(group, child(path, 'supplementalGroups', i))));
  if (spec.shareProcessNamespace && spec.hostPID) {
    errors.push(invalid(child(path, 'shareProcessNamespace'), true, 'ShareProcessNamespace and HostPID cannot both be enabled'));
  }
  const choice = (
    field: 'fsGroupChangePolicy' | 'supplementalGroupsPolicy' | 'seLinuxChangePolicy',
    ...supported: string[]
  ): FieldError[] => {
    const value = context[field];
    return value === undefined || supported.includes(value) ? [] : [notSupported(child(path, field), value, supported)];
  };
  return [
    ...errors,
    ...validateSysctls(context.sysctls ?? [], spec, child(path, 'sysctls')),
    ...choice('fsGroupChangePolicy', 'Always', 'OnRootMismatch'),
    ...validateSeccomp(context.seccompProfile, child(path, 'seccompProfile')),
    ...validateWindowsOptions(context.windowsOptions, child(path, 'windowsOptions')),
    ...validateAppArmor(context.appArmorProfile, child(path, 'appArmorProfile')),
    ...choice('supplementalGroupsPolicy', 'Merge', 'Strict'),
    ...choice('seLinuxChangePolicy', 'MountOption', 'Recursive'),
  ];
}

/** In the network of the host a port is what it is. Templates may leave it out: pods get it. */
export function validateHostPorts(spec: PodSpec, path: string): FieldError[] {
  if (!spec.hostNetwork) return [];
  return spec.containers.flatMap(({ ports = [] }, i) =>
    ports.flatMap(({ hostPort, containerPort }, j) =>
      hostPort && hostPort !== containerPort
        ? [invalid(child(path, i, 'ports', j, 'hostPort'), hostPort, 'must match `containerPort` when `hostNetwork` is true')]
        : [],
    ),
  );
}

function id(value: number | undefined, path: string): FieldError[] {
  return value === undefined ? [] : checkId(value).map((message) => invalid(path, value, message));
}

function validateSysctls(sysctls: readonly { name: string }[], spec: PodSpec, path: string): FieldError[] {
  const seen = new Set<string>();
  return sysctls.flatMap(({ name }, i) => {
    const at = child(path, i, 'name');
    const errors: FieldError[] = [];
    if (!name) errors.push(required(at));
    else if (name.length > 253 || !sysctlName.test(name)) {
      const pattern = '^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$';
      errors.push(invalid(at, name, `must have at most 253 characters and match regex ${pattern}`));
    } else if (seen.has(name)) errors.push(duplicate(at, name));
    seen.add(name);
    return [...errors, ...hostSysctl(name, spec, at)];
  });
}

const netSysctls = ['net.'];
const ipcSysctls = ['kernel.shm', 'kernel.msg', 'kernel.sem', 'fs.mqueue.'];

/** What belongs to a namespace of the host is not the pod's to set. */
function hostSysctl(name: string, { hostNetwork, hostIPC }: PodSpec, path: string): FieldError[] {
  const dotted = /^[^./]*\//.test(name) ? name.replace(/[./]/g, (separator) => (separator === '/' ? '.' : '/')) : name;
  const of = (prefixes: readonly string[]): boolean => prefixes.some((prefix) => dotted.startsWith(prefix));
  if (hostNetwork && of(netSysctls)) return [invalid(path, name, "may not be specified when 'hostNetwork' is true")];
  return hostIPC && of(ipcSysctls) ? [invalid(path, name, "may not be specified when 'hostIPC' is true")] : [];
}

export function validateSecurityContext(context: SecurityContext | undefined, hostUsers: boolean | undefined, path: string): FieldError[] {
  if (!context) return [];
  const { privileged, procMount, allowPrivilegeEscalation, capabilities } = context;
  const errors = [...id(context.runAsUser, child(path, 'runAsUser')), ...id(context.runAsGroup, child(path, 'runAsGroup'))];
  const mounts = ['Default', 'Unmasked'];
  if (procMount !== undefined && !mounts.includes(procMount)) errors.push(notSupported(child(path, 'procMount'), procMount, mounts));
  if (procMount === 'Unmasked' && hostUsers !== false) {
    errors.push(invalid(child(path, 'procMount'), procMount, '`hostUsers` must be false to use `Unmasked`'));
  }
  errors.push(...validateSeccomp(context.seccompProfile, child(path, 'seccompProfile')));
  if (allowPrivilegeEscalation === false) {
    const shown = shownSecurityContext(context);
    if (privileged) errors.push(invalid(path, shown, 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true'));
    if (capabilities?.add?.includes('CAP_SYS_ADMIN')) {
      errors.push(invalid(path, shown, 'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN'));
    }
  }
  return [
    ...errors,
    ...validateWindowsOptions(context.windowsOptions, child(path, 'windowsOptions')),
    ...validateAppArmor(context.appArmorProfile, child(path, 'appArmorProfile')),
  ];
}
