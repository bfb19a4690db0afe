/** A path as kubectl's discovery asks for it: with a deadline of its own. */
export function discoveryPath(path: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}timeout=32s`;
}
