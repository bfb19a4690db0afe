import { goValue } from '../go-text.ts';
import { ComparisonError, compareScalars } from './compare.ts';
import type { Part, Step } from './syntax.ts';

/** A template that does not fit its object, in kubectl's words. */
export class JsonPathExecutionError extends Error {}

/** A number of the template, or one that is a float64 although it looks like an integer. */
export class TypedNumber {
  readonly value: number;
  readonly kind: 'int' | 'float64';
  constructor(value: number, kind: 'int' | 'float64') {
    this.value = value;
    this.kind = kind;
  }
}

export interface Scalar {
  kind: 'bool' | 'int' | 'float64' | 'string' | 'other';
  value?: string | number | boolean;
}

export interface EvaluateOptions {
  /** A missing key is an error rather than nothing. */
  strictKeys?: boolean;
  /** Numbers of the object are float64: so it is with objects of known type, while those straight from a server keep integers apart. */
  floatNumbers?: boolean;
}

/** Hands `emit` what every text and action of the template stands for, in order. Throws JsonPathExecutionError. */
export function evaluateTemplate(parts: readonly Part[], data: unknown, options: EvaluateOptions, emit: (values: unknown[]) => void): void {
  const run = (from: number, current: unknown, depth: number): number => {
    for (let i = from; i < parts.length; i++) {
      const part = parts[i]!;
      if (part.type === 'text') {
        emit([part.text]);
        continue;
      }
      const [first, ...rest] = part.steps;
      const keyword = first?.type === 'identifier' ? first.name : '';
      if (keyword === 'end') {
        if (depth === 0) throw new JsonPathExecutionError('not in range, nothing to end');
        return i;
      }
      if (keyword !== 'range') {
        emit(follow([current], part.steps, options));
        continue;
      }
      const values = follow([current], rest, options);
      if (values.length === 0) i = endOfRange(parts, i);
      else {
        let end = i;
        for (const value of values) end = run(i + 1, value, depth + 1);
        // A range that is not closed is gone through once more, for the object around it.
        if (end < parts.length) i = end;
      }
    }
    return parts.length;
  };
  run(0, data, 0);
}

function endOfRange(parts: readonly Part[], from: number): number {
  let depth = 0;
  for (let i = from; i < parts.length; i++) {
    const part = parts[i]!;
    const first = part.type === 'action' ? part.steps[0] : undefined;
    if (first?.type !== 'identifier') continue;
    if (first.name === 'range') depth++;
    if (first.name === 'end' && --depth === 0) return i;
  }
  return parts.length;
}

/** Takes every step in turn, from all values that the one before led to. */
export function follow(values: readonly unknown[], steps: readonly Step[], options: EvaluateOptions): unknown[] {
  let current = [...values];
  for (const step of steps) current = take(current, step, options);
  return current;
}

function take(values: unknown[], step: Step, options: EvaluateOptions): unknown[] {
  switch (step.type) {
    case 'text':
      return [step.text];
    case 'literal':
      return [typeof step.value === 'boolean' ? step.value : new TypedNumber(step.value, step.kind === 'int' ? 'int' : 'float64')];
    case 'identifier':
      throw new JsonPathExecutionError(`unrecognized identifier ${step.name}`);
    case 'field':
      return takeField(values, step.name, options);
    case 'slice':
      return values.filter(isPresent).flatMap((value) => slice(value, step, options));
    case 'wildcard':
      return values.flatMap(children);
    case 'descend':
      return values.flatMap(descend);
    case 'union':
      return step.branches.flatMap((branch) => follow(values, branch, options));
    case 'filter':
      return values.filter(isPresent).flatMap((value) => filter(value, step, options));
  }
}

const isPresent = (value: unknown): boolean => value !== null && value !== undefined;

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof TypedNumber);
}

