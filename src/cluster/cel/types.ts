import { getOwn } from '../../api/json.ts';
/** Types as the compiler knows them. */
export type CelType =
  | { readonly kind: SimpleKind }
  | { readonly kind: 'list' | 'optional' | 'type'; readonly of: CelType }
  | { readonly kind: 'map'; readonly key: CelType; readonly of: CelType }
  | ObjectType
  | { readonly kind: 'opaque'; readonly name: string }
  /** A type variable of a function, or one that inference has yet to find. */
  | { readonly kind: 'param'; readonly name: string };

export type SimpleKind = 'int' | 'uint' | 'double' | 'bool' | 'string' | 'bytes' | 'null' | 'dyn' | 'error' | 'timestamp' | 'duration';

/** Objects with known fields. */
export interface ObjectType {
  readonly kind: 'object';
  readonly name: string;
  field(name: string): CelType | undefined;
}

const simple = (kind: SimpleKind): CelType => ({ kind });
export const INT = simple('int');
export const UINT = simple('uint');
export const DOUBLE = simple('double');
export const BOOL = simple('bool');
export const STRING = simple('string');
export const BYTES = simple('bytes');
export const NULL = simple('null');
export const DYN = simple('dyn');
export const ERROR = simple('error');
export const TIMESTAMP = simple('timestamp');
export const DURATION = simple('duration');

export const listOf = (of: CelType): CelType => ({ kind: 'list', of });
export const mapOf = (key: CelType, of: CelType): CelType => ({ kind: 'map', key, of });
export const optionalOf = (of: CelType): CelType => ({ kind: 'optional', of });
export const typeOf = (of: CelType): CelType => ({ kind: 'type', of });
export const opaque = (name: string): CelType => ({ kind: 'opaque', name });

/** A type with fixed fields. */
export function objectType(name: string, fields: Readonly<Record<string, CelType>>): ObjectType {
  return { kind: 'object', name, field: (field) => (Object.hasOwn(fields, field) ? fields[field] : undefined) };
}

/** Has the type variables? */
export function isGeneric(type: CelType): boolean {
  if (type.kind === 'map') return isGeneric(type.key) || isGeneric(type.of);
  if (type.kind === 'list' || type.kind === 'optional' || type.kind === 'type') return isGeneric(type.of);
  return type.kind === 'param';
}

export function formatType(type: CelType): string {
  switch (type.kind) {
    case 'list':
      return `list(${formatType(type.of)})`;
    case 'map':
      return `map(${formatType(type.key)}, ${formatType(type.of)})`;
    case 'optional':
      return `optional_type(${formatType(type.of)})`;
    case 'type':
      return type.of.kind === 'param' ? 'type' : `type(${formatType(type.of)})`;
    case 'object':
    case 'opaque':
    case 'param':
      return type.name;
    case 'error':
      return '!error!';
    default:
      return type.kind;
  }
}

/** `bool` in code is written `bool`, `null` is `null_type`: types as an expression names them. */
export function runtimeName(type: CelType): string {
  switch (type.kind) {
    case 'null':
      return 'null_type';
    case 'timestamp':
      return 'google.protobuf.Timestamp';
    case 'duration':
      return 'google.protobuf.Duration';
    case 'optional':
      return 'optional_type';
    case 'object':
    case 'opaque':
      return type.name;
    default:
      return type.kind;
  }
}

export function sameType(a: CelType, b: CelType): boolean {
  return a === b || (a.kind === b.kind && formatType(a) === formatType(b));
}

export const isLoose = (type: CelType): boolean => type.kind === 'dyn' || type.kind === 'error';

/** What inference has found out about type variables. */
export class Substitutions {
  readonly #found = new Map<string, CelType>();
  /** What to take back when types turn out not to fit. */
  readonly #trail: (readonly [name: string, before: CelType | undefined])[] = [];
  #fresh = 0;

  fresh(): CelType {
    return { kind: 'param', name: `_var${this.#fresh++}` };
  }

  /** Are values of the type `from` good for `to`? What that says about variables is kept when all pairs fit. */
  assignable(pairs: readonly (readonly [from: CelType, to: CelType])[]): boolean {
    this.#trail.length = 0;
    for (const [from, to] of pairs) if (!this.#fits(from, to)) return this.#takeBack();
    return true;
  }

  #takeBack(): false {
    for (let i = this.#trail.length - 1; i >= 0; i--) {
      const [name, before] = this.#trail[i]!;
      if (before) this.#found.set(name, before);
      else this.#found.delete(name);
    }
    return false;
  }

