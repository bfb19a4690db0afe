import { child, forbidden, invalid, required, type FieldError } from '../../../api/field-error.ts';
import type { KeyToPath, VolumeProjection } from './pod-types.ts';
import { validateFilePath } from './relative-path.ts';
import { validateDownwardFile, validateKeyToPath } from './volume-files.ts';

const shortestToken = 600;
const longestToken = 2 ** 32;

/** The parts of a projected volume; no two of them may write the same file. */
export function validateProjectedSources(sources: readonly VolumeProjection[], path: string): FieldError[] {
  const taken = new Set<string>();
  return sources.flatMap((source, i) => validateProjection(source, child(path, 'sources', i), path, taken));
}

function validateProjection(source: VolumeProjection, path: string, volumePath: string, taken: Set<string>): FieldError[] {
  const errors: FieldError[] = [];
  const take = (file: string | undefined, value: string, at: string): void => {
    if (!file) return;
    if (taken.has(file)) errors.push(invalid(at, value, 'conflicting duplicate paths'));
    taken.add(file);
  };
  const keyed = (kind: 'secret' | 'configMap', { name, items = [] }: { name?: string; items?: KeyToPath[] }): void => {
    const at = child(path, kind);
    if (!name) errors.push(required(child(at, 'name')));
    items.forEach((item, i) => {
      errors.push(...validateKeyToPath(item, child(at, 'items', i)));
      take(item.path, name ?? '', volumePath);
    });
  };
  const { secret, configMap, downwardAPI, serviceAccountToken, clusterTrustBundle, podCertificate } = source;
  if (secret) keyed('secret', secret);
  if (configMap) keyed('configMap', configMap);
  if (downwardAPI) {
    for (const file of downwardAPI.items ?? []) {
      errors.push(...validateDownwardFile(file, child(path, 'downwardAPI')));
      take(file.path, file.path, volumePath);
    }
  }
  if (serviceAccountToken) {
    const at = child(path, 'serviceAccountToken');
    const { expirationSeconds = 3600, path: file } = serviceAccountToken;
    const seconds = child(at, 'expirationSeconds');
    if (expirationSeconds < shortestToken)
      errors.push(invalid(seconds, expirationSeconds, 'may not specify a duration less than 10 minutes'));
    if (expirationSeconds > longestToken)
      errors.push(invalid(seconds, expirationSeconds, 'may not specify a duration larger than 2^32 seconds'));
    // The path is what the API server says.
    if (!file) errors.push(required(child(volumePath, 'path')));
    else errors.push(...validateFilePath(file, child(volumePath, 'path')));
  }
  if (clusterTrustBundle) {
    const at = child(path, 'clusterTrustBundle');
    if (!clusterTrustBundle.path) errors.push(required(child(at, 'path')));
    else errors.push(...validateFilePath(clusterTrustBundle.path, child(at, 'path')));
    take(clusterTrustBundle.path, clusterTrustBundle.path, volumePath);
  }
  const count = [secret, configMap, downwardAPI, serviceAccountToken, clusterTrustBundle, podCertificate].filter(Boolean).length;
  if (count > 1) errors.push(forbidden(path, 'may not specify more than 1 volume type'));
  return errors;
}
