/**
 * Shows a wire object as Go's encoder shows the internal struct behind it: every field, in the order of the struct, under its Go name,
 * with the zero value of its type when it is not set. Messages of the API server show structs like that.
 *
 * A struct is described by its fields: `Name:kind`, or `Name=wireName:kind` where the wire name does not follow from the Go name.
 * Kinds: s string, n number, b bool, * pointer (null when unset), l list of plain values, m map,
 * or another struct: `Struct` (value), `*Struct` (pointer), `[]Struct` (list), `...Struct` (embedded: its fields are the outer one's).
 * `@` is a type of the wire itself, shown as it is.
 */
export type StructTable = Readonly<Record<string, string>>;

export interface Field {
  name: string;
  wire: string;
  kind: string;
}

const zeros: Readonly<Record<string, unknown>> = { s: '', n: 0, b: false, '*': null, l: null, m: null, '@': null };
const parsed = new WeakMap<StructTable, Map<string, Field[]>>();

type Wire = Readonly<Record<string, unknown>>;

export function goStruct(table: StructTable, name: string, object: object | undefined): Record<string, unknown> {
  const wire = (object ?? {}) as Wire;
  const result: Record<string, unknown> = {};
  for (const field of fieldsOf(table, name)) {
    if (field.kind.startsWith('...')) Object.assign(result, goStruct(table, field.kind.slice(3), wire));
    else result[field.name] = fieldValue(table, field.kind, wire[field.wire]);
  }
  return result;
}

function fieldValue(table: StructTable, kind: string, value: unknown): unknown {
  if (kind in zeros) {
    if (value === undefined || value === null) return zeros[kind];
    return kind === 'm' ? sortedMap(value as Wire) : value;
  }
  if (kind.startsWith('[]')) return value === undefined ? null : (value as object[]).map((item) => goStruct(table, kind.slice(2), item));
  if (kind.startsWith('*')) return value === undefined ? null : goStruct(table, kind.slice(1), value as object);
  return goStruct(table, kind, value as object | undefined);
}

function sortedMap(map: Wire): Wire {
  return Object.fromEntries(
    Object.keys(map)
      .sort()
      .map((key) => [key, map[key]]),
  );
}

/** The fields of a struct of the table, in their order. */
export function fieldsOf(table: StructTable, name: string): Field[] {
  let structs = parsed.get(table);
  if (!structs) parsed.set(table, (structs = new Map()));
  let fields = structs.get(name);
  if (!fields) structs.set(name, (fields = parseFields(table[name] ?? '')));
  return fields;
}

function parseFields(text: string): Field[] {
  return text
    .trim()
    .split(/\s+/)
    .filter((item) => item !== '')
    .map((item) => {
      if (item.startsWith('...')) return { name: '', wire: '', kind: item };
      const [names = '', kind = ''] = item.split(':');
      const [name = '', wire = wireName(names)] = names.split('=');
      return { name, wire, kind };
    });
}

/** `DNSPolicy` is `dnsPolicy`, `HTTPGet` `httpGet`, `TTY` `tty`, `HostIP` `hostIP`. */
function wireName(name: string): string {
  return name.replace(/^(?:[A-Z]+(?=[A-Z][a-z])|[A-Z]+$|[A-Z])/, (capitals) => capitals.toLowerCase());
}
