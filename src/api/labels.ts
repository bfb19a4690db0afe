import { fieldErrorsText, invalid, keyed, type FieldError } from './field-error.ts';
import { goValue } from './go-text.ts';
import { checkLabelValue, checkQualifiedName } from './names.ts';

export type Operator = '=' | '==' | '!=' | 'in' | 'notin' | 'exists' | '!' | 'gt' | 'lt';

export interface Requirement {
  readonly key: string;
  readonly operator: Operator;
  /** Sorted, without repetitions. */
  readonly values: readonly string[];
}

/** All requirements have to hold; none match everything. */
export type Selector = readonly Requirement[];

export interface LabelSelector {
  matchLabels?: Readonly<Record<string, string>>;
  matchExpressions?: readonly LabelSelectorRequirement[];
}

export interface LabelSelectorRequirement {
  key: string;
  operator: string;
  values?: readonly string[];
}

/** Selects no object at all: what a selector that is not there (null) means. */
export const nothing: Selector = Object.freeze([{ key: '', operator: 'in', values: [] }] as const);

export class SelectorError extends Error {}

const tokenPattern = /\s*(==|!=|[=!(),<>]|[^\s=!(),<>]+|$)/y;
const binaryOperators: Readonly<Record<string, Operator>> = {
  in: 'in',
  notin: 'notin',
  '=': '=',
  '==': '==',
  '!=': '!=',
  '>': 'gt',
  '<': 'lt',
};
const symbols = new Set(['=', '==', '!=', '!', '(', ')', ',', '<', '>']);

/** Tokens of a selector; the end of the text is ''. */
function tokenize(text: string): string[] {
  const tokens: string[] = [];
  tokenPattern.lastIndex = 0;
  do tokens.push(tokenPattern.exec(text)?.[1] ?? '');
  while (tokens.at(-1) !== '');
  return tokens;
}

const isIdentifier = (token: string): boolean => token !== '' && !symbols.has(token);

/**
 * Parses `app=web,tier in (a,b),!old`. The requirements come back sorted by key.
 * @throws SelectorError with the API server's message
 */
export function parseLabelSelector(text: string): Selector {
  const tokens = tokenize(text);
  const requirements: Requirement[] = [];
  let at = 0;
  const peek = (): string => tokens[at] ?? '';
  const next = (): string => tokens[at++] ?? '';

  const values = (): string[] => {
    if (next() !== '(') throw new SelectorError(`found '${tokens[at - 1]}' expected: '('`);
    if (peek() === ')') {
      next();
      return [''];
    }
    const list: string[] = [];
    let item = '';
    for (;;) {
      const token = next();
      if (token === ',' || token === ')') {
        list.push(item);
        item = '';
        if (token === ')') return list;
      } else if (!isIdentifier(token)) {
        throw new SelectorError(
          `found '${token}', expected: ${list.length === 0 && item === '' ? "',', ')' or identifier" : "',', or identifier"}`,
        );
      } else {
        item = token;
        if (peek() !== ',' && peek() !== ')') throw new SelectorError(`found '${peek()}', expected: ',' or ')'`);
      }
    }
  };

  const exactValue = (): string[] => {
    if (peek() === '' || peek() === ',') return [''];
    const token = next();
    if (!isIdentifier(token)) throw new SelectorError(`found '${token}', expected: identifier`);
    return [token];
  };

  const requirement = (): Requirement => {
    const negated = peek() === '!';
    if (negated) next();
    const key = next();
    if (!isIdentifier(key)) throw new SelectorError(`found '${key}', expected: identifier`);
    refuse(keyErrors(key, ''));
    if (peek() === '' || peek() === ',') return newRequirement(key, negated ? '!' : 'exists', []);
    if (negated) return newRequirement(key, '!', []);
    const token = next();
    const operator = Object.hasOwn(binaryOperators, token) ? binaryOperators[token] : undefined;
    if (operator === undefined) throw new SelectorError(`found '${token}', expected: in, notin, =, ==, !=, gt, lt`);
    return newRequirement(key, operator, operator === 'in' || operator === 'notin' ? values() : exactValue());
  };

  while (peek() !== '') {
    if (peek() !== '!' && !isIdentifier(peek())) throw new SelectorError(`found '${peek()}', expected: !, identifier, or 'end of string'`);
    try {
      requirements.push(requirement());
    } catch (error) {
      if (error instanceof SelectorError) throw new SelectorError(`unable to parse requirement: ${error.message}`);
      throw error;
    }
    const separator = next();
    if (separator === '') break;
    if (separator !== ',') throw new SelectorError(`found '${separator}', expected: ',' or 'end of string'`);
    if (peek() !== '!' && !isIdentifier(peek())) throw new SelectorError(`found '${peek()}', expected: identifier after ','`);
  }
  return requirements.sort(byKey);
}