function takeField(values: unknown[], name: string, options: EvaluateOptions): unknown[] {
  if (values.length === 0) return [];
  const found: unknown[] = [];
  for (const value of values) if (isMap(value) && Object.hasOwn(value, name) && value[name] !== undefined) found.push(value[name]);
  if (found.length === 0 && options.strictKeys) throw new JsonPathExecutionError(`${name} is not found`);
  return found;
}

function slice(value: unknown, bounds: Extract<Step, { type: 'slice' }>, options: EvaluateOptions): unknown[] {
  if (!Array.isArray(value)) throw new JsonPathExecutionError(`${goType(value, options)} is not array or slice`);
  const length = value.length;
  let start = bounds.start ?? 0;
  const derived = bounds.single && bounds.start !== undefined;
  let end = derived ? start + 1 : (bounds.end ?? (bounds.single && bounds.start === undefined ? 1 : length));
  if (start < 0) start += length;
  if (end < 0 || (end === 0 && derived)) end += length;
  const outside = (index: number): never => {
    throw new JsonPathExecutionError(`array index out of bounds: index ${index}, length ${length}`);
  };
  if (start !== end) {
    if (start < 0 || start >= length) outside(start);
    if (end < 0 || end > length) outside(end - 1);
  }
  if (start > end) throw new JsonPathExecutionError(`starting index ${start} is greater than ending index ${end}`);
  if (bounds.step === undefined) return value.slice(start, end);
  if (bounds.step <= 0) throw new JsonPathExecutionError('step must be > 0');
  const step = bounds.step;
  return value.slice(start, end).filter((_, index) => index % step === 0);
}

/** Go's strings are bytes, and a wildcard finds them. */
function children(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  if (typeof value === 'string') return [...new TextEncoder().encode(value)];
  if (!isMap(value)) return [];
  return Object.keys(value)
    .sort()
    .map((key) => value[key])
    .filter((item) => item !== undefined);
}

function descend(value: unknown): unknown[] {
  const below = children(value);
  if (below.length === 0) return [];
  return typeof value === 'string' ? [value] : [value, ...below.flatMap(descend)];
}

function filter(value: unknown, step: Extract<Step, { type: 'filter' }>, options: EvaluateOptions): unknown[] {
  if (!Array.isArray(value)) throw new JsonPathExecutionError(`${goValue(plain(value))} is not array or slice and cannot be filtered`);
  return value.filter((item: unknown) => {
    if (step.operator === 'exists') return follow([item], step.left, { ...options, strictKeys: false }).length > 0;
    const left = follow([item], step.left, options);
    const right = follow([item], step.right, options);
    if (left.length > 1 || right.length > 1) throw new JsonPathExecutionError('can only compare one element at a time');
    if (left.length === 0 || right.length === 0) return false;
    try {
      return compareScalars(scalar(left[0], options), step.operator, scalar(right[0], options));
    } catch (error) {
      throw error instanceof ComparisonError ? new JsonPathExecutionError(error.message) : error;
    }
  });
}

function scalar(value: unknown, options: EvaluateOptions): Scalar {
  if (value instanceof TypedNumber) return { kind: value.kind, value: value.value };
  if (typeof value === 'string') return { kind: 'string', value };
  if (typeof value === 'boolean') return { kind: 'bool', value };
  if (typeof value === 'number') return { kind: isInteger(value, options) ? 'int' : 'float64', value };
  return { kind: 'other' };
}

function isInteger(value: number, options: EvaluateOptions): boolean {
  return !options.floatNumbers && Number.isInteger(value);
}

export function plain(value: unknown): unknown {
  return value instanceof TypedNumber ? value.value : value;
}

function goType(value: unknown, options: EvaluateOptions): string {
  if (value instanceof TypedNumber) return value.kind;
  if (typeof value === 'number') return isInteger(value, options) ? 'int64' : 'float64';
  if (typeof value === 'boolean') return 'bool';
  return isMap(value) ? 'map[string]interface {}' : typeof value;
}
