/** What may pass a proxy: patterns as they stand in the flags, several parted by commas. */
export interface ProxyFilter {
  acceptHosts: readonly RegExp[];
  acceptPaths: readonly RegExp[];
  rejectPaths: readonly RegExp[];
  rejectMethods: readonly RegExp[];
}

/** Throws SyntaxError for what is no pattern. */
export function patterns(text: string): RegExp[] {
  return text === '' ? [] : text.split(',').map((each) => new RegExp(each));
}

export function mayPass(filter: ProxyFilter, { method, host, path }: { method: string; host: string; path: string }): boolean {
  const matches = (list: readonly RegExp[], value: string): boolean => list.some((pattern) => pattern.test(value));
  if (matches(filter.rejectPaths, path) || matches(filter.rejectMethods, method)) return false;
  return matches(filter.acceptPaths, path) && matches(filter.acceptHosts, withoutPort(host));
}

function withoutPort(host: string): string {
  return host.replace(/:\d+$/, '');
}
