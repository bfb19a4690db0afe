import { child, forbidden, invalid, keyed, notSupported, required, tooLong, type FieldError } from '../../../api/field-error.ts';
import type { AppArmorProfile, PodSpec, SeccompProfile } from '../../../api/types.ts';
import { sortedKeys } from '../field-checks.ts';
import { visitedContainers } from './container-visit.ts';
import { shownProfile } from './pod-dump.ts';
import { validateDescendingPath } from './relative-path.ts';

type Annotations = Readonly<Record<string, string>>;

const types = ['Localhost', 'RuntimeDefault', 'Unconfined'];
const longestProfilePath = 4095;
export const appArmorPrefix = 'container.apparmor.security.beta.kubernetes.io/';
export const seccompPod = 'seccomp.security.alpha.kubernetes.io/pod';
export const seccompPrefix = 'container.seccomp.security.alpha.kubernetes.io/';
const localhost = 'localhost/';

export function validateSeccomp(profile: SeccompProfile | undefined, path: string): FieldError[] {
  if (!profile) return [];
  const errors: FieldError[] = [];
  const file = child(path, 'localhostProfile');
  if (!profile.type) errors.push(required(child(path, 'type'), 'type is required when seccompProfile is set'));
  else if (!types.includes(profile.type)) errors.push(notSupported(child(path, 'type'), profile.type, types));
  if (profile.type === 'Localhost') {
    if (profile.localhostProfile === undefined) errors.push(required(file, 'must be set when seccomp type is Localhost'));
    else errors.push(...validateDescendingPath(profile.localhostProfile, file));
  } else if (profile.localhostProfile !== undefined) {
    errors.push(invalid(file, shownProfile(profile), 'can only be set when seccomp type is Localhost'));
  }
  return errors;
}

export function validateAppArmor(profile: AppArmorProfile | undefined, path: string): FieldError[] {
  if (!profile) return [];
  const file = child(path, 'localhostProfile');
  const name = profile.localhostProfile;
  if (!profile.type) return [required(child(path, 'type'), 'type is required when appArmorProfile is set')];
  if (!types.includes(profile.type)) return [notSupported(child(path, 'type'), profile.type, types)];
  if (profile.type !== 'Localhost') {
    return name === undefined ? [] : [invalid(file, name, 'can only be set when AppArmor type is Localhost')];
  }
  if (name === undefined || name === '') return [required(file, 'must be set when AppArmor type is Localhost')];
  return [
    ...(name.trim() === name ? [] : [invalid(file, name, 'must not be padded with whitespace')]),
    ...(name.length > longestProfilePath ? [tooLong(file, longestProfilePath)] : []),
  ];
}

/** The annotations that profiles were once set with. */
export function validateProfileAnnotations(annotations: Annotations, spec: PodSpec, path: string): FieldError[] {
  const names = new Set(visitedContainers(spec, '').map(({ container }) => container.name));
  const seccomp = sortedKeys(annotations).filter((key) => key === seccompPod || key.startsWith(seccompPrefix));
  const appArmor = sortedKeys(annotations).filter((key) => key.startsWith(appArmorPrefix));
  return [
    ...seccomp.flatMap((key) => validateSeccompName(annotations[key]!, child(path, key))),
    ...appArmor.flatMap((key) => {
      const container = key.slice(appArmorPrefix.length);
      const profile = annotations[key]!;
      const known = ['', 'runtime/default', 'unconfined'].includes(profile) || profile.startsWith(localhost);
      return [
        ...(names.has(container) ? [] : [invalid(keyed(path, key), container, 'container not found')]),
        ...(known ? [] : [invalid(keyed(path, key), profile, `invalid AppArmor profile name: ${JSON.stringify(profile)}`)]),
      ];
    }),
  ];
}

function validateSeccompName(name: string, path: string): FieldError[] {
  if (['runtime/default', 'docker/default', 'unconfined'].includes(name)) return [];
  if (name.startsWith(localhost)) return validateDescendingPath(name.slice(localhost.length), path);
  return [invalid(path, name, 'must be a valid seccomp profile')];
}

/** A profile that is set twice, by an annotation and by its field, is the same profile. */
export function validateProfilesAgree(annotations: Annotations, spec: PodSpec, path: string): FieldError[] {
  const seccomp = [
    {
      key: seccompPod,
      profile: spec.securityContext?.seccompProfile,
      at: child(path, 'securityContext', 'seccompProfile'),
    },
    ...visitedContainers(spec, path).map(({ container, path: at }) => ({
      key: `${seccompPrefix}${container.name}`,
      profile: container.securityContext?.seccompProfile,
      at: child(at, 'securityContext', 'seccompProfile'),
    })),
  ];
  const appArmor = visitedContainers(spec, path).map(({ container, path: at }) => ({
    key: `${appArmorPrefix}${container.name}`,
    profile: container.securityContext?.appArmorProfile ?? spec.securityContext?.appArmorProfile,
    at: child(at, 'securityContext', 'appArmorProfile'),
  }));
  return [
    ...seccomp.flatMap(({ key, profile, at }) => disagreement('seccomp', annotations[key], profile, at)),
    ...(spec.os?.name === 'windows'
      ? []
      : appArmor.flatMap(({ key, profile, at }) => disagreement('apparmor', annotations[key], profile, at))),
  ];
}

function disagreement(what: string, annotation: string | undefined, profile: SeccompProfile | undefined, path: string): FieldError[] {
  if (annotation === undefined || !profile) return [];
  const differs = [forbidden(child(path, 'type'), `${what} type in annotation and field must match`)];
  if (profile.type === 'Unconfined') return annotation === 'unconfined' ? [] : differs;
  if (profile.type === 'RuntimeDefault') {
    return annotation === 'runtime/default' || (what === 'seccomp' && annotation === 'docker/default') ? [] : differs;
  }
  if (profile.type !== 'Localhost') return [];
  if (!annotation.startsWith(localhost)) return differs;
  return annotation.slice(localhost.length) === profile.localhostProfile
    ? []
    : [forbidden(child(path, 'localhostProfile'), `${what} profile in annotation and field must match`)];
}
