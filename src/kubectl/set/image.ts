import type { JsonObject } from '../../api/json.ts';
import { UserError } from '../../api/user-error.ts';

const isPair = (arg: string): boolean => arg.indexOf('=') > 0 || (arg.endsWith('-') && arg !== '-');

/** Splits `deploy/web app=nginx:1.28 side=…` into resources and images by container. Throws UserError. */
export function parseImages(args: readonly string[]): { resources: string[]; images: Map<string, string> } {
  const first = args.findIndex(isPair);
  const resources = first < 0 ? [...args] : args.slice(0, first);
  const pairs = first < 0 ? [] : args.slice(first);
  const stray = pairs.find((arg) => !isPair(arg));
  if (stray !== undefined) throw new UserError(`all resources must be specified before image changes: ${stray}`);
  const wrong = pairs.filter((pair) => pair.indexOf('=') <= 0);
  if (wrong.length > 0) throw new UserError(`invalid image format: ${wrong.join(', ')}`);
  return { resources, images: new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)])) };
}

/** A copy of a pod spec with these images; `*` is every container. Containers that are not there are handed to `missing`. */
export function withImages(spec: JsonObject, images: ReadonlyMap<string, string>, missing: (container: string) => void): JsonObject {
  let result = spec;
  for (const [name, image] of images) {
    let found = false;
    const set = (container: JsonObject): JsonObject => {
      if (name !== '*' && container['name'] !== name) return container;
      found = true;
      return { ...container, image };
    };
    for (const list of ['initContainers', 'containers']) {
      const containers = result[list];
      if (Array.isArray(containers)) result = { ...result, [list]: (containers as JsonObject[]).map(set) };
    }
    if (!found) missing(name);
  }
  return result;
}
