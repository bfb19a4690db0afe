import { durationFlag } from '../argv/flags.ts';
import { UsageError } from '../errors.ts';

/** How long a command waits for a pod of the object that it was given. */
export function podRunningTimeoutFlag(milliseconds = 60_000) {
  return {
    'pod-running-timeout': durationFlag({
      default: milliseconds,
      description: 'How long to wait until at least one pod runs (5s, 2m, 3h); more than zero.',
    }),
  };
}

export function checkRunningTimeout(flags: { 'pod-running-timeout': number }): void {
  if (flags['pod-running-timeout'] <= 0) throw new UsageError('--pod-running-timeout must be higher than zero');
}
