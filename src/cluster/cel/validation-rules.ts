/**
 * `x-kubernetes-validations`: the rules in a CustomResourceDefinition's schema.
 *
 *   validateSchemaRules(schema, path)  what is wrong with the rules themselves, when a definition is written
 *   compileRules(schema)               once per schema; undefined when it has no rules (nothing of CEL is built then)
 *   evaluateRules(rules, next, previous, path)  what is wrong with a resource: errors, and warnings for what was wrong before
 *
 * `schema` is the root of a version's structural schema, `next` the whole resource after pruning and defaulting, `previous` the stored one
 * (undefined on create).
 */
import * as field from '../../api/field-error.ts';
import { child, fieldErrorText, keyed, type FieldError } from '../../api/field-error.ts';
import { deepEqual, getOwn, isObject } from '../../api/json.ts';
import { compile, PER_CALL_LIMIT, RUNTIME_BUDGET, type Environment, type Program } from './compile.ts';
import { RuleCosts } from './rule-costs.ts';
import { rulePath } from './rule-paths.ts';
import { mostTimes, sizesOf } from './schema-sizes.ts';
import { escapeName, typeOfSchema, valueOfSchema, type Schema, type ValidationRule } from './schema-types.ts';
import { CompileError } from './source.ts';
import { optionalOf, type CelType } from './types.ts';
import { CostError, EvaluationError, Optional, type Value } from './values.ts';

/** The rules of a schema and of all below it. */
export interface SchemaRules {
  schema: Schema;
  isRoot: boolean;
  rules: readonly CompiledRule[];
  properties: ReadonlyMap<string, SchemaRules>;
  values?: SchemaRules;
  items?: SchemaRules;
  allOf: readonly SchemaRules[];
}

export interface CompiledRule {
  rule: ValidationRule;
  /** Undefined when the rule is blank or does not compile. */
  program?: Program;
  problem?: string;
  message?: Program;
  messageProblem?: string;
  /** Compares with the value before: skipped when there is none, unless it can do without. */
  usesOldSelf: boolean;
  /** Where a failure is told, below the rule's own field. */
  path: string;
}

/** Names of types are made up by the server; nothing may depend on them. */
const SELF_TYPE = 'selfType';

export function compileRules(schema: Schema): SchemaRules | undefined {
  return compileNode(schema, schema, true, typeOfSchema(schema, SELF_TYPE, true));
}

/** `rulesOf` has the rules, `schema` says what the values are (those of allOf have rules only). */
function compileNode(rulesOf: Schema, schema: Schema, isRoot: boolean, type: CelType | undefined): SchemaRules | undefined {
  if (!hasRules(rulesOf)) return undefined;
  const rules = type ? (rulesOf['x-kubernetes-validations'] ?? []).map((rule) => compileRule(rule, schema, type)) : [];
  const properties = new Map<string, SchemaRules>();
  for (const [key, property] of Object.entries(rulesOf.properties ?? {})) {
    const known = getOwn(schema.properties ?? {}, key);
    if (!known) continue;
    const escaped = escapeName(key);
    const seen = escaped !== undefined && type?.kind === 'object' ? type.field(escaped) : typeOfSchema(known, `${SELF_TYPE}.${key}`);
    const embedded = known['x-kubernetes-embedded-resource'] === true;
    const node = seen && compileNode(property, known, embedded, seen);
    if (node) properties.set(key, node);
  }
  const [ruleValues, values] = [additional(rulesOf), additional(schema)];
  const inner = type?.kind === 'list' || type?.kind === 'map' ? type.of : undefined;
  const below = (part: Schema | undefined, known: Schema | undefined): SchemaRules | undefined =>
    part && known && compileNode(part, known, known['x-kubernetes-embedded-resource'] === true, inner);
  const allOf = (rulesOf.allOf ?? []).flatMap((part) => compileNode(part, schema, isRoot, type) ?? []);
  const node: SchemaRules = { schema, isRoot, rules, properties, allOf };
  const [valueRules, itemRules] = [below(ruleValues, values), below(rulesOf.items, schema.items)];
  if (valueRules) node.values = valueRules;
  if (itemRules) node.items = itemRules;
  return node;
}

function additional(schema: Schema): Schema | undefined {
  return isObject(schema.additionalProperties) ? (schema.additionalProperties as Schema) : undefined;
}

