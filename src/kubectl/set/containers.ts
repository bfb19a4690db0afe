import type { JsonObject } from '../../api/json.ts';

/** Does a container's name match `-c`? `*` stands for any text. */
export function matchesContainer(name: string, selector: string): boolean {
  const pattern = selector.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${pattern.join('.*')}$`, 's').test(name);
}

/**
 * A copy of a pod spec in which `change` has been at the containers that `-c` selects: containers first, then init containers. Undefined when there are none.
 */
export function withContainers(spec: JsonObject, selector: string, change: (container: JsonObject) => JsonObject): JsonObject | undefined {
  let result = spec;
  let found = false;
  for (const list of ['containers', 'initContainers']) {
    const containers = spec[list];
    if (!Array.isArray(containers)) continue;
    const changed = (containers as JsonObject[]).map((container) => {
      if (!matchesContainer(String(container['name']), selector)) return container;
      found = true;
      return change(container);
    });
    result = { ...result, [list]: changed };
  }
  return found ? result : undefined;
}
