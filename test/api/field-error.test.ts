import { expect, test } from 'vitest';
import * as fields from '../../src/api/field-error.ts';

test.each([
  [fields.required('spec.containers[0].image'), 'spec.containers[0].image: Required value'],
  [
    fields.required('rules[0].verbs', 'verbs must contain at least one value'),
    'rules[0].verbs: Required value: verbs must contain at least one value',
  ],
  [
    fields.invalid('spec.replicas', -1, 'must be greater than or equal to 0'),
    'spec.replicas: Invalid value: -1: must be greater than or equal to 0',
  ],
  [
    fields.invalid('spec.selector', { matchLabels: { app: 'x' } }, 'field is immutable'),
    'spec.selector: Invalid value: {"matchLabels":{"app":"x"}}: field is immutable',
  ],
  [fields.invalid('spec', undefined, 'either'), 'spec: Invalid value: null: either'],
  [fields.notSupported('type', 'Keep', ['Delete', 'Retain']), 'type: Unsupported value: "Keep": supported values: "Delete", "Retain"'],
  [fields.forbidden('data', 'field is immutable when `immutable` is set'), 'data: Forbidden: field is immutable when `immutable` is set'],
  [fields.duplicate('spec.ports[1].name', 'http'), 'spec.ports[1].name: Duplicate value: "http"'],
  [fields.notFound('spec.containers[0].volumeMounts[0].name', 'work'), 'spec.containers[0].volumeMounts[0].name: Not found: "work"'],
  [fields.tooLong('metadata.name', 253), 'metadata.name: Too long: may not be more than 253 bytes'],
  [fields.tooMany('spec.guests', 3, 2), 'spec.guests: Too many: 3: must have at most 2 items'],
  [fields.tooMany('spec.guests', 3, 1), 'spec.guests: Too many: 3: must have at most 1 item'],
  [fields.internalFieldError('spec', 'broken'), 'spec: Internal error: broken'],
  [fields.typeInvalid('spec.beds', 'string', 'must be an integer'), 'spec.beds: Invalid value: "string": must be an integer'],
  [fields.invalid('', 'a', 'no field'), '<nil>: Invalid value: "a": no field'],
])('%j', (error, text) => {
  expect(fields.fieldErrorText(error)).toBe(text);
});

test('paths', () => {
  expect(fields.child('', 'spec', 'containers', 0, 'name')).toBe('spec.containers[0].name');
  expect(fields.keyed(fields.child('spec', 'resources'), 'cpu')).toBe('spec.resources[cpu]');
});

test('several errors in a line, each once', () => {
  const [a, b] = [fields.required('a'), fields.required('b')];
  expect(fields.fieldErrorsText([a])).toBe('a: Required value');
  expect(fields.fieldErrorsText([a, b, a])).toBe('[a: Required value, b: Required value]');
});
