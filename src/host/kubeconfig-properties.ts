import { HostError } from './host-error.ts';
import { SECTIONS, type KubeConfig, type SectionName } from './kubeconfig-fields.ts';

/**
 * Dotted names as `config set` and `unset` take them: `current-context`, `contexts.NAME.namespace`. Names of entries may hold dots:
 * the last part is a field if the section has one of that name, otherwise it belongs to the entry's name.
 */
type Property =
  | { at: 'scalar'; field: 'current-context' | 'kind' | 'apiVersion' }
  | { at: 'preferences'; field: string }
  | { at: 'section'; section: SectionName }
  | { at: 'entry'; section: SectionName; name: string }
  | { at: 'field'; section: SectionName; name: string; field: string };

function parseProperty(path: string): Property {
  const [first = '', ...rest] = path.split('.');
  if ((first === 'current-context' || first === 'kind' || first === 'apiVersion') && rest.length === 0)
    return { at: 'scalar', field: first };
  if (first === 'preferences' && rest.length === 1) return { at: 'preferences', field: rest[0]! };
  if (!Object.hasOwn(SECTIONS, first)) throw new HostError(`unable to parse ${path} after [] at api.Config`);
  const section = first as SectionName;
  const field = rest.at(-1);
  if (field === undefined) return { at: 'section', section };
  if (rest.length > 1 && Object.hasOwn(SECTIONS[section].fields, field))
    return { at: 'field', section, name: rest.slice(0, -1).join('.'), field };
  return { at: 'entry', section, name: rest.join('.') };
}

type Entries = Map<string, Record<string, unknown>>;

/** Throws in kubectl's words what cannot be set. Byte fields take base64, or the bytes themselves with `raw`. */
export function setProperty(config: KubeConfig, path: string, value: string, raw: boolean): void {
  const property = parseProperty(path);
  switch (property.at) {
    case 'scalar':
      if (property.field === 'current-context') config.currentContext = value;
      return;
    case 'preferences':
      config.preferences = { ...config.preferences, [property.field]: property.field === 'colors' ? parseBool(value) : value };
      return;
    case 'field': {
      const entries = config[property.section] as Entries;
      const typed = fieldValue(property.section, property.field, value, raw);
      if (typed === undefined) throw new HostError(cannotSetMap(entries));
      entries.set(property.name, { ...entries.get(property.name), [property.field]: typed });
      return;
    }
    default:
      if (property.at === 'entry' && /\.(exec|auth-provider)\./.test(property.name))
        throw new HostError(`unable to parse one or more field values of ${path}`);
      throw new HostError(cannotSetMap(config[property.section] as Entries));
  }
}

export function unsetProperty(config: KubeConfig, path: string): void {
  const property = parseProperty(path);
  switch (property.at) {
    case 'scalar':
      if (property.field === 'current-context') config.currentContext = '';
      return;
    case 'preferences':
      delete config.preferences?.[property.field];
      return;
    case 'section':
      config[property.section].clear();
      return;
    case 'entry':
      config[property.section].delete(property.name);
      return;
    case 'field': {
      const entry = (config[property.section] as Entries).get(property.name);
      if (!entry) throw new HostError(`current map key \`${property.name}\` is invalid`);
      delete entry[property.field];
    }
  }
}

function fieldValue(section: SectionName, field: string, value: string, raw: boolean): string | boolean | undefined {
  const fields: Readonly<Record<string, string>> = SECTIONS[section].fields;
  switch (fields[field]) {
    case 'string':
      return value;
    case 'bool':
      return parseBool(value);
    case 'bytes':
      return raw ? Buffer.from(value).toString('base64') : checkBase64(value);
    default:
      return undefined;
  }
}

function parseBool(text: string): boolean {
  if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(text)) return true;
  if (['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(text)) return false;
  throw new HostError(`strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax`);
}

function checkBase64(text: string): string {
  const at = base64Fault(text);
  if (at !== undefined) throw new HostError(`error decoding input value: illegal base64 data at input byte ${at}`);
  return text;
}

/** Where Go's decoder stops. */
function base64Fault(text: string): number | undefined {
  const end = text.search(/[^A-Za-z0-9+/]/);
  if (end < 0) return text.length % 4 === 0 ? undefined : text.length - (text.length % 4);
  const place = end % 4;
  if (text[end] !== '=' || place < 2) return end;
  if (place === 2 && text[end + 1] !== '=') return end + 1 === text.length ? text.length : end;
  const after = end + 4 - place;
  return after === text.length ? undefined : after;
}

/** Go prints the addresses of the entries. */
function cannotSetMap(entries: Entries): string {
  const shown = [...entries.keys()].sort().map((name, index) => `${name}:0x${(0xc000100000 + index * 0x80).toString(16)}`);
  return `can't set a map to a value: map[${shown.join(' ')}]`;
}