function hasRules(schema: Schema): boolean {
  if (schema['x-kubernetes-validations']?.length) return true;
  const parts = [...Object.values(schema.properties ?? {}), additional(schema), schema.items, ...(schema.allOf ?? [])];
  return parts.some((part) => part !== undefined && hasRules(part));
}

function compileRule(rule: ValidationRule, schema: Schema, type: CelType): CompiledRule {
  const result: CompiledRule = { rule, usesOldSelf: false, path: '' };
  if (rule.rule.trim() === '') return result;
  const old = rule.optionalOldSelf === true ? optionalOf(type) : type;
  const environment: Environment = { variables: { self: type, oldSelf: old } };
  const compiled = compiledAs(rule.rule, environment, 'bool');
  if (typeof compiled === 'string') {
    result.problem = compiled === WRONG_TYPE ? 'cel expression must evaluate to a bool' : `compilation failed: ${compiled}`;
    return result;
  }
  result.program = compiled;
  result.usesOldSelf = compiled.variables.has('oldSelf');
  if (rule.messageExpression) {
    const message = compiledAs(rule.messageExpression, environment, 'string');
    if (typeof message !== 'string') result.message = message;
    else {
      result.messageProblem =
        message === WRONG_TYPE ? 'messageExpression must evaluate to a string' : `messageExpression compilation failed: ${message}`;
    }
  }
  if (rule.fieldPath) result.path = rulePath(rule.fieldPath, schema).path ?? '';
  return result;
}

const WRONG_TYPE = 'wrong type';

function compiledAs(text: string, environment: Environment, kind: CelType['kind']): Program | string {
  try {
    const program = compile(text, environment);
    return program.type.kind === kind ? program : WRONG_TYPE;
  } catch (error) {
    if (error instanceof CompileError) return error.message;
    throw error;
  }
}

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

const REASONS = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired'];
const LONGEST_RULE_MESSAGE = 2048;

/** What is wrong with the rules of a schema. Where a schema has faults of another kind as well, its rules are not compiled: pass `compiles: false`. */
export function validateSchemaRules(schema: Schema, path: string, compiles = true): FieldError[] {
  if (!hasRules(schema)) return [];
  const shape = validateShapes(schema, path);
  if (shape.length > 0 || !compiles) return shape;
  const rules = compileRules(schema);
  if (!rules) return [];
  const costs = new RuleCosts();
  const errors = validateCompiled(rules, schema, { path, uncorrelatable: undefined, times: 1 }, costs);
  return [...errors, ...costs.errors(path)];
}

/** The paths of a schema's parts, as the server names them. */
function parts(
  schema: Schema,
  path: string,
): { schema: Schema; path: string; key?: string; kind: 'values' | 'property' | 'items' | 'allOf' }[] {
  const values = additional(schema);
  return [
    ...(values ? [{ schema: values, path: child(path, 'additionalProperties'), kind: 'values' as const }] : []),
    ...Object.entries(schema.properties ?? {}).map(([key, part]) => ({
      schema: part,
      path: keyed(child(path, 'properties'), key),
      key,
      kind: 'property' as const,
    })),
    ...(schema.allOf ?? []).map((part, index) => ({ schema: part, path: child(path, 'allOf', index), kind: 'allOf' as const })),
    ...(schema.items ? [{ schema: schema.items, path: child(path, 'items'), kind: 'items' as const }] : []),
  ];
}

function validateShapes(schema: Schema, path: string): FieldError[] {
  const errors = parts(schema, path).flatMap((part) => (hasRules(part.schema) ? validateShapes(part.schema, part.path) : []));
  (schema['x-kubernetes-validations'] ?? []).forEach((rule, index) => {
    errors.push(...validateShape(rule, schema, child(path, 'x-kubernetes-validations', index)));
  });
  return errors;
}

const hasNewline = (text: string): boolean => /[\n\r]/.test(text);

