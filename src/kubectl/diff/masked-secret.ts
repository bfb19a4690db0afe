import { isObject, type JsonObject } from '../../api/json.ts';
import type { KubeObject } from '../../api/object.ts';

const MASK = '***';

/** Two forms of a Secret without its values: what differs is still seen to differ. */
export function maskedSecrets(live: KubeObject | undefined, merged: KubeObject): { live: KubeObject | undefined; merged: KubeObject } {
  const [before, after] = [dataOf(live), dataOf(merged)];
  const masked = (own: JsonObject | undefined, other: JsonObject | undefined, side: string): JsonObject | undefined => {
    if (!own) return undefined;
    const differs = (key: string): boolean => other !== undefined && Object.hasOwn(other, key) && other[key] !== own[key];
    return Object.fromEntries(Object.keys(own).map((key) => [key, differs(key) ? `${MASK} (${side})` : MASK]));
  };
  const withData = (object: KubeObject, data: JsonObject | undefined): KubeObject => (data ? { ...object, data } : object);
  return {
    live: live && withData(live, masked(before, after, 'before')),
    merged: withData(merged, masked(after, before, 'after')),
  };
}

function dataOf(object: KubeObject | undefined): JsonObject | undefined {
  const data: unknown = object?.['data'];
  return isObject(data) ? data : undefined;
}
