import { goJsonSyntaxError } from '../../api/json-syntax.ts';
import { isObject } from '../../api/json.ts';
import { jsonTypeOf } from '../../api/schema/decode-error.ts';
import { badRequest } from '../../api/status.ts';

/** Where a list goes on: after which key, and in which state of the cluster (-1: whatever it is now). */
export interface Continuation {
  revision: number;
  /** The first key that is wanted, relative to what is listed: `web\0` in a namespace, `default/web\0` across all. */
  start: string;
}

const VERSION = 'meta.k8s.io/v1';

export function encodeContinue({ revision, start }: Continuation): string {
  const text = JSON.stringify({ v: VERSION, rv: revision, start });
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');
}

/** BadRequest in the server's words for what is no token of ours. */
export function decodeContinue(token: string): Continuation {
  const text = decodeBase64(token);
  const syntax = goJsonSyntaxError(text);
  if (syntax !== undefined) throw refused(`: ${syntax}`);
  const value: unknown = JSON.parse(text);
  if (!isObject(value)) throw refused(`: json: cannot unmarshal ${jsonTypeOf(value as never)} into Go value of type storage.continueToken`);
  const { v = '', rv = 0, start = '' } = value;
  for (const [field, given, type] of [['v', v, 'string'] as const, ['rv', rv, 'int64'] as const, ['start', start, 'string'] as const]) {
    const fits = type === 'string' ? typeof given === 'string' : Number.isInteger(given);
    if (!fits) throw refused(`: json: cannot unmarshal ${jsonTypeOf(given)} into Go struct field continueToken.${field} of type ${type}`);
  }
  if (v !== VERSION) throw refused(`: server does not recognize this encoded version ${String(v)}`);
  if (rv === 0) throw refused(`: incorrect encoded start resourceVersion (version ${VERSION})`);
  if (start === '') throw refused(`: encoded start key empty (version ${VERSION})`);
  if (!isClean(start as string)) throw refused(`: ${start as string}`);
  return { revision: rv as number, start: start as string };
}

function refused(why: string): Error {
  return badRequest(`invalid continue token: continue key is not valid${why}`);
}

function decodeBase64(token: string): string {
  const illegal = /[^A-Za-z0-9_-]/.exec(token);
  if (illegal) throw refused(`: illegal base64 data at input byte ${illegal.index}`);
  if (token.length % 4 === 1) throw refused(`: illegal base64 data at input byte ${token.length - 1}`);
  const binary = atob(token.replace(/-/g, '+').replace(/_/g, '/'));
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(binary, (char) => char.charCodeAt(0)));
}

/** No way out of what is listed: the key is what cleaning it as a path would leave. */
function isClean(start: string): boolean {
  const parts = start.replace(/^\//, '').split('/');
  return parts.every((part) => part !== '' && part !== '.' && part !== '..');
}
