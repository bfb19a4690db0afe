import { formatRfc3339 } from '../../../api/time.ts';
import type { Container, Pod, Volume } from '../../../api/types.ts';
import type { ImageEntry, ImageNeed } from '../images/catalogue.ts';

/** Why an image's process gives up at its start: what it says, and its exit code. */
export interface Unmet {
  text: string;
  code: number;
}

/** The first thing that an image's process needs and that the container's security context or its mounts deny it. */
export function unmetNeed(entry: ImageEntry | undefined, pod: Pod, container: Container, startedAt: number): Unmet | undefined {
  for (const need of entry?.file.needs ?? []) {
    const error = obstacleTo(need, entry!, pod, container);
    if (error === undefined) continue;
    const time = formatRfc3339(startedAt).slice(0, 19).replaceAll('-', '/').replace('T', ' ');
    return { text: need.log.replaceAll('{error}', error).replaceAll('{time}', time), code: need.code ?? 1 };
  }
  return undefined;
}

function obstacleTo(need: ImageNeed, entry: ImageEntry, pod: Pod, container: Container): string | undefined {
  const security = { ...pod.spec?.securityContext, ...container.securityContext };
  const isRoot = (security.runAsUser ?? entry.user.uid) === 0;
  if (need.user !== undefined && (need.user === 'root') !== isRoot) return undefined;
  const { capability, write } = need;
  if (capability !== undefined && !hasCapability(container, isRoot, capability)) return '1: Operation not permitted';
  if (write === undefined || write.some((path) => isOnVolume(path, pod, container))) return undefined;
  if (container.securityContext?.readOnlyRootFilesystem) return '30: Read-only file system';
  return isRoot ? undefined : '13: Permission denied';
}

function hasCapability({ securityContext }: Container, isRoot: boolean, name: string): boolean {
  if (securityContext?.privileged) return true;
  const { add = [], drop = [] } = securityContext?.capabilities ?? {};
  const named = (list: readonly string[]): boolean => list.some((each) => [name, `CAP_${name}`, 'ALL'].includes(each.toUpperCase()));
  return isRoot && (named(add) || !named(drop));
}

/** Volumes of objects are read-only; all others can be written, whoever one is. */
function isOnVolume(path: string, pod: Pod, container: Container): boolean {
  return (container.volumeMounts ?? []).some(({ name, mountPath, readOnly }) => {
    const folder = mountPath.replace(/\/$/, '');
    if (readOnly || (path !== folder && !path.startsWith(`${folder}/`))) return false;
    const volume: Partial<Volume> = pod.spec?.volumes?.find((each) => each.name === name) ?? {};
    return !volume.configMap && !volume.secret && !volume.projected && !volume.downwardAPI;
  });
}
