import { deepEqual } from '../../../api/json.ts';
import type { CustomResourceDefinition } from '../../../api/types.ts';

export type HoistedVersion = Partial<CustomResourceDefinition['spec']['versions'][number]>;

const PER_VERSION = ['schema', 'subresources', 'additionalPrinterColumns', 'selectableFields'] as const;

/** The server's internal form: what all versions have in common is said once, at the top, and errors point there. */
export function hoisted(versions: readonly HoistedVersion[]): { top: HoistedVersion; versions: readonly HoistedVersion[] } {
  const top: Record<string, unknown> = {};
  const [first] = versions;
  for (const field of PER_VERSION) {
    if (first?.[field] !== undefined && versions.every((version) => deepEqual(version[field], first[field]))) top[field] = first[field];
  }
  const rest = versions.map((version) => Object.fromEntries(Object.entries(version).filter(([field]) => !(field in top))));
  return { top: top as HoistedVersion, versions: rest as HoistedVersion[] };
}
