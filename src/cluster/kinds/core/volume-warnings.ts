import { child, keyed } from '../../../api/field-error.ts';
import type { Volume } from '../../../api/types.ts';
import { fractionWarning } from './container-warnings.ts';
import type { VolumeProjection } from './pod-types.ts';

type Source = Exclude<keyof Volume, 'name'>;

/** Kinds of volumes that have had their day, in the order in which the API server looks for them. */
const deprecated: readonly (readonly [Source, string, string?])[] = [
  ['photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['gitRepo', 'deprecated in v1.11, and disabled by default in v1.33+'],
  ['scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['flocker', 'deprecated in v1.22, non-functional in v1.25+'],
  ['storageos', 'deprecated in v1.22, non-functional in v1.25+', 'storageOS'],
  ['quobyte', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['rbd', 'deprecated in v1.28, non-functional in v1.31+'],
];

export function volumesWarnings(volumes: readonly Volume[], path: string): string[] {
  return [...volumes.flatMap((volume, i) => volumeWarnings(volume, child(path, i))), ...volumes.flatMap(overlapWarnings)];
}

/** Of a pod's volume, or of the specification of a PersistentVolume. */
export function deprecatedSourceWarnings(holder: Readonly<Partial<Record<Source, unknown>>>, path: string): string[] {
  return deprecated.flatMap(([source, text, shown = source]) => (holder[source] === undefined ? [] : [`${child(path, shown)}: ${text}`]));
}

function volumeWarnings(volume: Volume, path: string): string[] {
  const claim = volume.ephemeral?.volumeClaimTemplate?.spec;
  const at = child(path, 'ephemeral', 'volumeClaimTemplate', 'spec', 'resources', 'requests');
  return [...deprecatedSourceWarnings(volume, path), ...fractionWarning(claim?.resources?.requests?.['storage'], keyed(at, 'storage'))];
}

/** Files of one volume that would lie at the same place, or one in the other. */
function overlapWarnings({ name, configMap, secret, downwardAPI, projected }: Volume): string[] {
  const volume = `volume ${JSON.stringify(name)}`;
  const paths = (items: readonly { path: string }[]): string[] => items.map((item) => item.path);
  const warnings: string[] = [];
  const look = (files: readonly string[], what: string): void => void warnings.push(...overlaps(files, `${volume} (${what})`));
  if (configMap?.items) look(paths(configMap.items), `ConfigMap ${JSON.stringify(configMap.name ?? '')}`);
  if (secret?.items) look(paths(secret.items), `Secret ${JSON.stringify(secret.secretName ?? '')}`);
  if (downwardAPI?.items) look(paths(downwardAPI.items), 'DownwardAPI');
  const taken = new Set<string>();
  for (const source of projected?.sources ?? []) {
    const part = projectedPart(source);
    if (part === 'empty') warnings.push(`${volume} (Projected) has no sources provided`);
    if (part === 'empty' || part === undefined || part.files.length === 0) continue;
    look(part.files, part.what);
    const own = [...new Set(part.files)];
    look([...own, ...taken].sort(), part.what);
    own.forEach((file) => taken.add(file));
  }
  return warnings;
}

function projectedPart(source: VolumeProjection): { files: string[]; what: string } | 'empty' | undefined {
  const { configMap, secret, downwardAPI, serviceAccountToken: token } = source;
  const named = (kind: string, name: string | undefined, items: readonly { path: string }[]): { files: string[]; what: string } => ({
    files: items.map(({ path }) => path),
    what: `Projected ${kind}${name === undefined ? '' : ` ${JSON.stringify(name)}`}`,
  });
  if (configMap?.items) return named('ConfigMap', configMap.name ?? '', configMap.items);
  if (secret?.items) return named('Secret', secret.name ?? '', secret.items);
  if (downwardAPI?.items) return named('DownwardAPI', undefined, downwardAPI.items);
  if (token) return named('ServiceAccountToken', undefined, [token]);
  return Object.values(source).every((part) => part === undefined) ? 'empty' : undefined;
}

function overlaps(files: readonly string[], what: string): string[] {
  const seen: string[] = [];
  return files.flatMap((file) => {
    const path = file.replace(/\/+$/, '');
    const other = seen.find((item) => item !== '' && path !== '' && (`${item}/`.startsWith(path) || `${path}/`.startsWith(item)));
    seen.push(path);
    return other === undefined ? [] : [`${what}: overlapping paths: ${JSON.stringify(path)} with ${JSON.stringify(other)}`];
  });
}
