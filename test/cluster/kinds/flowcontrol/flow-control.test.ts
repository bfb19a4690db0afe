import { describe, expect, test } from 'vitest';
import { kindServer } from '../../../support/kind-server.ts';

const object = (kind: string, name: string, spec: string): string =>
  `{apiVersion: flowcontrol.apiserver.k8s.io/v1, kind: ${kind}, metadata: {name: ${name}}, spec: ${spec}}`;
const level = (name: string, spec: string): string => object('PriorityLevelConfiguration', name, spec);
const schema = (spec: string): string => object('FlowSchema', 'mine', spec);

describe('priority levels', () => {
  test('defaults and table', () => {
    const server = kindServer();
    server.create(level('exempt', '{type: Exempt, exempt: {}}'));
    const queued = level('queued', '{type: Limited, limited: {limitResponse: {type: Queue, queuing: {}}}}');
    expect(server.create(queued).body['spec'].limited).toEqual({
      nominalConcurrencyShares: 30,
      lendablePercent: 0,
      limitResponse: { type: 'Queue', queuing: { queues: 64, handSize: 8, queueLengthLimit: 50 } },
    });
    expect(server.rows(queued)).toEqual([
      ['exempt', 'Exempt', '<none>', '<none>', '<none>', '<none>', '0s'],
      ['queued', 'Limited', 30, 64, 8, 50, '0s'],
    ]);
  });

  test.each([
    [
      'exempt',
      '{type: Limited, limited: {limitResponse: {type: Reject}}}',
      `spec.type: Forbidden: type must be 'Exempt' if and only if \`name\` is 'exempt'`,
    ],
    ['mine', '{type: Limited}', 'spec.limited: Required value: must not be empty when type is Limited'],
    [
      'mine',
      '{type: Limited, limited: {limitResponse: {type: Drop}}}',
      'spec.limited.limitResponse.type: Unsupported value: "Drop": supported values: "Queue", "Reject"',
    ],
  ])('refused: %s %s', (name, spec, message) => {
    const server = kindServer();
    expect(server.refusal(() => server.create(level(name, spec)))).toContain(message);
  });
});

describe('flow schemas', () => {
  test('defaults and table', () => {
    const server = kindServer();
    const mine = schema('{priorityLevelConfiguration: {name: queued}, distinguisherMethod: {type: ByUser}}');
    server.create(mine);
    expect(server.rows(mine)).toEqual([['mine', 'queued', 1000, 'ByUser', '0s', '?']]);
    const stored = server.api.get('flowschemas.flowcontrol.apiserver.k8s.io', '', 'mine')!;
    server.api.updateStatus('flowschemas.flowcontrol.apiserver.k8s.io', {
      ...stored,
      status: { conditions: [{ type: 'Dangling', status: 'True' }] },
    });
    expect(server.rows(mine)[0]?.[5]).toBe('True');
  });

  test.each([
    ['{priorityLevelConfiguration: {}}', 'spec.priorityLevelConfiguration.name: Required value: must reference a priority level'],
    [
      '{matchingPrecedence: 1, priorityLevelConfiguration: {name: a}}',
      "spec.matchingPrecedence: Invalid value: 1: only the schema named 'exempt' may have matchingPrecedence 1",
    ],
    [
      '{priorityLevelConfiguration: {name: a}, rules: [{}]}',
      'spec.rules[0].subjects: Required value: subjects must contain at least one value',
    ],
  ])('refused: %s', (spec, message) => {
    const server = kindServer();
    expect(server.refusal(() => server.create(schema(spec)))).toContain(message);
  });
});
