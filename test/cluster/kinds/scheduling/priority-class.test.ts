import { describe, expect, test } from 'vitest';
import { kindServer } from '../../../support/kind-server.ts';

const priorityClass = (name: string, fields = ''): string =>
  `{apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: ${name}}${fields === '' ? '' : `, ${fields}`}}`;

describe('refused', () => {
  test.each([
    ['toobig', 'value: 2000000000', 'value: Forbidden: maximum allowed value of a user defined priority is 1000000000'],
    [
      'system-mine',
      'value: 5',
      "metadata.name: Forbidden: priority class names with 'system-' prefix are reserved for system use only. error: system-mine is not a known system priority class",
    ],
    [
      'system-node-critical',
      'value: 5',
      "metadata.name: Forbidden: priority class names with 'system-' prefix are reserved for system use only. error: value of system-node-critical PriorityClass must be 2000001000",
    ],
    [
      'bad',
      'value: 1, preemptionPolicy: Sometimes',
      'preemptionPolicy: Unsupported value: "Sometimes": supported values: "PreemptLowerPriority", "Never"',
    ],
  ])('%s', (name, fields, message) => {
    const server = kindServer();
    expect(server.refusal(() => server.create(priorityClass(name, fields)))).toBe(
      `PriorityClass.scheduling.k8s.io "${name}" is invalid: ${message}`,
    );
  });

  test('a second default', () => {
    const server = kindServer();
    server.create(priorityClass('batch', 'value: 1000, globalDefault: true'));
    expect(server.refusal(() => server.create(priorityClass('second', 'value: 2000, globalDefault: true')))).toBe(
      'priorityclasses.scheduling.k8s.io "second" is forbidden: PriorityClass batch is already marked as default. Only one default can exist',
    );
    expect(server.refusal(() => server.patch(priorityClass('batch'), { description: 'changed' }))).toBe('');
  });
});

test('value and policy stay; the generation is always 1', () => {
  const server = kindServer();
  server.create(priorityClass('batch', 'value: 1000'));
  const invalid = 'PriorityClass.scheduling.k8s.io "batch" is invalid';
  expect(server.refusal(() => server.patch(priorityClass('batch'), { value: 1001 }))).toBe(
    `${invalid}: value: Forbidden: may not be changed in an update.`,
  );
  expect(server.refusal(() => server.patch(priorityClass('batch'), { preemptionPolicy: 'Never' }))).toBe(
    `${invalid}: preemptionPolicy: Invalid value: "Never": field is immutable`,
  );
  expect(server.patch(priorityClass('batch'), { description: 'changed' }).body.metadata.generation).toBe(1);
});

test('a class without a value is worth nothing', () => {
  const server = kindServer();
  server.create(priorityClass('novalue'));
  expect(server.rows(priorityClass('novalue'))).toEqual([['novalue', 0, false, '0s', 'PreemptLowerPriority']]);
});

test('the classes of the system stay', () => {
  const server = kindServer();
  server.create(priorityClass('system-node-critical', 'value: 2000001000'));
  server.create(priorityClass('mine', 'value: 1'));
  expect(server.refusal(() => server.api.delete('priorityclasses.scheduling.k8s.io', '', 'system-node-critical'))).toBe(
    'priorityclasses.scheduling.k8s.io "system-node-critical" is forbidden: this is a system priority class and cannot be deleted',
  );
  expect(server.refusal(() => server.api.delete('priorityclasses.scheduling.k8s.io', '', 'mine'))).toBe('');
});
