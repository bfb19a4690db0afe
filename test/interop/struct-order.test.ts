import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { fieldsOf } from '../../src/cluster/kinds/go-struct.ts';
import { STRUCTS } from '../../src/cluster/controllers/template-hash/structs.ts';
import { NO_KUBECTL, realKubectl } from './real-kubectl.ts';

const kubectl = realKubectl();
const SAMPLES: Readonly<Record<string, unknown>> = {
  bool: true,
  int32: 7,
  int64: 7,
  'map[string]string': { a: 'b' },
  ResourceList: { cpu: '1' },
  Quantity: '1',
  IntOrString: 'http',
  Time: '2026-01-01T00:00:00Z',
};
/** Templates have none, and their types are not in the table. */
const LEFT_OUT = ['[]ManagedFieldsEntry', '[]EphemeralContainer'];

/** Every field of a type, set; keys in the order of the table. */
function sample(type: string): unknown {
  if (type.startsWith('*')) return sample(type.slice(1));
  if (type.startsWith('[]')) return [sample(type.slice(2))];
  if (!(type in STRUCTS)) return SAMPLES[type] ?? 'x';
  const entries = fieldsOf(STRUCTS, type)
    .filter(({ kind }) => !LEFT_OUT.includes(kind))
    .flatMap(({ wire, kind }) =>
      kind.startsWith('...') ? Object.entries(sample(kind.slice(3)) as object) : [[wire, sample(kind)] as const],
    );
  return Object.fromEntries(entries);
}

const reversed = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(reversed)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .reverse()
            .map(([key, item]) => [key, reversed(item)]),
        )
      : value;

describe.skipIf(!kubectl)('the structs of a pod template', () => {
  it('have their fields in the order in which the real kubectl writes them', () => {
    const template = sample('PodTemplateSpec');
    const given = reversed({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'x' }, spec: { selector: {}, template } });
    // With --local, `set` reads into the Go types and writes them out again: its own variable is added to the containers'.
    const input = JSON.stringify(given);
    const text = execFileSync(kubectl as string, ['set', 'env', '--local', '-f', '-', 'added=1', '-o', 'json'], {
      input,
      encoding: 'utf8',
    });
    const written = (JSON.parse(text) as { spec: { template: unknown } }).spec.template;
    expect(JSON.stringify(written).replaceAll(',{"name":"added","value":"1"}', '') === JSON.stringify(template)).toBe(true);
  });
});

it.skipIf(kubectl)(NO_KUBECTL, () => undefined);
