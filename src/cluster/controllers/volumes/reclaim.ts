import type { PersistentVolume } from '../../../api/types.ts';

/**
 * Why a volume that nobody has provisioned cannot be deleted with its claim; undefined when it can be. Of the volumes that an
 * administrator makes, the controller deletes only folders below /tmp of its own host.
 */
export function deletion({ metadata, spec }: PersistentVolume): string | undefined {
  const path = spec?.hostPath?.path;
  if (path === undefined)
    return `error getting deleter volume plugin for volume "${metadata.name ?? ''}": no deletable volume plugin matched`;
  return /\/tmp\/./.test(path) ? undefined : `host_path deleter only supports /tmp/.+ but received provided ${path}`;
}
