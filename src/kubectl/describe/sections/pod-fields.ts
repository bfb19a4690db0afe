import { goQuote } from '../../../api/go-text.ts';
import type { Pod } from '../../../api/types.ts';

/** The value of a field that the downward API hands to containers; '' for those that describe does not look up: status, spec, single labels. */
export function podFieldValue({ metadata }: Pod, path: string): string {
  switch (path) {
    case 'metadata.annotations':
      return mapText(metadata.annotations);
    case 'metadata.labels':
      return mapText(metadata.labels);
    case 'metadata.name':
      return metadata.name ?? '';
    case 'metadata.namespace':
      return metadata.namespace ?? '';
    case 'metadata.uid':
      return metadata.uid ?? '';
    default:
      return '';
  }
}

function mapText(map: Readonly<Record<string, string>> = {}): string {
  return Object.keys(map)
    .sort()
    .map((key) => `${key}=${goQuote(map[key]!)}`)
    .join('\n');
}
