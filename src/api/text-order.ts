/** For sorting by code units, in no language's order: as the API server and kubectl sort names. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
