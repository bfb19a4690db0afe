import type { KubeObject } from '../../api/object.ts';
import { UserError } from '../../api/user-error.ts';
import { findResults, parseBareJsonPath, relaxedPath, type JsonPath } from '../../api/jsonpath/index.ts';

/** What `--for` asks of an object. */
export type WaitCondition =
  | { kind: 'delete' }
  | { kind: 'create' }
  | { kind: 'condition'; type: string; status: string }
  | { kind: 'jsonpath'; path: JsonPath; value: string | undefined };

const JSONPATH_FORM = "jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or --for=jsonpath='{.status.readyReplicas}'";

/** Reads all of `--for`: creation comes first. Throws kubectl's errors. */
export function parseWaitConditions(texts: readonly string[]): WaitCondition[] {
  if (texts.length === 0) throw new UserError('unrecognized condition: []');
  const conditions = texts.map(parseWaitCondition);
  return [...conditions.filter(({ kind }) => kind === 'create'), ...conditions.filter(({ kind }) => kind !== 'create')];
}

function parseWaitCondition(text: string): WaitCondition {
  const lower = text.toLowerCase();
  if (lower === 'delete' || lower === 'create') return { kind: lower };
  if (text.startsWith('condition=')) {
    const [type = '', status = 'true', ...rest] = text.slice('condition='.length).split('=');
    if (rest.length === 0) return { kind: 'condition', type, status };
  }
  if (text.startsWith('jsonpath=')) return jsonPathCondition(text.slice('jsonpath='.length));
  throw new UserError(`unrecognized condition: ${JSON.stringify(text)}`);
}

function jsonPathCondition(text: string): WaitCondition {
  const [expression = '', given, ...rest] = splitAtEquals(text);
  if (rest.length > 0) throw new UserError(JSONPATH_FORM);
  const relaxed = relaxedPath(expression);
  const value = given?.replace(/^['"]+|['"]+$/g, '');
  if (value === '')
    throw new UserError("jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3");
  if (relaxed === '') throw new UserError('jsonpath expression cannot be empty');
  return { kind: 'jsonpath', path: parseBareJsonPath(relaxed), value };
}

/** At every `=` that stands alone; `==` belongs to a filter. */
function splitAtEquals(text: string): string[] {
  const parts: string[] = [];
  let part = '';
  for (const piece of text.match(/==|=|[^=]+/g) ?? []) {
    if (piece !== '=') part += piece;
    else {
      parts.push(part);
      part = '';
    }
  }
  return [...parts, part];
}

interface Condition {
  type?: string;
  status?: string;
  observedGeneration?: number;
}

/** Does the object, as it is, fulfil the condition? (`delete` and `create` are about there being one at all.) */
export function isMet(condition: WaitCondition, object: KubeObject): boolean {
  if (condition.kind === 'condition') return conditionMet(condition.type, condition.status, object);
  if (condition.kind === 'jsonpath') return jsonPathMet(condition, object);
  return condition.kind === 'create';
}

function conditionMet(type: string, status: string, object: KubeObject): boolean {
  const conditions = (object['status']?.conditions ?? []) as Condition[];
  const found = conditions.find((condition) => condition.type?.toLowerCase() === type.toLowerCase());
  if (!found) return false;
  const { generation } = object.metadata;
  const observed = found.observedGeneration ?? (object['status']?.observedGeneration as number | undefined);
  // What was observed of an older generation says nothing of this one.
  if (generation !== undefined && observed !== undefined && observed < generation) return false;
  return found.status?.toLowerCase() === status.toLowerCase();
}

function jsonPathMet({ path, value }: { path: JsonPath; value: string | undefined }, object: KubeObject): boolean {
  const results = findResults(path, object);
  const [found] = results;
  if (!found || found.length === 0) return false;
  if (results.length > 1) throw new UserError('given jsonpath expression matches more than one list');
  if (found.length > 1) throw new UserError('given jsonpath expression matches more than one value');
  if (value === undefined) return true;
  const [only] = found;
  if (typeof only === 'object' && only !== null) throw new UserError('jsonpath leads to a nested object or list which is not supported');
  return String(only) === value.trim();
}
