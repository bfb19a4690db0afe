import type { YAMLError } from 'yaml';
import { parserError, scannerError } from './errors.ts';
import type { YamlError } from './errors.ts';

/** The YAML library's findings told as Go's library tells them, with the line it would name. */
export function diagnose(text: string, errors: readonly YAMLError[]): YamlError {
  const unclosed = errors.find((error) => error.code === 'MISSING_CHAR' && /^Missing closing ["']/.test(error.message));
  if (unclosed !== undefined) return unclosedQuote(text, unclosed);
  const error = errors[0]!;
  const at = skipIndent(text, error.pos[0]);
  for (const rule of rules) {
    if (rule.code === error.code && (rule.message === undefined || rule.message.test(error.message))) return rule.tell(text, at);
  }
  return parserError(lineOf(text, at), expectedInBlock(text, at));
}

interface Rule {
  code: YAMLError['code'];
  message?: RegExp;
  tell: (text: string, at: number) => YamlError;
}

const scanner =
  (problem: string): Rule['tell'] =>
  (text, at) =>
    scannerError(lineOf(text, at), problem);

const parser =
  (problem: string): Rule['tell'] =>
  (text, at) =>
    parserError(lineOf(text, at), problem);

const rules: readonly Rule[] = [
  { code: 'BAD_ALIAS', tell: scanner('did not find expected alphabetic or numeric character') },
  { code: 'BAD_SCALAR_START', tell: scanner('found character that cannot start any token') },
  { code: 'TAB_AS_INDENT', tell: tabAsIndent },
  { code: 'BAD_DQ_ESCAPE', message: /\\[xuU]/, tell: scanner('did not find expected hexdecimal number') },
  { code: 'BAD_DQ_ESCAPE', tell: scanner('found unknown escape character') },
  { code: 'KEY_OVER_1024_CHARS', tell: scanner("could not find expected ':'") },
  { code: 'TAG_RESOLVE_FAILED', message: /Verbatim/, tell: scanner('did not find expected tag URI') },
  { code: 'BAD_INDENT', message: /^Flow seq/, tell: flowEnd("did not find expected ',' or ']'") },
  { code: 'BAD_INDENT', message: /^Flow map/, tell: flowEnd("did not find expected ',' or '}'") },
  { code: 'MISSING_CHAR', message: /^Block scalars/, tell: blockScalarIndent },
  { code: 'BAD_INDENT', message: /^Block scalar/, tell: blockScalarIndent },
  { code: 'BAD_INDENT', message: /^All mapping items/, tell: (text, at) => parserError(lineOf(text, at), expectedAtDedent(text, at)) },
  { code: 'MISSING_CHAR', message: /^Missing , .*flow seq/, tell: parser("did not find expected ',' or ']'") },
  { code: 'MISSING_CHAR', message: /^Missing , .*flow map/, tell: parser("did not find expected ',' or '}'") },
  { code: 'MISSING_CHAR', message: /^Sequence item/, tell: (text, at) => parserError(lineOf(text, at), expectedAtDedent(text, at)) },
  { code: 'MISSING_CHAR', message: /^Implicit map keys/, tell: keyWithoutColon },
  { code: 'MULTILINE_IMPLICIT_KEY', message: /^Implicit keys need/, tell: multilineKey },
  { code: 'BLOCK_AS_IMPLICIT_KEY', message: /^Nested mappings/, tell: nestedMapping },
  { code: 'BLOCK_AS_IMPLICIT_KEY', tell: (text, at) => parserError(lineOf(text, text.indexOf('-', at)), 'did not find expected key') },
  { code: 'UNEXPECTED_TOKEN', message: /^Unexpected , in|flow-\w+-end token/, tell: parser('did not find expected node content') },
  { code: 'UNEXPECTED_TOKEN', message: /^Block scalar header.*[|>][-+]?0/, tell: scanner('found an indentation indicator equal to 0') },
  { code: 'UNEXPECTED_TOKEN', message: /^Block scalar header/, tell: scanner('did not find expected comment or line break') },
  { code: 'UNEXPECTED_TOKEN', message: /^Not a YAML token/, tell: scanner('did not find expected comment or line break') },
  { code: 'UNEXPECTED_TOKEN', message: /block-seq-ind/, tell: scanner('block sequence entries are not allowed in this context') },
];

/** The brackets stay open over the lines that follow, which then belong to the collection for as long as they can. */
function flowEnd(problem: string): Rule['tell'] {
  return (text, at) => {
    const before = /[^\s]\s*$/.exec(text.slice(0, at))?.[0][0] ?? '';
    const rest = text.slice(at).split('\n');
    if (/[\]}]/.test(text[at] ?? ''))
      return parserError(lineOf(text, at), '[{,'.includes(before) ? 'did not find expected node content' : problem);
    if (text.slice(at).trim() === '') {
      return parserError(lineOf(text, text.length), '[{,:'.includes(before) ? 'did not find expected node content' : problem);
    }
    const withColon = rest.flatMap((line, index) => (/:(?:\s|$)/.test(line) ? [index] : []));
    const culprit = withColon['[{,'.includes(before) ? 1 : 0];
    return parserError(culprit === undefined ? lineOf(text, text.length) : lineOf(text, at) + culprit, problem);
  };
}

