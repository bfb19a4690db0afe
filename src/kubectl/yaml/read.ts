import { UserError } from '../../api/user-error.ts';
import { NotJson, YamlError } from './errors.ts';
import { JsonSyntaxError, UnexpectedEnd, endOfValue, skipBlanks } from './json-stream.ts';

/** Text that kubectl cannot read; the message follows `error parsing FILE: `. */
export class ParseError extends UserError {}

export interface SourceDocument {
  value: unknown;
  /** As it was written, for messages that quote it; only of JSON. */
  json?: string;
}

/**
 * The documents of a file or of standard input: JSON values one after another, or YAML between `---` lines. Empty documents and `null` are left out.
 * The YAML library is loaded only for what is not JSON. Throws ParseError at the place of the trouble, after the documents before it.
 */
export async function* readDocuments(text: string): AsyncGenerator<SourceDocument> {
  if (text.charCodeAt(0) === 0xfeff) text = text.slice(1);
  let at = skipBlanks(text, 0);
  if (text[at] !== '{') return yield* readYaml(text);
  for (let first = true; text[at] === '{' || (!first && at < text.length); first = false) {
    if (!first && text.startsWith('---', at)) break;
    let end: number;
    try {
      end = endOfValue(text, at);
    } catch (error) {
      // Flow style YAML looks like JSON at first sight; if it is neither, it is told as JSON.
      if (first && (await isYaml(text))) break;
      throw toParseError(error);
    }
    const json = text.slice(at, end);
    const value = JSON.parse(json) as unknown;
    at = skipBlanks(text, end);
    if (value !== null) yield { value, json };
    if (at >= text.length) return;
  }
  yield* readYaml(text.slice(at));
}

/** One document: a template, a configuration, a patch. Undefined when there is none. */
export async function readDocument(text: string): Promise<unknown> {
  for await (const { value } of readDocuments(text)) return value;
  return undefined;
}

async function* readYaml(text: string): AsyncGenerator<SourceDocument> {
  for (const chunk of splitDocuments(text)) {
    const value = await readChunk(chunk);
    if (value !== null && value !== undefined) yield { value };
  }
}

/** Cuts at lines that start with `---`, wherever they are; only a comment may follow on such a line. */
export function* splitDocuments(text: string): Generator<string> {
  let from = 0;
  const separator = /^---(.*)(?:\n|$)/gm;
  for (let match = separator.exec(text); match !== null; match = separator.exec(text)) {
    const rest = match[1]!.trim();
    if (rest !== '' && !rest.startsWith('#')) {
      if (from < match.index) yield text.slice(from, match.index);
      throw new ParseError(`invalid Yaml document separator: ${rest}`);
    }
    if (from < match.index) yield text.slice(from, match.index);
    from = match.index + match[0].length;
    if (match[0] === '') break;
  }
  if (from < text.length) yield text.slice(from);
}

/** Beyond this it is worth a look whether the text is a manifest at all: a log or a dump would be read for many seconds. */
const suspiciousLength = 2 << 20;

async function readChunk(text: string): Promise<unknown> {
  if (!/^[ \t]*[^\s#]/m.test(text)) return null;
  if (/^\s*\{/.test(text)) {
    try {
      endOfValue(text, skipBlanks(text, 0));
      return JSON.parse(text) as unknown;
    } catch {
      // Not JSON or far too deep: flow style YAML, then, or neither.
    }
  }
  // eslint-disable-next-line no-control-regex
  if (text.length > suspiciousLength && !/[\x00-\x08]/.test(text) && !/(?:^|[\s{,"'])kind["']?[ \t]*:/m.test(text)) {
    throw new ParseError(`a document of ${(text.length / 1e6).toFixed(1)} MB that names no kind is not a manifest`);
  }
  const { composeDocument } = await import('./compose.ts');
  try {
    return composeDocument(text.endsWith('\n') ? text : `${text}\n`);
  } catch (error) {
    throw toParseError(error);
  }
}

async function isYaml(text: string): Promise<boolean> {
  try {
    for (const chunk of splitDocuments(text)) {
      await readChunk(chunk);
      return true;
    }
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
  }
  return false;
}

function toParseError(error: unknown): Error {
  if (error instanceof ParseError) return error;
  if (error instanceof UnexpectedEnd) return new ParseError(error.message);
  if (error instanceof JsonSyntaxError) return new ParseError(`json: offset ${error.offset}: ${error.message}`);
  if (error instanceof YamlError) return new ParseError(`error converting YAML to JSON: yaml: ${error.message}`);
  if (error instanceof NotJson) return new ParseError(`error converting YAML to JSON: ${error.message}`);
  return error instanceof Error ? error : new Error(String(error));
}
