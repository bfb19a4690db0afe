import { UserError } from '../../api/user-error.ts';
import { resolve, type GroupVersionKind, type OpenApiDocument, type Schema } from './document.ts';
import { indent, wordWrap } from './wrap.ts';

/** Which references a path of schemas has come through: a cycle ends it. */
type History = ReadonlySet<string>;

const NOTHING: History = new Set();

/** `GROUP: … KIND: … VERSION: …`, with the blank line after it. */
export function heading({ group, kind, version }: GroupVersionKind): string {
  return `${group === '' ? '' : `GROUP:      ${group}\n`}KIND:       ${kind}\nVERSION:    ${version}\n\n`;
}

/** What `kubectl explain` shows of a schema, or of the field in it that the path leads to. UserError when there is no such field. */
export function explainSchema(document: OpenApiDocument, schema: Schema, path: readonly string[], recursive: boolean): string {
  const text = new Explanation(document, recursive).output(schema, path, NOTHING);
  if (text === '') throw new UserError(`field "${path[path.length - 1] ?? ''}" does not exist`);
  return `${text}\n`;
}

/** At most so many values of an enumeration stand in a list of fields. */
const SHOWN_VALUES = 4;

class Explanation {
  readonly #document: OpenApiDocument;
  readonly #recursive: boolean;

  constructor(document: OpenApiDocument, recursive: boolean) {
    this.#document = document;
    this.#recursive = recursive;
  }

  /** Empty when the path leads nowhere. */
  output(schema: Schema, path: readonly string[], history: History): string {
    const ref = schema.$ref ?? '';
    const resolved = resolve(this.#document, ref) ?? schema;
    const [first, ...rest] = path;
    if (first === undefined) return this.#details(resolved);
    if (ref !== '' && history.has(ref)) return '';
    const next = ref === '' ? history : new Set([...history, ref]);
    const property = own(resolved.properties, first);
    if (property) return (rest.length === 0 ? this.#fieldHead(first, property) : '') + this.output(property, rest, NOTHING);
    if (resolved.items) return this.output(resolved.items, path, next);
    const members = membersOf(resolved);
    if (members) return this.output(members, path, next);
    for (const alternative of resolved.allOf ?? []) {
      const text = this.output(alternative, path, next);
      if (text !== '') return text;
    }
    return '';
  }

  #fieldHead(name: string, schema: Schema): string {
    const values = schema.enum ? `ENUM:${schema.enum.map((value) => `\n    ${shownValue(value)}`).join('')}` : '';
    return `FIELD: ${name} <${this.#typeName(schema)}>\n${values}\n\n`;
  }

  #details(schema: Schema): string {
    const description = indent(wordWrap(this.#description(schema) || '<empty>', 76), 4);
    const fields = this.#fields(schema, 1, NOTHING);
    return `DESCRIPTION:\n${description}\n${fields === '' ? '' : `FIELDS:\n${fields}`}`;
  }

  /** A schema's own, and those of what it is made of, a line each. */
  #description(schema: Schema): string {
    const resolved = resolve(this.#document, schema.$ref) ?? schema;
    const inner = [...(resolved.allOf ?? []), ...(resolved.items ? [resolved.items] : []), ...[membersOf(resolved) ?? []].flat()];
    return (resolved.description ? `${resolved.description}\n` : '') + inner.map((each) => this.#description(each)).join('');
  }

  #fields(schema: Schema, level: number, history: History): string {
    const ref = schema.$ref ?? '';
    if (ref !== '' && history.has(ref)) return '';
    const next = ref === '' ? history : new Set([...history, ref]);
    const resolved = resolve(this.#document, ref) ?? schema;
    const own = Object.entries(resolved.properties ?? {})
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(
        ([name, property]) =>
          this.#field(resolved, name, property, level) + (this.#recursive ? this.#fields(property, level + 1, next) : ''),
      );
    const inner = [...(resolved.allOf ?? []), ...(resolved.items ? [resolved.items] : []), ...[membersOf(resolved) ?? []].flat()];
    return own.join('') + inner.map((each) => this.#fields(each, level, next)).join('');
  }

  #field({ required = [] }: Schema, name: string, property: Schema, level: number): string {
    const margin = level * 2;
    const blanks = ' '.repeat(margin);
    const values = property.enum ? `\n${blanks}enum: ${shortList(property.enum)}` : '';
    const line = `${blanks}${name}\t<${this.#typeName(property)}>${required.includes(name) ? ' -required-' : ''}${values}\n`;
    if (this.#recursive) return line;
    return `${line}${indent(wordWrap(property.description ?? '<no description>', 78 - margin), margin + 2)}\n\n`;
  }

  #typeName(schema: Schema): string {
    if (schema.items) return `[]${this.#typeName(schema.items)}`;
    const members = membersOf(schema);
    if (members) return `map[string]${this.#typeName(members)}`;
    if (schema.allOf?.length === 1 && !schema.properties) return this.#typeName(schema.allOf[0] as Schema);
    if (schema.$ref === undefined) return schema.type === 'object' ? 'Object' : (schema.type ?? 'Object');
    const resolved = resolve(this.#document, schema.$ref);
    if (resolved?.type && resolved.type !== 'object') return resolved.type;
    return schema.$ref.split('/').at(-1)?.split('.').at(-1) || 'Object';
  }
}

function membersOf({ additionalProperties }: Schema): Schema | undefined {
  return typeof additionalProperties === 'object' ? additionalProperties : undefined;
}

function own(properties: Record<string, Schema> | undefined, name: string): Schema | undefined {
  return properties && Object.hasOwn(properties, name) ? properties[name] : undefined;
}

function shownValue(value: unknown): string {
  return value === '' ? '""' : String(value);
}

function shortList(values: readonly unknown[]): string {
  const shown = values.slice(0, SHOWN_VALUES).map(shownValue).join(', ');
  return values.length > SHOWN_VALUES ? `${shown}, ....` : shown;
}
