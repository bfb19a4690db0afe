import { child, forbidden, invalid, notFound, notSupported, required, type FieldError } from '../../../api/field-error.ts';
import type { Container, EphemeralContainer, Volume, VolumeMount } from '../../../api/types.ts';
import { validateDescendingPath } from './relative-path.ts';

const propagations = ['Bidirectional', 'HostToContainer', 'None'];
const recursive = ['Disabled', 'Enabled', 'IfPossible'];

export function validateMounts(
  container: Container | EphemeralContainer,
  volumes: ReadonlyMap<string, Volume>,
  path: string,
): FieldError[] {
  const mounts = container.volumeMounts ?? [];
  const devices = container.volumeDevices ?? [];
  const seen = new Set<string>();
  return mounts.flatMap((mount, i) => {
    const at = child(path, i);
    const errors: FieldError[] = [];
    if (!mount.name) errors.push(required(child(at, 'name')));
    if (!volumes.has(mount.name)) errors.push(notFound(child(at, 'name'), mount.name));
    if (!mount.mountPath) errors.push(required(child(at, 'mountPath')));
    if (seen.has(mount.mountPath)) errors.push(invalid(child(at, 'mountPath'), mount.mountPath, 'must be unique'));
    seen.add(mount.mountPath);
    if (devices.some(({ name }) => name === mount.name)) {
      errors.push(invalid(child(at, 'name'), mount.name, 'must not already exist in volumeDevices'));
    }
    if (devices.some(({ devicePath }) => devicePath === mount.mountPath)) {
      errors.push(invalid(child(at, 'mountPath'), mount.mountPath, 'must not already exist as a path in volumeDevices'));
    }
    return [
      ...errors,
      ...validateSubPaths(mount, at, path),
      ...validatePropagation(mount, container, path),
      ...validateRecursive(mount, child(path, 'recursiveReadOnly')),
    ];
  });
}

/** The API server leaves the index out of the paths of sub-paths. */
function validateSubPaths({ subPath, subPathExpr }: VolumeMount, path: string, listPath: string): FieldError[] {
  return [
    ...(subPath ? validateDescendingPath(subPath, child(listPath, 'subPath')) : []),
    ...(subPath && subPathExpr ? [invalid(child(path, 'subPathExpr'), subPathExpr, 'subPathExpr and subPath are mutually exclusive')] : []),
    ...(subPathExpr ? validateDescendingPath(subPathExpr, child(listPath, 'subPathExpr')) : []),
  ];
}

function validatePropagation({ mountPropagation }: VolumeMount, container: Container | EphemeralContainer, listPath: string): FieldError[] {
  if (mountPropagation === undefined) return [];
  const at = child(listPath, 'mountPropagation');
  if (!propagations.includes(mountPropagation)) return [notSupported(at, mountPropagation, propagations)];
  return mountPropagation === 'Bidirectional' && container.securityContext?.privileged !== true
    ? [forbidden(at, 'Bidirectional mount propagation is available only to privileged containers')]
    : [];
}

function validateRecursive({ recursiveReadOnly, readOnly, mountPropagation }: VolumeMount, path: string): FieldError[] {
  if (recursiveReadOnly === undefined) return [];
  if (!recursive.includes(recursiveReadOnly)) return [notSupported(path, recursiveReadOnly, recursive)];
  if (recursiveReadOnly === 'Disabled') return [];
  return [
    ...(readOnly ? [] : [forbidden(path, 'may only be specified when readOnly is true')]),
    ...(mountPropagation === undefined || mountPropagation === 'None'
      ? []
      : [forbidden(path, 'may only be specified when mountPropagation is None or not specified')]),
  ];
}

export function validateDevices(
  container: Container | EphemeralContainer,
  volumes: ReadonlyMap<string, Volume>,
  path: string,
): FieldError[] {
  const names = new Set<string>();
  const paths = new Set<string>();
  const mounts = container.volumeMounts ?? [];
  return (container.volumeDevices ?? []).flatMap(({ name, devicePath }, i) => {
    const at = child(path, i);
    const errors: FieldError[] = [];
    if (!name) errors.push(required(child(at, 'name')));
    if (names.has(name)) errors.push(invalid(child(at, 'name'), name, 'must be unique'));
    const volume = volumes.get(name);
    if (!volume) errors.push(notFound(child(at, 'name'), name));
    else if (!volume.persistentVolumeClaim && !volume.ephemeral) {
      errors.push(invalid(child(at, 'name'), name, 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode'));
    }
    if (!devicePath) errors.push(required(child(at, 'devicePath')));
    if (paths.has(devicePath)) errors.push(invalid(child(at, 'devicePath'), devicePath, 'must be unique'));
    if (devicePath?.split('/').includes('..')) {
      errors.push(invalid(child(at, 'devicePath'), devicePath, "can not contain backsteps ('..')"));
    } else paths.add(devicePath);
    if (mounts.some((mount) => mount.name === name)) {
      errors.push(invalid(child(at, 'name'), name, 'must not already exist in volumeMounts'));
    }
    if (mounts.some(({ mountPath }) => mountPath === devicePath)) {
      errors.push(invalid(child(at, 'devicePath'), devicePath, 'must not already exist as a path in volumeMounts'));
    }
    if (name) names.add(name);
    return errors;
  });
}
