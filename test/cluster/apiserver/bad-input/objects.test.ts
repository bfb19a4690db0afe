import { test } from 'vitest';
import { sendBadInput } from '../../../support/bad-input.ts';
import { mutated, pick } from '../../../support/mutations.ts';
import { seeds } from '../../../support/seed-objects.ts';

const bodies = seeds.map(({ body }) => body);

test('mutated objects are taken or refused, created and written over others', { timeout: 600_000 }, () => {
  let made = 0;
  sendBadInput(7_000, (random) => {
    const { target, body } = pick(random, seeds);
    const object = mutated(random, body, bodies) as { metadata?: { name?: unknown } } | null;
    const replaces = random.int(3) === 0;
    const named = typeof object === 'object' && typeof object?.metadata === 'object' && object.metadata?.name === 'a';
    if (named && !replaces && object.metadata) object.metadata.name = `a${(made += 1)}`;
    const options = pick(random, ['', '', '?dryRun=All', '?fieldValidation=Strict', '?fieldValidation=Ignore']);
    const subresource =
      replaces && random.int(5) === 0
        ? pick(random, ['/status', '/scale', '/finalize', '/ephemeralcontainers', '/resize', '/approval'])
        : '';
    return {
      method: replaces ? 'PUT' : 'POST',
      target: `${target}${replaces ? `/a${subresource}` : ''}${options}`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(object),
    };
  });
});
