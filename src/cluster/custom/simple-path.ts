import { getOwn, isObject, setOwn, type Json, type JsonObject } from '../../api/json.ts';

/** The names in a path of fields: `.spec.replicas`, `.metadata.labels['a.b']`. Undefined for anything more than that. */
export function parseSimplePath(path: string): string[] | undefined {
  const steps: string[] = [];
  let rest = path;
  while (rest !== '') {
    const match = /^\.([A-Za-z_$][\w$-]*)|^\['([^']+)'\]|^\["([^"]+)"\]/.exec(rest);
    if (!match) return undefined;
    steps.push(match[1] ?? match[2] ?? match[3] ?? '');
    rest = rest.slice(match[0].length);
  }
  return steps.length > 0 ? steps : undefined;
}

/** What stands at a path of names; undefined where it leads nowhere. */
export function valueAt(object: unknown, steps: readonly string[]): Json | undefined {
  let value: unknown = object;
  for (const step of steps) {
    if (!isObject(value)) return undefined;
    value = getOwn(value, step);
  }
  return value as Json | undefined;
}

/** Sets what stands at a path of names, making objects on the way. */
export function setAt(object: JsonObject, steps: readonly string[], value: Json): void {
  const last = steps.at(-1);
  if (last === undefined) return;
  let at = object;
  for (const step of steps.slice(0, -1)) {
    const next = getOwn(at, step);
    if (isObject(next)) at = next;
    else {
      const made: JsonObject = {};
      setOwn(at, step, made);
      at = made;
    }
  }
  setOwn(at, last, value);
}
