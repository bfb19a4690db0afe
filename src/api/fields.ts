/** Field selectors: `status.phase=Running,metadata.name!=x`. */
export interface FieldTerm {
  readonly field: string;
  readonly operator: '=' | '!=';
  readonly value: string;
}

export class FieldSelectorError extends Error {}

/**
 * Commas, equals signs and backslashes in values are escaped by a backslash.
 * @throws FieldSelectorError with the API server's message
 */
export function parseFieldSelector(text: string): FieldTerm[] {
  const terms: FieldTerm[] = [];
  for (const part of splitTerms(text)) {
    const match = /^((?:[^=!]|!(?!=))*?)(!=|==|=)(.*)$/s.exec(part);
    if (match === null) throw new FieldSelectorError(`invalid selector: '${text}'; can't understand '${part}'`);
    const [, field = '', operator, value = ''] = match;
    terms.push({ field, operator: operator === '!=' ? '!=' : '=', value: unescapeValue(value) });
  }
  return terms;
}

function splitTerms(text: string): string[] {
  return (text.match(/(?:\\[\s\S]|[^,\\]|\\$)+/g) ?? []).filter((term) => term !== '');
}

function unescapeValue(text: string): string {
  let value = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (char === '=' || char === ',') {
      throw new FieldSelectorError(`invalid field selector: unescaped character in value: ${char.charCodeAt(0)}`);
    }
    if (char !== '\\') {
      value += char;
      continue;
    }
    const escaped = text[++i] ?? '';
    if (!['\\', '=', ','].includes(escaped)) {
      throw new FieldSelectorError(`invalid field selector: invalid escape sequence: \\${escaped}`);
    }
    value += escaped;
  }
  return value;
}

/** A field that is not there counts as empty. */
export function matchesFields(terms: readonly FieldTerm[], fields: Readonly<Record<string, string>>): boolean {
  return terms.every(({ field, operator, value }) => {
    const actual = Object.hasOwn(fields, field) ? fields[field] : '';
    return (actual === value) === (operator === '=');
  });
}

export function formatFieldSelector(terms: readonly FieldTerm[]): string {
  return terms.map(({ field, operator, value }) => `${field}${operator}${value.replace(/[\\,=]/g, '\\$&')}`).join(',');
}
