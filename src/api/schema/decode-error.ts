import type { Json } from '../json.ts';
import type { FieldType } from './index.ts';

export interface Problem {
  path: (string | number)[];
  /** As Go's JSON decoder tells it. */
  message: string;
  /** Refused by the type's own decoder: Go looks no further. */
  stops: boolean;
  /** What was expected, where that is the mistake, and what was there. */
  wanted?: FieldType['kind'];
  value?: Json;
}

/** JSON that does not fit its type. */
export class DecodeError extends Error {
  /** The same mistake as a server tells it that converts an already decoded document, after a patch: `unrecognized type: int32`. */
  readonly conversionMessage: string;

  constructor(problem: Problem) {
    super(problem.message);
    this.conversionMessage = problem.wanted === undefined ? problem.message : conversionMessage(problem.wanted, problem.value ?? null);
  }
}

const goKinds: Partial<Record<FieldType['kind'], string>> = {
  double: 'float64',
  'int-or-string': 'int32',
  time: 'string',
  microtime: 'string',
};

function conversionMessage(wanted: FieldType['kind'], value: Json): string {
  if (wanted === 'struct') return `cannot restore struct from: ${goKind(value)}`;
  if (wanted === 'list' || wanted === 'bytes') return `cannot restore slice from ${goKind(value)}`;
  if (wanted === 'map') return `cannot restore map from ${goKind(value)}`;
  if (wanted === 'string' && goKind(value) === 'int64') return 'cannot convert int64 to string';
  return `unrecognized type: ${goKinds[wanted] ?? wanted}`;
}

function goKind(value: Json): string {
  if (value === null) return 'invalid';
  if (Array.isArray(value)) return 'slice';
  if (typeof value === 'object') return 'map';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'number' ? (Number.isInteger(value) ? 'int64' : 'float64') : 'string';
}

/** What Go calls a JSON value. */
export function jsonTypeOf(value: Json): string {
  if (Array.isArray(value)) return 'array';
  return value === null ? 'null' : typeof value === 'boolean' ? 'bool' : typeof value;
}