  #learn(name: string, type: CelType): void {
    this.#trail.push([name, this.#found.get(name)]);
    this.#found.set(name, type);
  }

  /** The type with its variables filled in; those that nothing is known of become dyn when asked for. */
  resolve(type: CelType, toDyn = false): CelType {
    switch (type.kind) {
      case 'param': {
        const found = this.#found.get(type.name);
        if (found) return this.resolve(found, toDyn);
        return toDyn ? DYN : type;
      }
      case 'list':
      case 'optional':
      case 'type':
        return { kind: type.kind, of: this.resolve(type.of, toDyn) };
      case 'map':
        return { kind: 'map', key: this.resolve(type.key, toDyn), of: this.resolve(type.of, toDyn) };
      default:
        return type;
    }
  }

  #fits(from: CelType, to: CelType): boolean {
    if (to.kind === 'param') {
      const [valid, known] = this.#substitutes(from, to);
      if (valid) return true;
      if (known) return false;
    }
    if (from.kind === 'param') return this.#substitutes(to, from)[0];
    if (isLoose(from) || isLoose(to)) return true;
    if (from.kind === 'null') return nullable(to);
    if (to.kind === 'null') return nullable(from);
    if (from.kind !== to.kind) return false;
    switch (from.kind) {
      case 'list':
      case 'optional':
        return this.#fits(from.of, (to as typeof from).of);
      case 'map':
        return this.#fits(from.key, (to as typeof from).key) && this.#fits(from.of, (to as typeof from).of);
      case 'object':
      case 'opaque':
        return from.name === (to as typeof from).name;
      default:
        return true;
    }
  }

  /** May the variable stand for the type? And was it known to stand for something? */
  #substitutes(type: CelType, variable: CelType & { kind: 'param' }): [valid: boolean, known: boolean] {
    if (type.kind === 'param' && type.name === variable.name) return [true, true];
    const found = this.#found.get(variable.name);
    if (found) {
      if (sameType(type, found)) return [true, true];
      if (!this.#fits(type, found)) return [false, true];
      const general = mostGeneral(type, found);
      if (!this.#mentions(general, variable.name)) this.#learn(variable.name, general);
      return [true, true];
    }
    if (this.#mentions(type, variable.name)) return [false, false];
    this.#learn(variable.name, type);
    return [true, false];
  }

  #mentions(type: CelType, name: string): boolean {
    switch (type.kind) {
      case 'param': {
        if (type.name === name) return true;
        const found = this.#found.get(type.name);
        return found !== undefined && this.#mentions(found, name);
      }
      case 'list':
      case 'optional':
      case 'type':
        return this.#mentions(type.of, name);
      case 'map':
        return this.#mentions(type.key, name) || this.#mentions(type.of, name);
      default:
        return false;
    }
  }
}

function nullable({ kind }: CelType): boolean {
  return ['null', 'opaque', 'optional', 'object', 'timestamp', 'duration'].includes(kind);
}

export function mostGeneral(a: CelType, b: CelType): CelType {
  return equalOrLessSpecific(a, b) ? a : b;
}

function equalOrLessSpecific(a: CelType, b: CelType): boolean {
  if (isLoose(a) || a.kind === 'param') return true;
  if (isLoose(b) || b.kind === 'param') return false;
  if (a.kind === 'null' || b.kind === 'null') return b.kind === 'null' && a.kind !== 'null' ? true : a.kind === b.kind;
  if (a.kind !== b.kind) return false;
  if (a.kind === 'map') return equalOrLessSpecific(a.key, (b as typeof a).key) && equalOrLessSpecific(a.of, (b as typeof a).of);
  if (a.kind === 'list' || a.kind === 'optional') return equalOrLessSpecific(a.of, (b as typeof a).of);
  return sameType(a, b);
}

const NAMED: Readonly<Record<string, CelType>> = {
  int: INT,
  uint: UINT,
  double: DOUBLE,
  bool: BOOL,
  string: STRING,
  bytes: BYTES,
  null: NULL,
  dyn: DYN,
  timestamp: TIMESTAMP,
  duration: DURATION,
};

/** Reads `map(string, list(T))`; capital letters are type variables, names with a dot are types of Kubernetes. */
export function parseType(text: string): CelType {
  const [, head = '', inner] = /^([^(]+)(?:\((.*)\))?$/.exec(text.trim())!;
  const parts = inner === undefined ? [] : splitTypes(inner).map(parseType);
  if (head === 'list') return listOf(parts[0]!);
  if (head === 'map') return mapOf(parts[0]!, parts[1]!);
  if (head === 'optional') return optionalOf(parts[0]!);
  if (head === 'type') return typeOf(parts[0]!);
  if (/^[A-Z]$/.test(head)) return { kind: 'param', name: head };
  return getOwn(NAMED, head) ?? opaque(head);
}

/** Splits at the commas that are not inside of parentheses. */
export function splitTypes(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i <= text.length; i++) {
    if (text[i] === '(') depth++;
    else if (text[i] === ')') depth--;
    else if (i === text.length || (text[i] === ',' && depth === 0)) {
      if (text.slice(start, i).trim() !== '') parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  return parts;
}
