import { UserError } from '../../api/user-error.ts';
import type { DryRun } from '../dry-run.ts';
import type { Io } from '../io.ts';

export type Propagation = 'Background' | 'Foreground' | 'Orphan';

/** How objects are deleted; what delete, replace --force, apply --prune and run --rm have in common. */
export interface DeleteOptions {
  propagation: Propagation;
  /** Seconds; negative: each object's own. */
  gracePeriod: number;
  /** What is not there is no error. */
  ignoreNotFound: boolean;
  wait: boolean;
  /** Milliseconds of cluster time to wait; 0 is a week. */
  timeout: number;
  dryRun: DryRun;
  /** Only `pod/web` is said. */
  nameOnly: boolean;
  /** Nothing is said. */
  quiet: boolean;
}

/** Reads `--cascade`, with the booleans of old releases. Throws UserError for anything else. */
export function parseCascade(value: string, io: Io): Propagation {
  switch (value) {
    case 'background':
      return 'Background';
    case 'foreground':
      return 'Foreground';
    case 'orphan':
      return 'Orphan';
    case 'true':
    case 'false': {
      const instead = value === 'true' ? 'background' : 'orphan';
      io.stderr.write(`warning: --cascade=${value} is deprecated (boolean value) and can be replaced with --cascade=${instead}.\n`);
      return value === 'true' ? 'Background' : 'Orphan';
    }
    default:
      throw new UserError(`invalid cascade value (${value}). Must be "background", "foreground", or "orphan"`);
  }
}

/** What a delete request carries. */
export function deleteBody(options: Pick<DeleteOptions, 'propagation' | 'gracePeriod'>): Record<string, unknown> {
  return { propagationPolicy: options.propagation, ...(options.gracePeriod >= 0 ? { gracePeriodSeconds: options.gracePeriod } : {}) };
}
