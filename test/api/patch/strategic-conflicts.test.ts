import { expect, test } from 'vitest';
import type { JsonObject } from '../../../src/api/json.ts';
import { strategicPatchesConflict } from '../../../src/api/patch/strategic-conflicts.ts';
import { definition } from '../../../src/api/schema/index.ts';

const containers = (...list: JsonObject[]): JsonObject => ({ containers: list });

test.each<[JsonObject, JsonObject, boolean]>([
  [{ replicas: 1 }, { replicas: 1 }, false],
  [{ hostname: 'a' }, { hostname: 'b' }, true],
  [{ hostname: null }, { hostname: 'b' }, true],
  [{ hostname: 'a' }, { subdomain: 'b' }, false],
  [{ nodeSelector: { a: '1' } }, { nodeSelector: { b: '1' } }, false],
  [{ nodeSelector: { a: '1' } }, { nodeSelector: { a: '2' } }, true],
  [{ nodeSelector: { $patch: 'replace' } }, { nodeSelector: { a: '2' } }, true],
  [containers({ name: 'a', image: 'x' }), containers({ name: 'b', image: 'y' }), false],
  [containers({ name: 'a', image: 'x' }), containers({ name: 'a', image: 'y' }), true],
  [containers({ name: 'a', $patch: 'delete' }), containers({ name: 'a', image: 'y' }), true],
  [containers({ name: 'a', args: ['1', '2'] }), containers({ name: 'a', args: ['1', '2'] }), false],
])('%j and %j: %s', (left, right, conflict) => {
  const schema = definition('core.v1.PodSpec');
  expect(strategicPatchesConflict(left, right, schema)).toBe(conflict);
  expect(strategicPatchesConflict(right, left, schema)).toBe(conflict);
});
