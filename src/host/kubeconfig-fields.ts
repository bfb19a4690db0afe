/** The fields of a kubeconfig that we know, named as in the file. Entries are by name. */
export interface KubeConfig {
  clusters: Map<string, ClusterEntry>;
  contexts: Map<string, ContextEntry>;
  users: Map<string, UserEntry>;
  currentContext: string;
  preferences?: Record<string, unknown>;
}

export interface ClusterEntry {
  server?: string;
  'tls-server-name'?: string;
  'insecure-skip-tls-verify'?: boolean;
  'certificate-authority'?: string;
  'certificate-authority-data'?: string;
  'proxy-url'?: string;
  'disable-compression'?: boolean;
  extensions?: unknown[];
}

export interface ContextEntry {
  cluster?: string;
  user?: string;
  namespace?: string;
  extensions?: unknown[];
}

export interface UserEntry {
  'client-certificate'?: string;
  'client-certificate-data'?: string;
  'client-key'?: string;
  'client-key-data'?: string;
  token?: string;
  tokenFile?: string;
  as?: string;
  'as-uid'?: string;
  'as-groups'?: string[];
  'as-user-extra'?: Record<string, string[]>;
  username?: string;
  password?: string;
  'auth-provider'?: { name: string; config?: Record<string, string> };
  exec?: ExecEntry;
  extensions?: unknown[];
}

export interface ExecEntry {
  command?: string;
  args?: string[] | null;
  env?: { name: string; value: string }[] | null;
  apiVersion?: string;
  installHint?: string;
  provideClusterInfo?: boolean;
  interactiveMode?: string;
}

/** `type` is Go's, for messages; the section's entries stand in the file as `{name, ENTRY: {…}}`. */
export const SECTIONS = {
  clusters: {
    entry: 'cluster',
    type: 'v1.NamedCluster',
    struct: 'Cluster',
    fields: {
      server: 'string',
      'tls-server-name': 'string',
      'insecure-skip-tls-verify': 'bool',
      'certificate-authority': 'string',
      'certificate-authority-data': 'bytes',
      'proxy-url': 'string',
      'disable-compression': 'bool',
      extensions: 'any',
    },
    required: ['server'],
  },
  contexts: {
    entry: 'context',
    type: 'v1.NamedContext',
    struct: 'Context',
    fields: { cluster: 'string', user: 'string', namespace: 'string', extensions: 'any' },
    required: ['cluster', 'user'],
  },
  users: {
    entry: 'user',
    type: 'v1.NamedAuthInfo',
    struct: 'AuthInfo',
    fields: {
      'client-certificate': 'string',
      'client-certificate-data': 'bytes',
      'client-key': 'string',
      'client-key-data': 'bytes',
      token: 'string',
      tokenFile: 'string',
      as: 'string',
      'as-uid': 'string',
      'as-groups': 'any',
      'as-user-extra': 'any',
      username: 'string',
      password: 'string',
      'auth-provider': 'any',
      exec: 'any',
      extensions: 'any',
    },
    required: [],
  },
} as const satisfies Record<string, SectionFacts>;

type FieldType = 'string' | 'bool' | 'bytes' | 'any';

interface SectionFacts {
  entry: string;
  type: string;
  struct: string;
  fields: Readonly<Record<string, FieldType>>;
  required: readonly string[];
}

export type SectionName = keyof typeof SECTIONS;

/** From the parsed document; unknown fields are left out, as kubectl does. Throws plain Errors with the words that follow `error loading config file "…": `. */
export function decodeKubeconfig(document: unknown): KubeConfig {
  if (!isRecord(document)) {
    throw new Error(
      `couldn't get version/kind; json parse error: json: cannot unmarshal ${goType(document)} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`,
    );
  }
  const version = document.apiVersion ?? 'v1';
  const kind = document.kind ?? 'Config';
  if (kind !== 'Config' || version !== 'v1') {
    throw new Error(
      `no kind "${String(kind)}" is registered for version "${String(version)}" in scheme "k8s.io/client-go/tools/clientcmd/api/latest/latest.go:50"`,
    );
  }
  const currentContext = document['current-context'] ?? '';
  if (typeof currentContext !== 'string') throw mismatch(currentContext, 'Config.current-context', 'string');
  return {
    clusters: section<ClusterEntry>(document, 'clusters'),
    contexts: section<ContextEntry>(document, 'contexts'),
    users: section<UserEntry>(document, 'users'),
    currentContext,
    ...(isRecord(document.preferences) && { preferences: document.preferences }),
  };
}