/** A quote that is not closed where its line ends runs on to the next quote, however far; what comes after that one is the surprise. */
function unclosedQuote(text: string, error: YAMLError): YamlError {
  const quote = error.message.includes('"') ? '"' : "'";
  const open = text.lastIndexOf(quote, error.pos[0] - 1);
  const after = closingQuote(text, open) + 1;
  if (after === 0) return scannerError(lineOf(text, text.length), 'found unexpected end of stream');
  const bracket = /([[{])[^\]}]*$/.exec(text.slice(lineStart(text, open), open))?.[1];
  if (bracket !== undefined) return parserError(lineOf(text, after), `did not find expected ',' or '${bracket === '[' ? ']' : '}'}'`);
  if (/^[ ]*:(?:\s|$)/.test(text.slice(after, after + 80)))
    return scannerError(lineOf(text, after), 'mapping values are not allowed in this context');
  return parserError(lineOf(text, after), expectedInBlock(text, after));
}

function closingQuote(text: string, open: number): number {
  const quote = text[open]!;
  for (let i = open + 1; i < text.length; i++) {
    if (quote === '"' && text[i] === '\\') i++;
    else if (text[i] === quote) {
      if (quote === '"' || text[i + 1] !== quote) return i;
      i++;
    }
  }
  return -1;
}

function lineOf(text: string, at: number): number {
  let line = 1;
  for (let i = text.indexOf('\n'); i >= 0 && i < at; i = text.indexOf('\n', i + 1)) line++;
  return line;
}

/** The library points at the start of a line where the trouble is its first word. */
function skipIndent(text: string, at: number): number {
  if (at > 0 && text[at - 1] !== '\n') return at;
  while (text[at] === ' ') at++;
  return at;
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

/** After a plain scalar the tab belongs to its continuation and breaks the indentation; anywhere else it starts no token. */
function tabAsIndent(text: string, at: number): YamlError {
  const before = text.slice(0, lineStart(text, at)).trimEnd().split('\n').at(-1) ?? '';
  const afterPlain = before !== '' && !/[:"'\]}|>-]$|^\s*#|^---/.test(before);
  return scannerError(
    lineOf(text, at),
    afterPlain ? 'found a tab character that violates indentation' : 'found character that cannot start any token',
  );
}

function blockScalarIndent(text: string, at: number): YamlError {
  if (text[at] === '\t') return scannerError(lineOf(text, at), 'found a tab character where an indentation space is expected');
  return parserError(lineOf(text, at), 'did not find expected key');
}

/** A key that stands where only a key can stand, but no colon follows: told at the next token. */
function keyWithoutColon(text: string, at: number): YamlError {
  return scannerError(nextTokenLine(text, at), "could not find expected ':'");
}

function multilineKey(text: string, at: number): YamlError {
  if (hasEarlierSibling(text, at)) return keyWithoutColon(text, at);
  return scannerError(colonLine(text, at), 'mapping values are not allowed in this context');
}

function nestedMapping(text: string, at: number): YamlError {
  if (text[at] === '?') return scannerError(lineOf(text, at), 'mapping keys are not allowed in this context');
  if (/^(?:"[^"\n]*"|'[^'\n]*')+ *[^:\s#]/.test(text.slice(at, at + 1024)))
    return parserError(lineOf(text, at), 'did not find expected key');
  return scannerError(colonLine(text, at), 'mapping values are not allowed in this context');
}

function colonLine(text: string, at: number): number {
  const colon = /:(?=\s|$)/g;
  colon.lastIndex = at;
  return lineOf(text, colon.exec(text)?.index ?? at);
}

function nextTokenLine(text: string, at: number): number {
  const column = at - lineStart(text, at);
  const quoted = /["'\]}]/.test(text[at] ?? '');
  const lines = text.split('\n');
  for (let line = lineOf(text, at); line < lines.length; line++) {
    const content = lines[line]!.trim();
    if (content === '' || (quoted && content.startsWith('#'))) continue;
    if (content.startsWith('#')) return line + 1;
    // Deeper lines continue a plain scalar, up to a colon.
    if (indentOf(lines[line]!) <= column || /:(?:\s|$)/.test(content)) return line + 1;
  }
  return lines.length;
}

/** Whether the block that `at` stands in has begun before it: a line above at the same column, with nothing shallower between. */
function hasEarlierSibling(text: string, at: number): boolean {
  const start = lineStart(text, at);
  if (text.slice(start, at).trim() !== '') return false;
  return enclosing(text, at)?.column === at - start;
}

function expectedInBlock(text: string, at: number): string {
  const line = text.slice(lineStart(text, at), at);
  if (/^\s*(?:- +)*[^-\s].*:\s/.test(line)) return 'did not find expected key';
  if (/^\s*- /.test(line)) return "did not find expected '-' indicator";
  return expectedAtDedent(text, at);
}

/** What a line may start with that falls between two levels: the innermost block still open decides. */
function expectedAtDedent(text: string, at: number): string {
  const block = enclosing(text, at);
  return block?.sequence === true ? "did not find expected '-' indicator" : 'did not find expected key';
}

/** The innermost block whose column is not right of `at`; a list that is not indented under its key counts as the key's block. */
function enclosing(text: string, at: number): { column: number; sequence: boolean } | undefined {
  const start = lineStart(text, at);
  const column = at - start;
  let found: { column: number; sequence: boolean } | undefined;
  for (const line of text.slice(0, start).split('\n').reverse()) {
    const content = line.trim();
    if (content === '' || content.startsWith('#') || content === '---') continue;
    const indent = indentOf(line);
    const dashes = /^(?:- +)+/.exec(content)?.[0].length ?? 0;
    if (found?.sequence === true) {
      if (indent < found.column) return found;
      if (indent === found.column && dashes === 0) return { column: indent, sequence: false };
      continue;
    }
    if (dashes > 0 && indent + dashes <= column && content.length > dashes) return { column: indent + dashes, sequence: false };
    if (indent <= column) {
      if (dashes === 0) return { column: indent, sequence: false };
      found = { column: indent, sequence: true };
    }
  }
  return found;
}

function indentOf(line: string): number {
  return /^ */.exec(line)![0].length;
}
