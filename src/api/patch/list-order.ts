import { deepEqual, isObject, type Json } from '../json.ts';

/** What tells an element of a list from its siblings: the value of its merge key, or itself. */
export function identity(item: Json, mergeKey: string): Json | undefined {
  return mergeKey !== '' && isObject(item) ? item[mergeKey] : item;
}

export function indexOf(list: readonly Json[], item: Json, mergeKey: string): number {
  const wanted = identity(item, mergeKey);
  return list.findIndex((other) => deepEqual(identity(other, mergeKey), wanted));
}

/** A stable sort by the place in `order`; what is not there keeps its distance to the end. */
function sortedBy(items: readonly Json[], order: readonly Json[], mergeKey: string): Json[] {
  const place = (item: Json): number => {
    const index = indexOf(order, item, mergeKey);
    return index < 0 ? order.length : index;
  };
  return items
    .map((item, i) => ({ item, i, at: place(item) }))
    .sort((a, b) => a.at - b.at || a.i - b.i)
    .map(({ item }) => item);
}

/**
 * Puts a merged list in order: what the patch names as the patch has it, the rest as the server has it, and both mixed as the server's
 * list allows. An element that only the patch knows therefore comes before the server's own: a new container is put first.
 */
export function orderMerged(merged: readonly Json[], patchOrder: readonly Json[], serverOrder: readonly Json[], mergeKey: string): Json[] {
  const isPatched = (item: Json): boolean => indexOf(patchOrder, item, mergeKey) >= 0;
  const patched = sortedBy(merged.filter(isPatched), patchOrder, mergeKey);
  const others = sortedBy(
    merged.filter((item) => !isPatched(item)),
    serverOrder,
    mergeKey,
  );
  const result: Json[] = [];
  let i = 0;
  let j = 0;
  while (i < others.length || j < patched.length) {
    if (j >= patched.length) result.push(others[i++]!);
    else if (i >= others.length) result.push(patched[j++]!);
    else {
      const left = indexOf(serverOrder, others[i]!, mergeKey);
      const right = indexOf(serverOrder, patched[j]!, mergeKey);
      result.push(left >= 0 && right >= 0 && left < right ? others[i++]! : patched[j++]!);
    }
  }
  return result;
}
