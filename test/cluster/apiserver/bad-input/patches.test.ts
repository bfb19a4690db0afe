import { test } from 'vitest';
import { sendBadInput } from '../../../support/bad-input.ts';
import type { Random } from '../../../../src/cluster/sim/random.ts';
import { mutated, pick } from '../../../support/mutations.ts';
import { seeds } from '../../../support/seed-objects.ts';

const bodies = seeds.map(({ body }) => body);

const DIRECTIVES = [
  { spec: { $patch: 'replace', replicas: 1 } },
  { spec: { template: { spec: { containers: [{ name: 'c', $patch: 'delete' }], $setElementOrder: [{ name: 'c' }] } } } },
  { spec: { template: { spec: { '$setElementOrder/containers': [{ name: 'c' }], containers: [{ name: 'c', image: 'x' }] } } } },
  { metadata: { '$deleteFromPrimitiveList/finalizers': ['example.com/x'], $retainKeys: ['name'] } },
  { spec: { $retainKeys: ['type'], type: 'Recreate' } },
];

const OPERATIONS = ['add', 'remove', 'replace', 'move', 'copy', 'test'];

function jsonPatch(random: Random, body: object): unknown {
  const paths = [
    '/spec',
    '/metadata/labels/app',
    '/spec/template/spec/containers/0',
    '/spec/containers/-',
    '/metadata/name',
    '/a~1b',
    '',
    '/spec/0',
    '/__proto__/x',
  ];
  const operations = Array.from({ length: 1 + random.int(3) }, () => ({
    op: pick(random, OPERATIONS),
    path: pick(random, paths),
    from: pick(random, paths),
    value: mutated(random, body, bodies),
  }));
  return random.int(3) === 0 ? mutated(random, operations) : operations;
}

test('mutated patches are applied or refused', { timeout: 600_000 }, () => {
  sendBadInput(7_000, (random) => {
    const { target, body } = pick(random, seeds);
    const [type, patch] = pick(random, [
      ['application/strategic-merge-patch+json', () => mutated(random, random.int(4) === 0 ? pick(random, DIRECTIVES) : body, bodies)],
      ['application/merge-patch+json', () => mutated(random, body, bodies)],
      ['application/json-patch+json', () => jsonPatch(random, body)],
      ['application/apply-patch+yaml', () => mutated(random, body, bodies)],
    ] as const);
    const subresource = random.int(8) === 0 ? pick(random, ['/status', '/scale', '/ephemeralcontainers', '/resize', '/approval']) : '';
    const options = pick(random, ['', '?dryRun=All', '?fieldValidation=Strict', '?force=true', '?fieldManager=m&force=true']);
    const manager = type.includes('apply') && !options.includes('fieldManager') ? `${options === '' ? '?' : '&'}fieldManager=x` : '';
    return {
      method: 'PATCH',
      target: `${target}/a${subresource}${options}${manager}`,
      headers: { 'content-type': type },
      body: JSON.stringify(patch()),
    };
  });
});
