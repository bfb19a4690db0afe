import { goQuote } from '../../api/go-text.ts';
import type { ObjectMeta } from '../../api/object.ts';

/** The value of a metadata field that the downward API hands to containers whole; undefined for all others (status, spec, single labels). */
export function metadataFieldValue(metadata: ObjectMeta, path: string): string | undefined {
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
      return undefined;
  }
}

function mapText(map: Readonly<Record<string, string>> = {}): string {
  return Object.keys(map)
    .sort()
    .map((key) => `${key}=${goQuote(map[key]!)}`)
    .join('\n');
}
