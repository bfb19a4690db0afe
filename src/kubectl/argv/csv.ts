import { FlagValueError } from './flag-values.ts';

/**
 * One record of comma-separated values, as pflag reads a comma list with Go's encoding/csv:
 * fields may be quoted with `"`, a quote inside is doubled; only the first line counts.
 */
export function parseCsvLine(text: string): string[] {
  if (text === '') return [];
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    const quoted = text[at] === '"';
    const { value, end } = quoted ? quotedField(text, at) : plainField(text, at);
    fields.push(value);
    if (text[end] !== ',') return fields;
    at = end + 1;
  }
}

function plainField(text: string, start: number): { value: string; end: number } {
  let end = start;
  while (end < text.length && text[end] !== ',' && text[end] !== '\n') end += 1;
  const value = text.slice(start, end);
  const quote = value.indexOf('"');
  if (quote >= 0) throw parseError(start + quote, 'bare " in non-quoted-field');
  return { value, end };
}

function quotedField(text: string, start: number): { value: string; end: number } {
  let value = '';
  let at = start + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) throw parseError(text.length, 'extraneous or missing " in quoted-field');
    value += text.slice(at, quote);
    const after = text[quote + 1];
    if (after === '"') {
      value += '"';
      at = quote + 2;
    } else if (after === undefined || after === ',' || after === '\n') {
      return { value, end: quote + 1 };
    } else {
      throw parseError(quote, 'extraneous or missing " in quoted-field');
    }
  }
}

function parseError(offset: number, what: string): FlagValueError {
  return new FlagValueError(`parse error on line 1, column ${offset + 1}: ${what}`);
}
