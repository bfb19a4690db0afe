import type { UserInfo } from '../../../api/client.ts';
import type { WireRequest } from '../../cluster.ts';

export interface HeaderSources {
  /** An id for a request that brings none. */
  auditId(): string;
  /** Uids of the flow schema and priority level that requests of a user count for, where the cluster has them. */
  flow(user: UserInfo): { schema?: string; level?: string };
}

/** Headers of every answer. */
export function answerHeaders(
  { headers }: WireRequest,
  user: UserInfo | undefined,
  { auditId, flow }: HeaderSources,
): Record<string, string> {
  const { schema, level } = user ? flow(user) : {};
  return {
    'audit-id': latin1((headers['audit-id'] ?? '').slice(0, 64)) || auditId(),
    'cache-control': 'no-cache, private',
    ...(schema === undefined ? {} : { 'x-kubernetes-pf-flowschema-uid': schema }),
    ...(level === undefined ? {} : { 'x-kubernetes-pf-prioritylevel-uid': level }),
  };
}

/** Characters of all warnings together, and of each one when that is too much. */
const MOST_WARNING_CHARACTERS = 4096;
const SHORTENED_WARNING = 256;

/** The value of Warning headers (several are joined), or undefined when there is nothing to warn of. Texts with control characters are left out. */
export function warningHeader(texts: readonly string[]): string | undefined {
  // eslint-disable-next-line no-control-regex -- what no header can carry
  const printable = [...new Set(texts)].filter((text) => text !== '' && !/[\x00-\x1f\x7f-\x9f]/.test(text));
  const total = printable.reduce((sum, text) => sum + text.length, 0);
  const shortened = total > MOST_WARNING_CHARACTERS ? printable.map((text) => text.slice(0, SHORTENED_WARNING)) : printable;
  const values: string[] = [];
  let length = 0;
  for (const text of shortened) {
    if (length + text.length > MOST_WARNING_CHARACTERS) break;
    length += text.length;
    values.push(`299 - "${text.replace(/[\\"]/g, '\\$&')}"`);
  }
  return values.length === 0 ? undefined : latin1(values.join(', '));
}

/** Headers are bytes: the UTF-8 of a text, one character a byte. */
function latin1(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  return [...new TextEncoder().encode(text)].map((byte) => (byte < 32 || byte === 127 ? '' : String.fromCharCode(byte))).join('');
}
