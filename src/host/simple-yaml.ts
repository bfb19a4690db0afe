/**
 * The YAML that kubeconfig files are written in, without loading a YAML library (start-up): block mappings and sequences of plain
 * or double-quoted one-line scalars. Undefined means that the text may be anything else: ask the library.
 */
export function parseSimpleYaml(text: string): unknown {
  const lines: Line[] = [];
  for (const raw of text.split('\n')) {
    if (raw === '') continue;
    const indent = raw.search(/[^ ]/);
    if (indent < 0) return undefined;
    lines.push({ indent, text: raw.slice(indent) });
  }
  const reader = { lines, next: 0 };
  try {
    const value = block(reader, 0);
    return reader.next === lines.length ? value : undefined;
  } catch (error) {
    if (error === NOT_SIMPLE) return undefined;
    throw error;
  }
}

interface Line {
  indent: number;
  text: string;
}

interface Reader {
  readonly lines: Line[];
  next: number;
}

const NOT_SIMPLE = Symbol('not simple');
const MEMBER = /^([A-Za-z][\w.-]*):(?: (.*))?$/;
/** Nothing that YAML could read as another type, as two things, or as a comment. */
const PLAIN = /^[A-Za-z/][\w./:@%+=,-]*$/;
const OTHER_TYPE = /^(?:true|false|yes|no|on|off|y|n|null)$/i;

function block(reader: Reader, indent: number): unknown {
  const first = reader.lines[reader.next];
  if (!first || first.indent !== indent) throw NOT_SIMPLE;
  return first.text.startsWith('- ') ? sequence(reader, indent) : mapping(reader, indent);
}

function sequence(reader: Reader, indent: number): unknown[] {
  const items: unknown[] = [];
  for (let line = reader.lines[reader.next]; line?.indent === indent && line.text.startsWith('- '); line = reader.lines[reader.next]) {
    const rest = line.text.slice(2);
    if (MEMBER.test(rest)) {
      reader.lines[reader.next] = { indent: indent + 2, text: rest };
      items.push(mapping(reader, indent + 2));
    } else {
      items.push(scalar(rest));
      reader.next += 1;
    }
  }
  return items;
}

function mapping(reader: Reader, indent: number): Record<string, unknown> {
  const members = new Map<string, unknown>();
  for (let line = reader.lines[reader.next]; line?.indent === indent && !line.text.startsWith('- '); line = reader.lines[reader.next]) {
    const [, key, rest] = MEMBER.exec(line.text) ?? [];
    if (key === undefined || members.has(key)) throw NOT_SIMPLE;
    reader.next += 1;
    members.set(key, rest === undefined ? below(reader, indent) : scalar(rest));
  }
  return Object.fromEntries(members);
}

/** A list may stand under its key without further indentation. */
function below(reader: Reader, indent: number): unknown {
  const line = reader.lines[reader.next];
  if (line && (line.indent > indent || (line.indent === indent && line.text.startsWith('- ')))) return block(reader, line.indent);
  return null;
}

function scalar(text: string): unknown {
  if (text === '{}') return {};
  if (text === '[]') return [];
  if (text === 'null') return null;
  if (text === 'true' || text === 'false') return text === 'true';
  if (/^"[^"\\]*"$/.test(text)) return text.slice(1, -1);
  if (!PLAIN.test(text) || OTHER_TYPE.test(text) || text.endsWith(':')) throw NOT_SIMPLE;
  return text;
}
