import type { KubeObject } from '../../api/object.ts';
import { UserError } from '../../api/user-error.ts';

export interface IngressOptions {
  name: string;
  className: string;
  defaultBackend: string;
  /** `host/path=service:port[,tls[=secret]]` */
  rules: readonly string[];
  annotations: readonly string[];
}

interface Backend {
  service: { name: string; port: { number: number } | { name: string } };
}

interface Rule {
  host?: string;
  http: { paths: { path: string; pathType: string; backend: Backend }[] };
}

const rulePattern = /^[\w*\-.]*\/.*=[\w-]+:[\w-]+(,tls=?([\w-]+)?)?/;

/** The Ingress of `create ingress`. Throws UserError for rules and annotations that cannot be read. */
export function ingressObject({ name, className, defaultBackend, rules, annotations }: IngressOptions): KubeObject {
  if (defaultBackend === '' && rules.length === 0) {
    throw new UserError(
      'not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)',
    );
  }
  const wrong = rules.find((rule) => !rulePattern.test(rule));
  if (wrong !== undefined) throw new UserError(`rule ${wrong} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`);
  const stray = annotations.find((annotation) => !annotation.includes('='));
  if (stray !== undefined) throw new UserError(`annotation ${stray} is invalid and should be in format key=[value]`);
  if (defaultBackend !== '' && defaultBackend.split(':').length !== 2) {
    throw new UserError('default-backend should be in format servicename:serviceport');
  }
  const tls = tlsOf(rules);
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name, ...(annotations.length > 0 ? { annotations: Object.fromEntries(annotations.map(pair)) } : {}) },
    spec: {
      ...(className === '' ? {} : { ingressClassName: className }),
      ...(defaultBackend === '' ? {} : { defaultBackend: backendOf(defaultBackend) }),
      ...(tls.length > 0 ? { tls } : {}),
      ...(rules.length > 0 ? { rules: rulesOf(rules) } : {}),
    },
  };
}

function pair(text: string): [string, string] {
  const equals = text.indexOf('=');
  return [text.slice(0, equals), text.slice(equals + 1)];
}

function hostOf(rule: string): string {
  return rule.slice(0, rule.indexOf('/'));
}

/** Paths of the same host come together, in the order of the first rule for it. */
function rulesOf(texts: readonly string[]): Rule[] {
  const rules: Rule[] = [];
  for (const text of texts) {
    const host = hostOf(text);
    const path = pathOf(text.slice(host.length + 1).split(',')[0]!);
    const known = rules.find((rule) => (rule.host ?? '') === host);
    if (known) known.http.paths.push(path);
    else rules.push({ ...(host === '' ? {} : { host }), http: { paths: [path] } });
  }
  return rules;
}

function pathOf(text: string): Rule['http']['paths'][number] {
  const [rawPath = '', service = ''] = text.split('=');
  const path = `/${rawPath}`;
  const prefix = path.endsWith('*');
  return { path: prefix ? path.slice(0, -1) : path, pathType: prefix ? 'Prefix' : 'Exact', backend: backendOf(service) };
}

function backendOf(text: string): Backend {
  const [name = '', port = ''] = text.split(':');
  return { service: { name, port: /^[+-]?\d+$/.test(port) ? { number: Number(port) } : { name: port } } };
}

/** Hosts with the same secret share an entry; a host is taken once. */
function tlsOf(rules: readonly string[]): { hosts?: string[]; secretName?: string }[] {
  const entries: { hosts?: string[]; secretName?: string }[] = [];
  const seen = new Set<string>();
  for (const rule of rules) {
    const [, option] = rule.split(',');
    if (option === undefined || rule.split(',').length !== 2) continue;
    const host = hostOf(rule);
    const secret = option.split('=')[1] ?? '';
    if (seen.has(host)) continue;
    seen.add(host);
    const shared = secret === '' ? undefined : entries.find((entry) => entry.secretName === secret);
    if (shared) {
      (shared.hosts ??= []).push(host);
      continue;
    }
    if (host === '' && secret === '') continue;
    entries.push({ ...(host === '' ? {} : { hosts: [host] }), ...(secret === '' ? {} : { secretName: secret }) });
  }
  return entries;
}
