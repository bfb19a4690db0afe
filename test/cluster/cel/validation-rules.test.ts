import { describe, expect, test } from 'vitest';
import { fieldErrorText } from '../../../src/api/field-error.ts';
import { validateSchemaRules } from '../../../src/cluster/cel/rule-checks.ts';
import { evaluateRules } from '../../../src/cluster/cel/rule-evaluation.ts';
import { compileRules } from '../../../src/cluster/cel/validation-rules.ts';
import type { Schema, ValidationRule } from '../../../src/cluster/custom/schema.ts';

const spec = (rules: readonly ValidationRule[], more: Partial<Schema> = {}): Schema => ({
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      'x-kubernetes-validations': rules,
      properties: {
        min: { type: 'integer' },
        max: { type: 'integer' },
        ratio: { type: 'number' },
        until: { type: 'string', format: 'date-time' },
        port: { 'x-kubernetes-int-or-string': true },
        'a-b': { type: 'string' },
        mode: { type: 'string', nullable: true },
        labels: { type: 'object', additionalProperties: { type: 'string' } },
        tags: { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' },
        ...more.properties,
      },
    },
  },
});

function findings(schema: Schema, next: object, previous?: object): string[] {
  const found = evaluateRules(compileRules(schema)!, { spec: next }, previous && { spec: previous });
  return [...found.errors.map(fieldErrorText), ...found.warnings.map((text) => `warning: ${text}`)];
}

