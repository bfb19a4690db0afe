import { describe, expect, test } from 'vitest';
import { matchesContainer, withContainers } from '../../../src/kubectl/set/containers.ts';

describe('the containers that -c selects', () => {
  test.each([
    ['app', '*', true],
    ['app', 'app', true],
    ['app', 'ap', false],
    ['app', 'a*', true],
    ['sidecar', '*e*r', true],
    ['sidecar', '*e*x', false],
    ['a.p', 'a?p', false],
  ])('%s by %s: %s', (name, selector, matches) => {
    expect(matchesContainer(name, selector)).toBe(matches);
  });

  test('only they are changed, in a copy', () => {
    const spec = { initContainers: [{ name: 'init' }], containers: [{ name: 'app' }, { name: 'side' }] };
    const changed = withContainers(spec, '*i*', (container) => ({ ...container, image: 'x' }));
    expect(changed).toEqual({
      initContainers: [{ name: 'init', image: 'x' }],
      containers: [{ name: 'app' }, { name: 'side', image: 'x' }],
    });
    expect(spec.initContainers).toEqual([{ name: 'init' }]);
    expect(withContainers(spec, 'none', (container) => container)).toBeUndefined();
  });
});
