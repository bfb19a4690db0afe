import type { Library } from '../functions.ts';
import { EvaluationError, LiteralMap, Opaque, type Value } from '../values.ts';

class UrlValue extends Opaque {
  readonly typeName = 'kubernetes.URL';
  readonly text: string;
  readonly scheme: string;
  readonly host: string;
  readonly path: string;
  readonly query: string;

  constructor(text: string, parts: { scheme: string; host: string; path: string; query: string }) {
    super();
    this.text = text;
    this.scheme = parts.scheme;
    this.host = parts.host;
    this.path = parts.path;
    this.query = parts.query;
  }

  override equals(other: Opaque): boolean {
    return other instanceof UrlValue && other.text === this.text;
  }
}

/** As Go reads the URI of a request: absolute, or a path that starts at the root. */
export function parseUrl(text: string): UrlValue {
  const fail = (why: string): EvaluationError =>
    new EvaluationError(`URL parse error during conversion from string: parse ${JSON.stringify(text)}: ${why}`);
  if (text === '') throw fail('empty url');
  // eslint-disable-next-line no-control-regex
  if (/[\x00-\x1f\x7f]/.test(text)) throw fail('net/url: invalid control character in URL');
  const match = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?([^?]*)(?:\?(.*))?$/s.exec(text)!;
  const [, scheme = '', rest = '', query = ''] = match;
  if (scheme === '' && !rest.startsWith('/')) throw fail('invalid URI for request');
  if (scheme !== '' && !rest.startsWith('/')) throw fail('invalid URI for request');
  let host = '';
  let path = rest;
  if (scheme !== '' && rest.startsWith('//')) {
    const slash = rest.indexOf('/', 2);
    const authority = slash < 0 ? rest.slice(2) : rest.slice(2, slash);
    path = slash < 0 ? '' : rest.slice(slash);
    host = authority.slice(authority.lastIndexOf('@') + 1);
    if (/[ <>"{}|\\^`]/.test(host)) throw fail(`invalid character ${JSON.stringify(/[ <>"{}|\\^`]/.exec(host)![0])} in host name`);
    const port = /^(?:\[[^\]]*\]|[^:]*)(:.*)?$/.exec(host)?.[1];
    if (port !== undefined && !/^:[0-9]*$/.test(port)) throw fail(`invalid port ${JSON.stringify(port)} after host`);
  }
  if (/%(?![0-9a-fA-F]{2})/.test(path)) throw fail(`invalid URL escape ${JSON.stringify(/%.{0,2}/.exec(path)![0])}`);
  return new UrlValue(text, { scheme: scheme.toLowerCase(), host, path, query });
}

function hostname(host: string): string {
  const bracketed = /^\[([^\]]*)\]/.exec(host);
  return bracketed ? bracketed[1]! : host.replace(/:[0-9]*$/, '');
}

function escapedPath(path: string): string {
  return path.replace(/[^A-Za-z0-9\-._~!$&'()*+,;=:@/%]/gu, (point) => encodeURIComponent(point));
}

function unescape(text: string): string {
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '));
  } catch {
    return text;
  }
}

function queryValues(query: string): LiteralMap {
  const values = new Map<string, Value[]>();
  for (const part of query.split('&')) {
    if (part === '' || part.includes(';')) continue;
    const [name = '', ...rest] = part.split('=');
    const key = unescape(name);
    values.set(key, [...(values.get(key) ?? []), unescape(rest.join('='))]);
  }
  return new LiteralMap(values);
}

export const urls: Library = {
  'url(string) kubernetes.URL': parseUrl,
  'isURL(string) bool': (text: string) => {
    try {
      parseUrl(text);
      return true;
    } catch (error) {
      if (error instanceof EvaluationError) return false;
      throw error;
    }
  },
  '<kubernetes.URL>.getScheme() string': ({ scheme }: UrlValue) => scheme,
  '<kubernetes.URL>.getHost() string': ({ host }: UrlValue) => host,
  '<kubernetes.URL>.getHostname() string': ({ host }: UrlValue) => hostname(host),
  '<kubernetes.URL>.getPort() string': ({ host }: UrlValue) => /:([0-9]*)$/.exec(host)?.[1] ?? '',
  '<kubernetes.URL>.getEscapedPath() string': ({ path }: UrlValue) => escapedPath(path),
  '<kubernetes.URL>.getQuery() map(string, list(string))': ({ query }: UrlValue) => queryValues(query),
};
