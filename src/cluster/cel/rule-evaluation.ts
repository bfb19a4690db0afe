import * as field from '../../api/field-error.ts';
import { child, fieldErrorText, keyed, type FieldError } from '../../api/field-error.ts';
import { deepEqual, getOwn, isObject } from '../../api/json.ts';
import { PER_CALL_LIMIT, RUNTIME_BUDGET, type Program } from './compile.ts';
import type { Schema } from '../custom/schema.ts';
import { valueOfSchema } from './schema-types.ts';
import type { CompiledRule, SchemaRules } from './validation-rules.ts';
import { CostError, EvaluationError, Optional, type Value } from './values.ts';

export interface RuleFindings {
  errors: FieldError[];
  /** What was as wrong before and has not been touched: told, but no reason to refuse. */
  warnings: string[];
}

/** Where values stand in the resource as it was: what is unchanged may stay wrong. */
interface Previous {
  /** The value that this one follows; undefined when there is none or nobody can tell. */
  value: unknown;
  /** Is it, or something around it that can be compared, as it was? */
  unchanged: boolean;
}

class Run {
  budget = RUNTIME_BUDGET;
  readonly errors: FieldError[] = [];
  readonly warnings: string[] = [];
  over = false;
}

export function evaluateRules(rules: SchemaRules, next: unknown, previous: unknown, path = ''): RuleFindings {
  const run = new Run();
  evaluateNode(run, rules, next, { value: previous, unchanged: previous !== undefined && deepEqual(next, previous) }, path);
  return { errors: run.errors, warnings: run.warnings };
}

function evaluateNode(run: Run, node: SchemaRules, value: unknown, previous: Previous, path: string): void {
  if (run.over || value === null || value === undefined) return;
  evaluateOwn(run, node, value, previous, path);
  for (const part of node.allOf) evaluateNode(run, part, value, { ...previous, unchanged: false }, path);
  if (Array.isArray(value)) {
    if (!node.items) return;
    const old = Array.isArray(previous.value) ? previous.value : [];
    value.forEach((item, index) => {
      const before = correlated(node.schema, item, old);
      const unchanged = before === undefined ? previous.unchanged : deepEqual(item, before);
      evaluateNode(run, node.items!, item, { value: before, unchanged }, child(path, index));
    });
    return;
  }
  if (!isObject(value)) return;
  const comparable = node.schema['x-kubernetes-map-type'] !== 'atomic' && isObject(previous.value) ? previous.value : {};
  for (const [key, item] of Object.entries(value)) {
    const below =
      node.properties.get(key) ?? (node.schema.properties && Object.hasOwn(node.schema.properties, key) ? undefined : node.values);
    if (!below) continue;
    const before = getOwn(comparable, key);
    const unchanged = before === undefined ? previous.unchanged : deepEqual(item, before);
    const at = node.properties.has(key) ? child(path, key) : keyed(path, key);
    evaluateNode(run, below, item, { value: before, unchanged }, at);
  }
}

/** The item of a list before that this one follows: only lists that stand for maps can tell. */
function correlated(schema: Schema, item: unknown, old: readonly unknown[]): unknown {
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  if (schema['x-kubernetes-list-type'] !== 'map' || !isObject(item)) return undefined;
  return old.find((other) => isObject(other) && keys.every((key) => deepEqual(getOwn(item, key), getOwn(other, key))));
}

function evaluateOwn(run: Run, { schema, isRoot, rules }: SchemaRules, value: unknown, previous: Previous, path: string): void {
  if (rules.length === 0) return;
  const shown = isRoot ? 'object' : (schema.type ?? '');
  const self = valueOfSchema(value, schema, isRoot);
  const before = previous.value === undefined || previous.value === null ? undefined : valueOfSchema(previous.value, schema, isRoot);
  for (const compiled of rules) {
    if (run.over) return;
    if (run.budget <= 0) return stop(run, field.invalid(path, shown, OUT_OF_BUDGET));
    const { rule, program, problem, usesOldSelf } = compiled;
    if (problem !== undefined) {
      run.errors.push(field.invalid(path, shown, `rule compile error: ${problem}`));
      continue;
    }
    const optional = rule.optionalOldSelf === true;
    if (!program || (usesOldSelf && before === undefined && !optional)) continue;
    const variables = (name: string): Value | undefined => {
      if (name === 'self') return self;
      return optional ? (before === undefined ? Optional.none : new Optional(before)) : before;
    };
    evaluateRule(run, compiled, program, variables, { path, shown, unchanged: previous.unchanged });
  }
}

const OUT_OF_BUDGET = 'validation failed due to running out of cost budget, no further validation rules will be run';

function stop(run: Run, error: FieldError): void {
  run.errors.push(error);
  run.over = true;
}

interface Place {
  path: string;
  /** What is shown for the value: the type of its schema. */
  shown: string;
  unchanged: boolean;
}

function evaluateRule(
  run: Run,
  { rule, message, usesOldSelf, path: below }: CompiledRule,
  program: Program,
  variables: (name: string) => Value | undefined,
  { path, shown, unchanged }: Place,
): void {
  const spent = { cost: 0 };
  let holds: Value;
  try {
    holds = program.evaluate(variables, spent);
    run.budget -= spent.cost;
  } catch (error) {
    run.budget -= spent.cost;
    const text = rule.message?.trim() || rule.rule.trim();
    if (error instanceof CostError) {
      const why = `'${error.message}': no further validation rules will be run due to call cost exceeds limit for rule: ${text}`;
      return stop(run, field.invalid(path, shown, why));
    }
    if (!(error instanceof EvaluationError)) throw error;
    const why = error.message.startsWith('no such overload')
      ? `'${error.message}': call arguments did not match a supported operator, function or macro signature for rule: ${text}`
      : `${error.message} evaluating rule: ${text}`;
    run.errors.push(field.invalid(path, shown, why));
    return;
  }
  if (run.budget < 0) return stop(run, field.invalid(path, shown, OUT_OF_BUDGET));
  if (holds === true) return;
  const at = below === '' ? path : child(path, below);
  const detail = (message && evaluateMessage(run, message, variables)) || rule.message?.trim() || `failed rule: ${rule.rule.trim()}`;
  const error = withReason(at, shown, detail, rule.reason);
  if (unchanged && !usesOldSelf) run.warnings.push(fieldErrorText(error));
  else run.errors.push(error);
}

const LONGEST_MESSAGE = 5 * 1024;

/** The message that an expression makes; undefined when nothing usable comes of it. */
function evaluateMessage(run: Run, program: Program, variables: (name: string) => Value | undefined): string | undefined {
  const spent = { cost: 0 };
  try {
    const value = program.evaluate(variables, spent);
    const text = typeof value === 'string' ? value.trim() : '';
    return text.length > LONGEST_MESSAGE || text.includes('\n') ? undefined : text;
  } catch (error) {
    if (error instanceof EvaluationError || error instanceof CostError) return undefined;
    throw error;
  } finally {
    run.budget -= Math.min(spent.cost, PER_CALL_LIMIT);
  }
}

function withReason(path: string, value: string, detail: string, reason: string | undefined): FieldError {
  switch (reason) {
    case 'FieldValueForbidden':
      return field.forbidden(path, detail);
    case 'FieldValueRequired':
      return field.required(path, detail);
    case 'FieldValueDuplicate':
      return field.duplicate(path, value);
    default:
      return field.invalid(path, value, detail);
  }
}
