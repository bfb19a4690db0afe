import { goFloat, goJson, goNumber, goQuote } from '../go-text.ts';
import { UserError } from '../user-error.ts';
import { goSyntax } from '../go-syntax.ts';
import { TypedNumber, evaluateTemplate, JsonPathExecutionError, plain, type EvaluateOptions } from './evaluate.ts';
import { parseTemplate } from './parse.ts';
import { JsonPathSyntaxError, type Part } from './syntax.ts';

export { relaxedPath } from './relaxed.ts';
export type { EvaluateOptions } from './evaluate.ts';

export interface JsonPath {
  text: string;
  parts: readonly Part[];
}

/** Throws UserError: `error parsing jsonpath TEXT, WHY`. */
export function parseJsonPath(text: string): JsonPath {
  return parseNamed(text, `error parsing jsonpath ${text}, `);
}

/** The same where kubectl tells the reason alone (`--sort-by`, custom columns). */
export function parseBareJsonPath(text: string): JsonPath {
  return parseNamed(text, '');
}

function parseNamed(text: string, prefix: string): JsonPath {
  try {
    return { text, parts: parseTemplate(text) };
  } catch (error) {
    throw error instanceof JsonPathSyntaxError ? new UserError(prefix + error.message) : error;
  }
}

/** What each text and action leads to. Throws UserError with the bare reason. */
export function findResults(path: JsonPath, data: unknown, options: EvaluateOptions = {}): unknown[][] {
  try {
    const results: unknown[][] = [];
    evaluateTemplate(path.parts, data, options, (values) => results.push(values.map(plain)));
    return results;
  } catch (error) {
    throw error instanceof JsonPathExecutionError ? new UserError(error.message) : error;
  }
}

/** What `-o jsonpath` prints. Throws UserError with the template and the object, as kubectl helps to look for the mistake. */
export function printJsonPath(path: JsonPath, data: unknown, options: EvaluateOptions = {}): string {
  let out = '';
  execute(path, data, options, (values) => (out += values.map((value) => show(value, options)).join(' ')));
  return out;
}

/** What `-o jsonpath-as-json` prints: a list for every action. */
export function printJsonPathAsJson(path: JsonPath, data: unknown, options: EvaluateOptions, toJson: (value: unknown) => string): string {
  let out = '';
  execute(path, data, options, (values) => (out += toJson(values.map(plain))));
  return out;
}

function execute(path: JsonPath, data: unknown, options: EvaluateOptions, emit: (values: unknown[]) => void): void {
  try {
    evaluateTemplate(path.parts, data, options, emit);
  } catch (error) {
    if (!(error instanceof JsonPathExecutionError)) throw error;
    throw new UserError(
      `error executing jsonpath ${goQuote(path.text)}: Error executing template: ${error.message}. Printing more information for debugging the template:\n` +
        `\ttemplate was:\n\t\t${path.text}\n\tobject given to jsonpath engine was:\n\t\t${goSyntax(data)}\n\n`,
    );
  }
}

function show(value: unknown, options: EvaluateOptions): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return options.floatNumbers ? goFloat(value) : goNumber(value);
  if (value instanceof TypedNumber) return value.kind === 'int' ? String(value.value) : goFloat(value.value);
  return goJson(value);
}
