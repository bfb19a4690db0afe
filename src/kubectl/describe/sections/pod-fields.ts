import { goQuote } from '../../../api/go-text.ts';
import type { Pod } from '../../../api/types.ts';

const subscript = /^(metadata\.(?:annotations|labels))\['(.*)'\]$/;

/** The value of a field that the downward API hands to containers; '' for fields that describe cannot tell. */
export function podFieldValue({ metadata }: Pod, path: string): string {
  const match = subscript.exec(path);
  if (match) return (match[1] === 'metadata.labels' ? metadata.labels : metadata.annotations)?.[match[2]!] ?? '';
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