function validateShape(given: ValidationRule, schema: Schema, path: string): FieldError[] {
  const { rule, message = '', messageExpression = '', reason, fieldPath = '' } = given;
  const errors: FieldError[] = [];
  const at = (name: string): string => child(path, name);
  if (rule.trim() === '') errors.push(field.required(at('rule'), 'rule is not specified'));
  else if (message !== '' && message.trim() === '')
    errors.push(field.invalid(at('message'), message, 'message must be non-empty if specified'));
  else if (message.length > LONGEST_RULE_MESSAGE) {
    const text = `message must have a maximum length of ${LONGEST_RULE_MESSAGE} characters`;
    errors.push(field.invalid(at('message'), `${message.slice(0, 10)}...`, text));
  } else if (hasNewline(message.trim())) errors.push(field.invalid(at('message'), message, 'message must not contain line breaks'));
  else if (hasNewline(rule.trim()) && message.trim() === '') {
    errors.push(field.required(at('message'), 'message must be specified if rule contains line breaks'));
  }
  if (messageExpression !== '' && messageExpression.trim() === '') {
    errors.push(field.required(at('messageExpression'), 'messageExpression must be non-empty if specified'));
  }
  if (reason !== undefined && !REASONS.includes(reason)) errors.push(field.notSupported(at('reason'), reason, REASONS));
  if (fieldPath !== '' && fieldPath.trim() === '') {
    errors.push(field.invalid(at('fieldPath'), fieldPath, 'fieldPath must be non-empty if specified'));
  }
  if (hasNewline(fieldPath)) errors.push(field.invalid(at('fieldPath'), fieldPath, 'fieldPath must not contain line breaks'));
  if (fieldPath !== '') {
    const { problem } = rulePath(fieldPath, schema);
    if (problem !== undefined) errors.push(field.invalid(at('fieldPath'), fieldPath, `fieldPath must be a valid path: ${problem}`));
  }
  return errors;
}

/** Where a schema stands in the whole. */
interface Position {
  path: string;
  /** The part of the schema around this one within which old and new values cannot be told to belong together. */
  uncorrelatable: string | undefined;
  /** How many values of the schema there can be in one resource; undefined: as many as fit into a request. */
  times: number | undefined;
}

function validateCompiled(rules: SchemaRules, schema: Schema, { path, uncorrelatable, times }: Position, costs: RuleCosts): FieldError[] {
  const errors: FieldError[] = [];
  for (const part of parts(schema, path)) {
    const below = rulesBelow(rules, part);
    if (!below) continue;
    const atomic = schema['x-kubernetes-map-type'] === 'atomic' && part.kind !== 'allOf' && part.kind !== 'items';
    const unordered = part.kind === 'items' && schema['x-kubernetes-list-type'] !== 'map';
    const most = part.kind === 'items' ? schema.maxItems : part.kind === 'values' ? schema.maxProperties : 1;
    const position = {
      path: part.path,
      uncorrelatable: uncorrelatable ?? (atomic || unordered ? path : undefined),
      times: times === undefined || most === undefined ? undefined : times * Math.max(most, 0),
    };
    errors.push(...validateCompiled(below, part.schema, position, costs));
  }
  const sizeOf = sizesOf(schema, rules.isRoot);
  rules.rules.forEach((compiled, index) => {
    const at = child(path, 'x-kubernetes-validations', index);
    const { rule, program, message, problem, messageProblem, usesOldSelf } = compiled;
    if (program) errors.push(...costs.rule(child(at, 'rule'), program.estimate(sizeOf) * (times ?? mostTimes(schema))));
    if (problem !== undefined) errors.push(field.invalid(child(at, 'rule'), internalRule(rule), problem));
    if (messageProblem !== undefined) errors.push(field.invalid(child(at, 'messageExpression'), internalRule(rule), messageProblem));
    else if (message) errors.push(...costs.message(child(at, 'messageExpression'), message.estimate(sizeOf)));
    if (usesOldSelf && uncorrelatable !== undefined) {
      const text = `oldSelf cannot be used on the uncorrelatable portion of the schema within ${uncorrelatable}`;
      errors.push(field.invalid(child(at, 'rule'), rule.rule, text));
    }
  });
  return errors;
}

function rulesBelow(rules: SchemaRules, part: ReturnType<typeof parts>[number]): SchemaRules | undefined {
  switch (part.kind) {
    case 'property':
      return rules.properties.get(part.key!);
    case 'values':
      return rules.values;
    case 'items':
      return rules.items;
    case 'allOf':
      return rules.allOf.find(() => hasRules(part.schema));
  }
}

/** A rule as the server shows it in messages: the fields of its internal type. */
function internalRule(rule: ValidationRule): Record<string, unknown> {
  return {
    Rule: rule.rule,
    Message: rule.message ?? '',
    MessageExpression: rule.messageExpression ?? '',
    Reason: rule.reason ?? null,
    FieldPath: rule.fieldPath ?? '',
    OptionalOldSelf: rule.optionalOldSelf ?? null,
  };
}
