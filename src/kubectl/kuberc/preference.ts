import { isObject, type Json, type JsonObject } from '../../api/json.ts';

/** A flag's value that a user prefers. */
export interface PreferredOption {
  name: string;
  default: string;
}

/** Options for a command (`set env`) of kubectl. */
export interface CommandDefaults {
  command: string;
  options?: PreferredOption[] | null;
}

/** A command of the user's own. */
export interface Alias extends CommandDefaults {
  name: string;
  prependArgs?: string[];
  appendArgs?: string[];
}

/** The content of a kuberc file. */
export interface Preference {
  defaults: CommandDefaults[] | null;
  aliases: Alias[] | null;
  credentialPluginPolicy?: string;
  credentialPluginAllowlist?: { command: string }[];
}

const VERSION = 'kubectl.config.k8s.io/v1beta1';
const OLD_VERSION = 'kubectl.config.k8s.io/v1alpha1';
const KNOWN = ['apiVersion', 'kind', 'defaults', 'overrides', 'aliases', 'credentialPluginPolicy', 'credentialPluginAllowlist'];

export function emptyPreference(): Preference {
  return { defaults: [], aliases: [] };
}

/** Undefined when the document is no preference of a version that we know; `ignoring` hears of unknown fields. */
export function decodePreference(document: unknown, ignoring: (fault: string) => void): Preference | undefined {
  if (!isObject(document) || document['kind'] !== 'Preference') return undefined;
  const version = document['apiVersion'];
  if (version !== VERSION && version !== OLD_VERSION) return undefined;
  for (const field of Object.keys(document)) if (!KNOWN.includes(field)) ignoring(`strict decoding error: unknown field "${field}"`);
  const policy = document['credentialPluginPolicy'];
  const allowed = document['credentialPluginAllowlist'];
  return {
    defaults: list(document['defaults'] ?? document['overrides']).map(commandDefaults),
    aliases: list(document['aliases']).map((item) => ({
      name: text(item['name']),
      ...commandDefaults(item),
      ...(Array.isArray(item['prependArgs']) && { prependArgs: item['prependArgs'].map(text) }),
      ...(Array.isArray(item['appendArgs']) && { appendArgs: item['appendArgs'].map(text) }),
    })),
    ...(policy !== undefined && policy !== null && { credentialPluginPolicy: text(policy) }),
    ...(Array.isArray(allowed) && {
      credentialPluginAllowlist: list(allowed).map((item) => ({ command: text(item['command'] ?? item['name']) })),
    }),
  };
}

function list(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : value === undefined || value === null ? '' : String(value);
}

/** The first version said `flags` for what are `options` now. */
function commandDefaults(item: JsonObject): CommandDefaults {
  const options = item['options'] ?? item['flags'];
  return {
    command: text(item['command']),
    ...(options !== undefined && {
      options: options === null ? null : list(options).map((option) => ({ name: text(option['name']), default: text(option['default']) })),
    }),
  };
}

/** In Go's order of fields, which JSON shows. */
export function encodePreference({ defaults, aliases, credentialPluginPolicy, credentialPluginAllowlist }: Preference): JsonObject {
  return {
    kind: 'Preference',
    apiVersion: VERSION,
    defaults: defaults as unknown as Json,
    aliases: aliases as unknown as Json,
    ...(credentialPluginPolicy && { credentialPluginPolicy }),
    ...(credentialPluginAllowlist && { credentialPluginAllowlist }),
  };
}
