import { UserError } from '../api/user-error.ts';
import type { Io } from './io.ts';

export type DryRun = 'none' | 'client' | 'server';

/** Reads `--dry-run`. A bare flag is the form of old releases: still taken, with a warning. */
export function parseDryRun(value: string, io: Io): DryRun {
  if (value === 'none' || value === 'client' || value === 'server') return value;
  if (value === 'unchanged') {
    io.stderr.write('Warning: --dry-run is deprecated and can be replaced with --dry-run=client.\n');
    return 'client';
  }
  throw new UserError(`Invalid dry-run value (${value}). Must be "none", "server", or "client".`);
}

/** What `deployment.apps/web scaled` ends with. */
export function dryRunSuffix(dryRun: DryRun): string {
  return dryRun === 'none' ? '' : dryRun === 'client' ? ' (dry run)' : ' (server dry run)';
}
