import { formatGroupVersion } from '../../api/object.ts';
import { UserError } from '../../api/user-error.ts';
import { resolve, type GroupVersionKind, type OpenApiDocument, type Schema } from './document.ts';

/** Columns of a line, margins included. */
const WIDTH = 80;
const DESCRIPTION_MARGIN = 5;
const FIELD_MARGIN = 3;

/** What is behind references: an object with fields, a list, a map, or a value. */
type Model =
  | { is: 'object'; schema: Schema }
  | { is: 'list' | 'map'; of: Schema | undefined; schema: Schema }
  | { is: 'value'; type: string; schema: Schema };

/** `--output=plaintext-openapiv2`: the layout of kubectl before v1.27. UserError when the path leads nowhere. */
export function explainInOldLayout(
  document: OpenApiDocument,
  kind: GroupVersionKind,
  schema: Schema,
  path: readonly string[],
  recursive: boolean,
): string {
  const layout = new OldLayout(document, recursive);
  const head = `KIND:     ${kind.kind}\nVERSION:  ${formatGroupVersion(kind.group, kind.version)}\n\n`;
  return head + layout.model(path.at(-1) ?? '', layout.lookUp(schema, path));
}

class OldLayout {
  readonly #document: OpenApiDocument;
  readonly #recursive: boolean;

  constructor(document: OpenApiDocument, recursive: boolean) {
    this.#document = document;
    this.#recursive = recursive;
  }

  lookUp(schema: Schema, path: readonly string[]): Schema {
    const [first, ...rest] = path;
    if (first === undefined) return schema;
    const found = this.#modelOf(schema);
    if (found.is === 'value') return schema;
    if (found.is !== 'object') return found.of ? this.lookUp(found.of, path) : schema;
    const { properties = {} } = found.schema;
    if (!Object.hasOwn(properties, first)) throw new UserError(`field "${first}" does not exist`);
    return this.lookUp(properties[first] as Schema, rest);
  }

  model(name: string, schema: Schema): string {
    const descriptions: string[] = [];
    let inner = schema;
    let found = this.#modelOf(inner);
    descriptions.push(...this.#descriptions(inner));
    while (found.is === 'list' || found.is === 'map') {
      if (!found.of) break;
      inner = found.of;
      found = this.#modelOf(inner);
      descriptions.push(...this.#descriptions(inner));
    }
    const type = this.#typeName(schema);
    const title = found.is === 'object' ? (name === '' ? '' : `RESOURCE: ${name} <${type}>\n\n`) : `FIELD:    ${name} <${type}>\n\n`;
    const fields = found.is === 'object' ? `\nFIELDS:\n${this.#fields(inner, FIELD_MARGIN, new Set())}` : '';
    return `${title}DESCRIPTION:\n${this.#paragraphs(descriptions)}${fields}`;
  }

  /** Of a field and of the types that it refers to. */
  #descriptions(schema: Schema): string[] {
    const ref = referenceOf(schema);
    const resolved = resolve(this.#document, ref);
    return [schema.description ?? '', ...(resolved ? [resolved.description ?? ''] : [])];
  }

  #paragraphs(descriptions: readonly string[]): string {
    const told = descriptions.map((text, i) => [text, i] as const).filter(([text]) => text !== '');
    if (told.length === 0) return wrapped('<empty>', DESCRIPTION_MARGIN);
    return told.map(([text, i]) => (i === 0 ? '' : '\n') + wrapped(text, DESCRIPTION_MARGIN)).join('');
  }

  #fields(schema: Schema, margin: number, seen: ReadonlySet<string>): string {
    const ref = referenceOf(schema);
    if (ref !== undefined && seen.has(ref)) return '';
    const next = ref === undefined || !this.#recursive ? seen : new Set([...seen, ref]);
    const found = this.#modelOf(schema);
    if (found.is === 'list' || found.is === 'map') return found.of ? this.#fields(found.of, margin, next) : '';
    if (found.is === 'value') return '';
    const { properties = {}, required = [] } = found.schema;
    const blanks = ' '.repeat(margin);
    return Object.keys(properties)
      .sort()
      .map((name) => {
        const field = properties[name] as Schema;
        const line = `${blanks}${name}\t<${this.#typeName(field)}>`;
        if (this.#recursive) return `${line}\n${this.#fields(field, margin + FIELD_MARGIN, next)}`;
        return `${line}${required.includes(name) ? ' -required-' : ''}\n${wrapped(field.description ?? '', margin + 2)}\n`;
      })
      .join('');
  }

  #typeName(schema: Schema): string {
    const found = this.#modelOf(schema);
    if (found.is === 'object') return 'Object';
    if (found.is === 'value') return found.type;
    return `${found.is === 'list' ? '[]' : 'map[string]'}${found.of ? this.#typeName(found.of) : ''}`;
  }

  #modelOf(schema: Schema): Model {
    const resolved = resolve(this.#document, referenceOf(schema)) ?? schema;
    if (resolved.items) return { is: 'list', of: resolved.items, schema: resolved };
    if (resolved.properties) return { is: 'object', schema: resolved };
    const { additionalProperties, type } = resolved;
    if (typeof additionalProperties === 'object') return { is: 'map', of: additionalProperties, schema: resolved };
    if (type === 'object') return { is: 'map', of: undefined, schema: resolved };
    // Numbers in text and the like are alternatives in the newer documents, and were text in the older ones.
    return { is: 'value', type: type ?? ('oneOf' in resolved ? 'string' : ''), schema: resolved };
  }
}

function referenceOf({ $ref, allOf }: Schema): string | undefined {
  return $ref ?? (allOf?.length === 1 ? allOf[0]?.$ref : undefined);
}

/** Beginnings of lines that are members of a list. */
const BULLET = /^(\d+\.?|-|\*)\s/;

/** Fills lines with words; lines that end in a colon, lists, blank lines and indented lines stay as they are. */
function wrapped(text: string, margin: number): string {
  const blanks = ' '.repeat(margin);
  const lines: string[] = [];
  let words: string[] = [];
  const flush = (): void => {
    if (words.length > 0) lines.push(words.join(' '));
    words = [];
  };
  for (const line of text.split('\n')) {
    if (line.startsWith('    ')) {
      flush();
      lines.push(line);
      continue;
    }
    const bare = line.trim();
    if (bare === '' && lines.length > 0) {
      flush();
      lines.push('');
      continue;
    }
    if (words.at(-1)?.endsWith(':') || bare === '' || BULLET.test(bare)) flush();
    for (const word of bare.split(/\s+/).filter((each) => each !== '')) {
      if (words.length > 0 && [...words, word].join(' ').length > WIDTH - margin) flush();
      words.push(word);
    }
  }
  flush();
  return lines.map((line) => (line === '' ? '\n' : `${blanks}${line}\n`)).join('');
}
