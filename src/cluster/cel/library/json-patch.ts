/** `jsonpatch.escapeKey(key)`: a key as it stands in the path of a JSON patch. */
export function escapeJsonPointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