function refuse(errors: readonly FieldError[]): void {
  if (errors.length > 0) throw new SelectorError(fieldErrorsText(errors));
}

function keyErrors(key: string, field: string): FieldError[] {
  const messages = checkQualifiedName(key);
  return messages.length > 0 ? [invalid(field, key, messages.join('; '))] : [];
}

/**
 * One requirement, checked.
 * @throws SelectorError
 */
export function newRequirement(key: string, operator: Operator, values: readonly string[]): Requirement {
  const sorted = [...new Set(values)].sort();
  const errors = keyErrors(key, 'key');
  if ((operator === 'in' || operator === 'notin') && sorted.length === 0) {
    errors.push(invalid('values', sorted, "for 'in', 'notin' operators, values set can't be empty"));
  }
  if (operator === 'gt' || operator === 'lt') {
    sorted.forEach((value, i) => {
      if (!isInteger(value)) errors.push(invalid(`values[${i}]`, value, "for 'Gt', 'Lt' operators, the value must be an integer"));
    });
  }
  sorted.forEach((value, i) => {
    const messages = checkLabelValue(value);
    if (messages.length > 0) errors.push(invalid(keyed(`values[${i}]`, key), value, messages.join('; ')));
  });
  refuse(errors);
  return { key, operator, values: sorted };
}

function isInteger(text: string): boolean {
  return /^[+-]?[0-9]+$/.test(text);
}

function byKey(a: Requirement, b: Requirement): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

export function matchesSelector(selector: Selector, labels: Readonly<Record<string, string>> | undefined): boolean {
  return selector.every((requirement) => matchesRequirement(requirement, labels ?? {}));
}

function matchesRequirement({ key, operator, values }: Requirement, labels: Readonly<Record<string, string>>): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case '!=':
    case 'notin':
      return value === undefined || !values.includes(value);
    case '!':
      return value === undefined;
    case 'exists':
      return value !== undefined;
    case 'gt':
    case 'lt': {
      if (value === undefined || !isInteger(value)) return false;
      const difference = BigInt(value) - BigInt(values[0]!);
      return operator === 'gt' ? difference > 0n : difference < 0n;
    }
    default:
      return value !== undefined && values.includes(value);
  }
}

/** Requirements of a plain map: `spec.selector` of Services and ReplicationControllers. */
export function selectorFromMap(labels: Readonly<Record<string, string>>): Selector {
  return Object.entries(labels)
    .map(([key, value]): Requirement => ({ key, operator: '=', values: [value] }))
    .sort(byKey);
}

const expressionOperators: Readonly<Record<string, Operator>> = { In: 'in', NotIn: 'notin', Exists: 'exists', DoesNotExist: '!' };

/**
 * Requirements of a LabelSelector object: absent selects nothing, an empty one everything.
 * @throws SelectorError
 */
export function selectorFromLabelSelector(selector: LabelSelector | null | undefined): Selector {
  if (selector === null || selector === undefined) return nothing;
  const requirements = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => newRequirement(key, '=', [value]));
  for (const { key, operator, values } of selector.matchExpressions ?? []) {
    const known = Object.hasOwn(expressionOperators, operator) ? expressionOperators[operator] : undefined;
    if (known === undefined) throw new SelectorError(`${goValue(operator)} is not a valid label selector operator`);
    if ((known === 'exists' || known === '!') && values !== undefined && values.length > 0) {
      throw new SelectorError(fieldErrorsText([invalid('values', values, 'values set must be empty for exists and does not exist')]));
    }
    requirements.push(newRequirement(key, known, values ?? []));
  }
  return requirements.sort(byKey);
}

/** `app=cache,tier in (disk,mem)`; '' for nothing and for everything. */
export function formatSelector(selector: Selector): string {
  return selector === nothing ? '' : selector.map(formatRequirement).join(',');
}

function formatRequirement({ key, operator, values }: Requirement): string {
  switch (operator) {
    case 'exists':
      return key;
    case '!':
      return `!${key}`;
    case 'in':
    case 'notin':
      return `${key} ${operator} (${values.join(',')})`;
    case 'gt':
      return `${key}>${values[0]}`;
    case 'lt':
      return `${key}<${values[0]}`;
    default:
      return `${key}${operator}${values[0]}`;
  }
}

/** A LabelSelector object as tables and describe show it: `<none>` when it selects nothing or everything, `<error>` when it makes no sense. */
export function formatLabelSelector(selector: LabelSelector | null | undefined): string {
  try {
    return formatSelector(selectorFromLabelSelector(selector)) || '<none>';
  } catch (error) {
    if (error instanceof SelectorError) return '<error>';
    throw error;
  }
}

/** Labels as text, `app=web,tier=front`, in the order of these pairs as text (`a-b=` comes before `a=`); `<none>` for none. */
export function formatLabels(labels: Readonly<Record<string, string>> | undefined): string {
  const pairs = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`);
  return pairs.sort().join(',') || '<none>';
}
