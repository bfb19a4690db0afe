import { UserError } from '../../api/user-error.ts';

/** Arguments of `label` and `annotate`: resources first, then KEY=VALUE and KEY-. */
export interface MetadataChange {
  resources: string[];
  set: Record<string, string>;
  remove: string[];
}

/** `what` is `label` or `annotation`. */
export function parsePairs(
  args: readonly string[],
  what: 'label' | 'annotation',
  check: (key: string, value: string) => void,
): MetadataChange {
  const isPair = (arg: string): boolean => arg.indexOf('=') > 0 || (arg.endsWith('-') && arg.length > 1);
  const first = args.findIndex(isPair);
  const resources = first < 0 ? [...args] : args.slice(0, first);
  const pairs = first < 0 ? [] : args.slice(first);
  const set: Record<string, string> = {};
  const remove: string[] = [];
  for (const pair of pairs) {
    if (!isPair(pair)) throw new UserError(`all resources must be specified before ${what} changes: ${pair}`);
    const equals = pair.indexOf('=');
    if (equals > 0) {
      const key = pair.slice(0, equals);
      check(key, pair.slice(equals + 1));
      Object.defineProperty(set, key, { value: pair.slice(equals + 1), enumerable: true, configurable: true, writable: true });
    } else {
      remove.push(pair.slice(0, -1));
    }
  }
  return { resources, set, remove };
}
