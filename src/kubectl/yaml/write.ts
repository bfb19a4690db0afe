import { goFloat } from '../../api/go-text.ts';
import { compareKeys } from './key-order.ts';
import { scalar, simpleKey } from './scalar.ts';

/** Plain JSON as kubectl's YAML: keys sorted, lists not indented under their key, a newline at the end. Undefined properties are left out. */
export function toYaml(value: unknown): string {
  if (isMapping(value)) return mapping(value, 0, '');
  if (isList(value)) return sequence(value, 0, '');
  return `${leaf(value, 0, 2)}\n`;
}

const pads: string[] = [];
const pad = (width: number): string => (pads[width] ??= ' '.repeat(width));

function isMapping(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  for (const key in value) if ((value as Record<string, unknown>)[key] !== undefined) return true;
  return false;
}

function isList(value: unknown): value is unknown[] {
  return Array.isArray(value) && value.length > 0;
}

/** `lead` stands before the first line: empty where it follows a `- ` that is already written. */
function mapping(value: Record<string, unknown>, indent: number, lead: string): string {
  let out = '';
  const keys = Object.keys(value);
  if (keys.length > 1) keys.sort(compareKeys);
  for (const key of keys) {
    const item = value[key];
    if (item === undefined) continue;
    out += out === '' ? lead : pad(indent);
    const name = simpleKey(key);
    if (name === undefined) {
      out += `? ${scalar(key, indent + 2, indent + 2)}\n${pad(indent)}: ${inline(item, indent + 2)}`;
      continue;
    }
    out += name;
    if (isMapping(item)) out += `:\n${mapping(item, indent + 2, pad(indent + 2))}`;
    else if (isList(item)) out += `:\n${sequence(item, indent, pad(indent))}`;
    else out += `: ${leaf(item, indent + name.length + 2, indent + 2)}\n`;
  }
  return out;
}

function sequence(items: unknown[], indent: number, lead: string): string {
  let out = '';
  for (const item of items) out += `${out === '' ? lead : pad(indent)}- ${inline(item, indent + 2)}`;
  return out;
}

/** A value that starts on the line of its indicator (`- ` or `: `). */
function inline(item: unknown, indent: number): string {
  if (isMapping(item)) return mapping(item, indent, '');
  if (isList(item)) return sequence(item, indent, '');
  return `${leaf(item, indent, indent)}\n`;
}

function leaf(value: unknown, column: number, indent: number): string {
  switch (typeof value) {
    case 'string':
      return scalar(value, column, indent);
    case 'number':
      return Number.isInteger(value) && Math.abs(value) < 1e21 ? String(value) : yamlFloat(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      return value === null ? 'null' : Array.isArray(value) ? '[]' : '{}';
    default:
      return 'null';
  }
}

function yamlFloat(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  return Number.isFinite(value) ? goFloat(value) : value > 0 ? '.inf' : '-.inf';
}
