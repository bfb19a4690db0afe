import * as field from '../../api/field-error.ts';
import { child, keyed, type FieldError } from '../../api/field-error.ts';
import { RuleCosts } from './rule-costs.ts';
import { evaluateRules } from './rule-evaluation.ts';
import { rulePath } from './rule-paths.ts';
import { mostTimes, sizesOf } from './schema-sizes.ts';
import { additionalSchema, type Schema, type ValidationRule } from '../custom/schema.ts';
import { compileRules, hasRules, type SchemaRules } from './validation-rules.ts';

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
  errors.push(...costs.errors(path));
  return errors.length > 0 ? errors : validateDefaults(rules, schema, path);
}

/** Defaults have to obey the rules that are made for them. */
function validateDefaults(rules: SchemaRules, schema: Schema, path: string): FieldError[] {
  const own = schema.default === undefined ? [] : evaluateRules(rules, schema.default, undefined, child(path, 'default')).errors;
  const nested = parts(schema, path).flatMap((part) => {
    const below = part.kind === 'allOf' ? undefined : rulesBelow(rules, part);
    return below ? validateDefaults(below, part.schema, part.path) : [];
  });
  return [...own, ...nested];
}

/** The paths of a schema's parts, as the server names them. */
function parts(
  schema: Schema,
  path: string,
): { schema: Schema; path: string; key?: string; kind: 'values' | 'property' | 'items' | 'allOf' }[] {
  const values = additionalSchema(schema);
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
