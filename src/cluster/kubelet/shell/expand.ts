import { arithmetic } from './arithmetic.ts';
import type { Machine } from './machine.ts';
import type { Script, Word, WordPart } from './syntax.ts';

export interface Expander {
  machine: Machine;
  /** Runs a script and gives its output. */
  capture(script: Script): string;
}

/** The fields of a word: unquoted expansions are split at blanks. */
export function expandWord(word: Word, on: Expander): string[] {
  const fields: string[] = [];
  let current = '';
  let open = false;
  for (const part of word) {
    if (part.kind === 'variable' && part.name === '@' && part.quoted) {
      const [, ...parameters] = on.machine.parameters;
      parameters.forEach((parameter, i) => {
        if (i > 0) fields.push(current);
        current = i > 0 ? parameter : current + parameter;
        open = true;
      });
      continue;
    }
    const text = valueOf(part, on);
    if (part.quoted || part.kind === 'text') {
      current += text;
      if (part.quoted || text !== '') open = true;
      continue;
    }
    const pieces = text.split(/\s+/);
    pieces.forEach((piece, i) => {
      if (i > 0 && open) {
        fields.push(current);
        current = '';
        open = false;
      }
      current += piece;
      if (piece !== '') open = true;
    });
  }
  if (open) fields.push(current);
  return fields;
}

/** As one text, unsplit: values of assignments, operands, case subjects. */
export function expandText(word: Word, on: Expander): string {
  let text = '';
  for (const part of word) text += valueOf(part, on);
  return text;
}

function valueOf(part: WordPart, on: Expander): string {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'command':
      return on.capture(part.script).replace(/\n+$/, '');
    case 'arithmetic':
      return String(arithmetic(expandText(part.text, on), on.machine));
    case 'variable':
      return variable(part, on);
  }
}

function variable({ name, operator, operand }: Extract<WordPart, { kind: 'variable' }>, on: Expander): string {
  const { machine } = on;
  if (name.startsWith('#') && name.length > 1) return String((lookUp(name.slice(1), machine) ?? '').length);
  const value = lookUp(name, machine);
  if (operator === undefined) return value ?? '';
  const missing = operator.startsWith(':') ? !value : value === undefined;
  const other = (): string => expandText(operand ?? [], on);
  switch (operator.at(-1)) {
    case '-':
      return missing ? other() : value!;
    case '+':
      return missing ? '' : other();
    case '=':
      if (missing) machine.setVariable(name, other());
      return lookUp(name, machine) ?? '';
    case '#':
      return strip(value ?? '', other(), operator === '##', true);
    case '%':
      return strip(value ?? '', other(), operator === '%%', false);
    default:
      return value ?? '';
  }
}

function lookUp(name: string, machine: Machine): string | undefined {
  if (/^[0-9]$/.test(name)) return machine.parameters[Number(name)];
  switch (name) {
    case '?':
      return String(machine.status);
    case '#':
      return String(Math.max(0, machine.parameters.length - 1));
    case '$':
      return '1';
    case '!':
      return '7';
    case '@':
    case '*':
      return machine.parameters.slice(1).join(' ');
    case 'RANDOM':
      return String((machine.world.startedAt + machine.now) % 32768);
    case 'SECONDS':
      return String(Math.floor(machine.now / 1000));
    default:
      return machine.variables.get(name);
  }
}

function strip(value: string, pattern: string, longest: boolean, front: boolean): string {
  const matcher = new RegExp(`^(?:${globSource(pattern)})$`);
  const lengths = Array.from({ length: value.length + 1 }, (_, i) => i);
  if (longest) lengths.reverse();
  for (const length of lengths) {
    const piece = front ? value.slice(0, length) : value.slice(value.length - length);
    if (matcher.test(piece)) return front ? value.slice(length) : value.slice(0, value.length - length);
  }
  return value;
}

/** A shell pattern as the source of a regular expression. */
export function globSource(pattern: string): string {
  return pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(/\*/g, '[\\s\\S]*')
    .replace(/\?/g, '[\\s\\S]');
}
