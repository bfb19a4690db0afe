import type { LimitRange } from '../../../api/types.ts';
import type { Description } from '../description.ts';

export function limitLines(to: Description, { spec }: LimitRange, indent: string): void {
  for (const { type, min, max, default: limit, defaultRequest, maxLimitRequestRatio } of spec?.limits ?? []) {
    const lists = [min, max, defaultRequest, limit, maxLimitRequestRatio] as readonly (Readonly<Record<string, string>> | undefined)[];
    const resources = [...new Set(lists.flatMap((list) => Object.keys(list ?? {})))].sort();
    for (const resource of resources)
      to.write(`${indent}${[type, resource, ...lists.map((list) => list?.[resource] ?? '-')].join('\t')}\n`);
  }
}
