/**
 * `x-kubernetes-validations`: the rules in a CustomResourceDefinition's schema.
 *
 *   validateSchemaRules(schema, path)  what is wrong with the rules themselves, when a definition is written (rule-checks.ts)
 *   compileRules(schema)               once per schema; undefined when it has no rules (nothing of CEL is built then)
 *   evaluateRules(rules, next, previous, path)  what is wrong with a resource: errors, and warnings for what was wrong before (rule-evaluation.ts)
 *
 * `schema` is the root of a version's structural schema, `next` the whole resource after pruning and defaulting, `previous` the stored one
 * (undefined on create).
 */
import { getOwn } from '../../api/json.ts';
import { compile, type Environment, type Program } from './compile.ts';
import { rulePath } from './rule-paths.ts';
import { additionalSchema, type Schema, type ValidationRule } from '../custom/schema.ts';
import { escapeName, typeOfSchema } from './schema-types.ts';
import { CompileError } from './source.ts';
import { optionalOf, type CelType } from './types.ts';

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
  const [ruleValues, values] = [additionalSchema(rulesOf), additionalSchema(schema)];
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

export function hasRules(schema: Schema): boolean {
  if (schema['x-kubernetes-validations']?.length) return true;
  const parts = [...Object.values(schema.properties ?? {}), additionalSchema(schema), schema.items, ...(schema.allOf ?? [])];
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
