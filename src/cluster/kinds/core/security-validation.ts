import { child, duplicate, invalid, notSupported, required, type FieldError } from '../../../api/field-error.ts';
import { checkId } from '../../../api/names.ts';
import type { Container, PodSpec, SecurityContext } from '../../../api/types.ts';
import { shownSecurityContext } from './pod-dump.ts';
import { validateDescendingPath } from './relative-path.ts';

interface Profile {
  type: string;
  localhostProfile?: string;
}

const sysctlName = /^[a-z0-9]([-_a-z0-9]*[a-z0-9])?([./][a-z0-9]([-_a-z0-9]*[a-z0-9])?)*$/;

export function validatePodSecurity(spec: PodSpec, specPath: string, path: string): FieldError[] {
  const context = spec.securityContext;
  const errors = spec.hostNetwork ? validateHostPorts(spec.containers, child(specPath, 'containers')) : [];
  if (!context) return errors;
  for (const field of ['fsGroup', 'runAsUser', 'runAsGroup'] as const) errors.push(...id(context[field], child(path, field)));
  (context.supplementalGroups ?? []).forEach((group, i) => errors.push(...id(group, child(path, 'supplementalGroups', i))));
  if (spec.shareProcessNamespace && spec.hostPID) {
    errors.push(invalid(child(path, 'shareProcessNamespace'), true, 'ShareProcessNamespace and HostPID cannot both be enabled'));
  }
  errors.push(...validateSysctls(context.sysctls ?? [], child(path, 'sysctls')));
  const changes = ['Always', 'OnRootMismatch'];
  if (context.fsGroupChangePolicy !== undefined && !changes.includes(context.fsGroupChangePolicy)) {
    errors.push(notSupported(child(path, 'fsGroupChangePolicy'), context.fsGroupChangePolicy, changes));
  }
  return [
    ...errors,
    ...validateProfile(context.seccompProfile, child(path, 'seccompProfile')),
    ...validateProfile(context.appArmorProfile, child(path, 'appArmorProfile')),
  ];
}

function validateHostPorts(containers: readonly Container[], path: string): FieldError[] {
  return containers.flatMap(({ ports = [] }, i) =>
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

function validateSysctls(sysctls: readonly { name: string }[], path: string): FieldError[] {
  const seen = new Set<string>();
  return sysctls.flatMap(({ name }, i) => {
    const at = child(path, i, 'name');
    if (!name) return [required(at)];
    const errors: FieldError[] = [];
    if (name.length > 253 || !sysctlName.test(name)) {
      const pattern = '^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$';
      errors.push(invalid(at, name, `must have at most 253 characters and match regex ${pattern}`));
    }
    if (seen.has(name)) errors.push(duplicate(at, name));
    seen.add(name);
    return errors;
  });
}

function validateProfile(profile: Profile | undefined, path: string): FieldError[] {
  if (!profile) return [];
  const types = ['Localhost', 'RuntimeDefault', 'Unconfined'];
  const errors: FieldError[] = [];
  const file = child(path, 'localhostProfile');
  if (!profile.type) errors.push(required(child(path, 'type'), 'type is required when seccompProfile is set'));
  else if (!types.includes(profile.type)) errors.push(notSupported(child(path, 'type'), profile.type, types));
  if (profile.type === 'Localhost') {
    if (profile.localhostProfile === undefined) errors.push(required(file, 'must be set when seccomp type is Localhost'));
    else errors.push(...validateDescendingPath(profile.localhostProfile, file));
  } else if (profile.localhostProfile !== undefined) {
    errors.push(invalid(file, profile.localhostProfile, 'can only be set when seccomp type is Localhost'));
  }
  return errors;
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
  errors.push(...validateProfile(context.seccompProfile, child(path, 'seccompProfile')));
  if (allowPrivilegeEscalation === false) {
    const shown = shownSecurityContext(context);
    if (privileged) errors.push(invalid(path, shown, 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true'));
    if (capabilities?.add?.includes('CAP_SYS_ADMIN')) {
      errors.push(invalid(path, shown, 'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN'));
    }
  }
  return [...errors, ...validateProfile(context.appArmorProfile, child(path, 'appArmorProfile'))];
}