function section<T extends object>(document: Record<string, unknown>, name: SectionName): Map<string, T> {
  const facts: SectionFacts = SECTIONS[name];
  const list = document[name] ?? [];
  if (!Array.isArray(list)) throw mismatch(list, `Config.${name}`, `[]${facts.type}`);
  const entries = new Map<string, T>();
  for (const item of list as unknown[]) {
    if (!isRecord(item)) throw mismatch(item, `Config.${name}`, facts.type);
    if (typeof (item.name ?? '') !== 'string') throw mismatch(item.name, `Named${facts.struct}.${name}.name`, 'string');
    const value = item[facts.entry] ?? {};
    if (!isRecord(value)) throw mismatch(value, `Named${facts.struct}.${name}.${facts.entry}`, `v1.${facts.struct}`);
    entries.set((item.name as string | undefined) ?? '', fieldsOf(value, facts, `${facts.struct}.${name}.${facts.entry}`) as T);
  }
  return entries;
}

function fieldsOf(value: Record<string, unknown>, facts: SectionFacts, path: string): Record<string, unknown> {
  const known: Record<string, unknown> = {};
  for (const [field, type] of Object.entries(facts.fields)) {
    const given = value[field];
    if (given === undefined || given === null) continue;
    const wanted = type === 'bool' ? 'boolean' : type === 'any' ? typeof given : 'string';
    if (typeof given !== wanted) throw mismatch(given, `${path}.${field}`, type === 'bytes' ? '[]uint8' : type);
    known[field] = given;
  }
  return known;
}

function mismatch(value: unknown, field: string, type: string): Error {
  return new Error(`json: cannot unmarshal ${goType(value)} into Go struct field ${field} of type ${type}`);
}

function goType(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

/** The document with its fields in Go's order (which JSON output shows), entries by name; empty fields are left out, but those that are always written. */
export function encodeKubeconfig(config: KubeConfig): Record<string, unknown> {
  return {
    kind: 'Config',
    apiVersion: 'v1',
    ...(config.preferences && Object.keys(config.preferences).length > 0 && { preferences: config.preferences }),
    clusters: encodeSection(config, 'clusters'),
    users: encodeSection(config, 'users'),
    contexts: encodeSection(config, 'contexts'),
    'current-context': config.currentContext,
  };
}

function encodeSection(config: KubeConfig, name: SectionName): unknown[] | null {
  const facts: SectionFacts = SECTIONS[name];
  const entries = [...(config[name] as Map<string, Record<string, unknown>>)].sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return null;
  return entries.map(([entryName, values]) => {
    const fields = Object.keys(facts.fields).map(
      (field) => [field, ordered(field, values[field]) ?? (facts.required.includes(field) ? '' : undefined)] as const,
    );
    return {
      name: entryName,
      [facts.entry]: Object.fromEntries(fields.filter(([field, value]) => facts.required.includes(field) || !isEmpty(value))),
    };
  });
}

function ordered(field: string, value: unknown): unknown {
  if (!isRecord(value)) return value;
  if (field === 'exec') return orderedExec(value);
  return field === 'auth-provider' ? { name: value.name, config: value.config } : value;
}

/** Go's order of fields; lists are written even when they are not set. */
export function orderedExec({ command, args, env, apiVersion, installHint, provideClusterInfo, interactiveMode }: ExecEntry): ExecEntry {
  return {
    command,
    args: args ?? null,
    env: env ?? null,
    ...(apiVersion && { apiVersion }),
    ...(installHint && { installHint }),
    provideClusterInfo: provideClusterInfo ?? false,
    ...(interactiveMode && { interactiveMode }),
  };
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === '' || value === false || value === null || (Array.isArray(value) && value.length === 0);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