describe('evaluating rules', () => {
  test.each<[string, ValidationRule, object, object | undefined, string[]]>([
    ['holds', { rule: 'self.min <= self.max' }, { min: 1, max: 2 }, undefined, []],
    [
      'default message',
      { rule: ' self.min <= self.max ' },
      { min: 3, max: 2 },
      undefined,
      ['spec: Invalid value: "object": failed rule: self.min <= self.max'],
    ],
    [
      'own message',
      { rule: 'self.min <= self.max', message: 'min over max' },
      { min: 3, max: 2 },
      undefined,
      ['spec: Invalid value: "object": min over max'],
    ],
    [
      'message expression, reason and path',
      { rule: 'self.min <= self.max', messageExpression: "'max is ' + string(self.max)", reason: 'FieldValueForbidden', fieldPath: '.min' },
      { min: 3, max: 2 },
      undefined,
      ['spec.min: Forbidden: max is 2'],
    ],
    [
      'a message expression that fails falls back',
      { rule: 'false', message: 'no', messageExpression: 'string(self.max / 0)' },
      { max: 1 },
      undefined,
      ['spec: Invalid value: "object": no'],
    ],
    [
      'missing field',
      { rule: 'self.min > 0' },
      {},
      undefined,
      ['spec: Invalid value: "object": no such key: min evaluating rule: self.min > 0'],
    ],
    ['transition rules wait for an update', { rule: 'self.min == oldSelf.min' }, { min: 1 }, undefined, []],
    [
      'transition rules',
      { rule: 'self.min == oldSelf.min', message: 'immutable' },
      { min: 2 },
      { min: 1 },
      ['spec: Invalid value: "object": immutable'],
    ],
    [
      'optional old value on create',
      { rule: 'oldSelf.hasValue() || self.min == 0', optionalOldSelf: true },
      { min: 1 },
      undefined,
      ['spec: Invalid value: "object": failed rule: oldSelf.hasValue() || self.min == 0'],
    ],
    [
      'optional old value on update',
      { rule: 'oldSelf.?min.orValue(0) <= self.min', optionalOldSelf: true },
      { min: 1 },
      { min: 2 },
      ['spec: Invalid value: "object": failed rule: oldSelf.?min.orValue(0) <= self.min'],
    ],
    [
      'what has not changed only warns',
      { rule: 'self.min > 0', message: 'too small' },
      { min: 0 },
      { min: 0 },
      ['warning: spec: Invalid value: "object": too small'],
    ],
    ['whole numbers of a number field are doubles', { rule: 'self.ratio / 2.0 == 1.5' }, { ratio: 3 }, undefined, []],
    ['times', { rule: "self.until > timestamp('2024-01-01T00:00:00Z')" }, { until: '2024-06-01T00:00:00Z' }, undefined, []],
    ['int or string', { rule: "type(self.port) == string ? self.port == 'http' : self.port == 80" }, { port: 80 }, undefined, []],
    [
      'int or string, wrong operation',
      { rule: 'self.port + 1 == 81' },
      { port: 'a' },
      undefined,
      [
        'spec: Invalid value: "object": \'no such overload\': call arguments did not match a supported operator, function or macro signature for rule: self.port + 1 == 81',
      ],
    ],
    ['escaped names', { rule: "self.a__dash__b == 'x'" }, { 'a-b': 'x' }, undefined, []],
    ['sets are equal in any order', { rule: 'self.tags == oldSelf.tags' }, { tags: ['a', 'b'] }, { tags: ['b', 'a'] }, []],
    ['sets are joined', { rule: "self.tags + ['a', 'c'] == ['c', 'b', 'a']" }, { tags: ['a', 'b'] }, undefined, []],
    ['null that is allowed is there', { rule: 'has(self.mode) && !has(self.min)' }, { mode: null, min: null }, undefined, []],
  ])('%s', (_, rule, next, previous, expected) => {
    expect(findings(spec([rule]), next, previous)).toEqual(expected);
  });

  test('rules stand at every level, and the root sees its metadata', () => {
    const schema: Schema = {
      type: 'object',
      'x-kubernetes-validations': [{ rule: "self.metadata.name.startsWith('x')", message: 'name' }],
      properties: {
        items: { type: 'array', items: { type: 'integer', 'x-kubernetes-validations': [{ rule: 'self > 0' }] } },
        map: { type: 'object', additionalProperties: { type: 'string', 'x-kubernetes-validations': [{ rule: 'self.size() < 3' }] } },
      },
    };
    const found = evaluateRules(compileRules(schema)!, { metadata: { name: 'y' }, items: [1, 0], map: { a: 'long' } }, undefined);
    expect(found.errors.map(fieldErrorText)).toEqual([
      '<nil>: Invalid value: "object": name',
      'items[1]: Invalid value: "integer": failed rule: self > 0',
      'map[a]: Invalid value: "string": failed rule: self.size() < 3',
    ]);
  });

  test('items of lists that stand for maps are compared with those of the same key', () => {
    const schema: Schema = {
      type: 'object',
      properties: {
        items: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['name'],
          items: {
            type: 'object',
            properties: { name: { type: 'string' }, n: { type: 'integer' } },
            'x-kubernetes-validations': [{ rule: 'self.n >= oldSelf.n' }],
          },
        },
      },
    };
    const previous = {
      items: [
        { name: 'a', n: 1 },
        { name: 'b', n: 5 },
      ],
    };
    const found = evaluateRules(
      compileRules(schema)!,
      {
        items: [
          { name: 'b', n: 4 },
          { name: 'a', n: 2 },
          { name: 'c', n: 0 },
        ],
      },
      previous,
    );
    expect(found.errors.map(fieldErrorText)).toEqual(['items[0]: Invalid value: "object": failed rule: self.n >= oldSelf.n']);
  });

  test('a schema without rules costs nothing', () => {
    expect(compileRules({ type: 'object', properties: { a: { type: 'string' } } })).toBeUndefined();
  });
});

