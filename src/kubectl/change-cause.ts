import type { KubeObject } from '../api/object.ts';
import { parseArgv } from './argv/parse.ts';
import type { FlagSet } from './argv/flags.ts';

export const CHANGE_CAUSE = 'kubernetes.io/change-cause';

/** What --record notes: the words of the command line, then its flags by their long names (`kubectl set image deploy/web a=b --record=true`). */
export function changeCause(argv: readonly string[], flags: FlagSet): string {
  const { args, given } = parseArgv(argv, flags);
  return ['kubectl', ...args, ...given.map(([name, value]) => `--${name}=${value}`)].join(' ');
}

/** A copy that says why it was changed; the object itself when there is nothing to say. */
export function withChangeCause(object: KubeObject, cause: string | undefined): KubeObject {
  if (cause === undefined) return object;
  return { ...object, metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, [CHANGE_CAUSE]: cause } } };
}