describe('checking rules when a definition is written', () => {
  const ROOT = 'spec.validation.openAPIV3Schema';
  const RULE = `${ROOT}.properties[spec].x-kubernetes-validations[0]`;
  const shown = (rule: string, more = ''): string =>
    `{"Rule":${JSON.stringify(rule)},"Message":"","MessageExpression":"${more}","Reason":null,"FieldPath":"","OptionalOldSelf":null}`;

  test.each<[string, ValidationRule, string[]]>([
    ['fine', { rule: 'self.min < self.max' }, []],
    ['blank', { rule: ' ' }, [`${RULE}.rule: Required value: rule is not specified`]],
    [
      'unknown field',
      { rule: 'self.mim < 1' },
      [
        `${RULE}.rule: Invalid value: ${shown('self.mim < 1')}: compilation failed: ERROR: <input>:1:5: undefined field 'mim'\n | self.mim < 1\n | ....^`,
      ],
    ],
    ['no bool', { rule: 'self.min' }, [`${RULE}.rule: Invalid value: ${shown('self.min')}: cel expression must evaluate to a bool`]],
    [
      'message expression',
      { rule: 'true', messageExpression: '1' },
      [`${RULE}.messageExpression: Invalid value: ${shown('true', '1')}: messageExpression must evaluate to a string`],
    ],
    [
      'path',
      { rule: 'true', fieldPath: '.nope' },
      [`${RULE}.fieldPath: Invalid value: ".nope": fieldPath must be a valid path: does not refer to a valid field`],
    ],
    ['path in a map', { rule: 'true', fieldPath: ".labels['a.b']" }, []],
    [
      'reason',
      { rule: 'true', reason: 'Because' },
      [
        `${RULE}.reason: Unsupported value: "Because": supported values: "FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"`,
      ],
    ],
    [
      'line breaks',
      { rule: 'true &&\n true' },
      [`${RULE}.message: Required value: message must be specified if rule contains line breaks`],
    ],
  ])('%s', (_, rule, expected) => {
    expect(validateSchemaRules(spec([rule]), ROOT).map(fieldErrorText)).toEqual(expected);
  });

  test('old values cannot be told apart in plain lists', () => {
    const list: Schema = {
      type: 'array',
      maxItems: 5,
      items: { type: 'string', maxLength: 10, 'x-kubernetes-validations': [{ rule: 'self == oldSelf' }] },
    };
    const errors = validateSchemaRules({ type: 'object', properties: { list } }, ROOT);
    expect(errors.map(fieldErrorText)).toEqual([
      `${ROOT}.properties[list].items.x-kubernetes-validations[0].rule: Invalid value: "self == oldSelf": oldSelf cannot be used on the uncorrelatable portion of the schema within ${ROOT}.properties[list]`,
    ]);
  });

  const ADVICE =
    '(try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)';
  const dear = (rule: ValidationRule, properties: Readonly<Record<string, Schema>>): string[] =>
    validateSchemaRules(
      { type: 'object', properties: { spec: { type: 'object', properties, 'x-kubernetes-validations': [rule] } } },
      ROOT,
    ).map(fieldErrorText);
  const text = (maxLength?: number): Schema => ({ type: 'string', ...(maxLength === undefined ? {} : { maxLength }) });
  const list = (items: Schema, maxItems?: number): Schema => ({ type: 'array', items, ...(maxItems === undefined ? {} : { maxItems }) });

  test('rules that could become too dear are refused', () => {
    expect(dear({ rule: 'self.a.all(x, self.a.all(y, x == y))' }, { a: list(text()) })).toEqual([
      `${RULE}.rule: Forbidden: estimated rule cost exceeds budget by factor of more than 100x ${ADVICE}`,
      `${RULE}.rule: Forbidden: contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema`,
      `${ROOT}: Forbidden: x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema exceeds budget by factor of more than 100x ${ADVICE}`,
    ]);
    expect(dear({ rule: 'self.a.all(x, self.a.all(y, x == y))' }, { a: list(text(10), 50) })).toEqual([]);
    expect(dear({ rule: 'self.n > 0', messageExpression: "'no ' + string(self.n)" }, { n: { type: 'integer' } })[0]).toBe(
      `${RULE}.messageExpression: Forbidden: estimated messageExpression cost exceeds budget by factor of more than 100x ${ADVICE}`,
    );
    expect(dear({ rule: 'self.n > 0', messageExpression: "'no %d'.format([self.n])" }, { n: { type: 'integer' } })).toEqual([]);
  });

  test('what a rule on items costs is multiplied by the number of items', () => {
    const item = (length: number): Schema => ({
      type: 'object',
      properties: { message: text(4096), part: text(length) },
      'x-kubernetes-validations': [{ rule: '!self.message.contains(self.part)' }],
    });
    const errors = (length: number): string[] =>
      validateSchemaRules({ type: 'object', properties: { cases: list(item(length), 20) } }, ROOT).map(fieldErrorText);
    expect(errors(4096)).toEqual([
      `${ROOT}.properties[cases].items.x-kubernetes-validations[0].rule: Forbidden: estimated rule cost exceeds budget by factor of 5.4x ${ADVICE}`,
    ]);
    expect(errors(512)).toEqual([]);
  });

  test('defaults obey the rules', () => {
    const n: Schema = { type: 'integer', default: 0, 'x-kubernetes-validations': [{ rule: 'self > 0', message: 'positive' }] };
    expect(validateSchemaRules({ type: 'object', properties: { n } }, ROOT).map(fieldErrorText)).toEqual([
      `${ROOT}.properties[n].default: Invalid value: "integer": positive`,
    ]);
  });
});
