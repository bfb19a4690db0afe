import { parseTime } from '../../api/time.ts';
import { UserError } from '../../api/user-error.ts';
import { boolFlag, durationFlag, intFlag, stringFlag, type FlagValues } from '../argv/flags.ts';
import { selectorFlag } from '../argv/shared-flags.ts';
import { UsageError } from '../errors.ts';

/** What is shown of each log when pods are selected by label and nothing else is said. */
const SELECTED_TAIL = 10;

export const logsFlags = {
  ...selectorFlag,
  'all-containers': boolFlag({ description: 'Show the logs of all containers of the pods.' }),
  'all-pods': boolFlag({ description: 'Show the logs of all pods of the object, each line with its source before it.' }),
  container: stringFlag({ short: 'c', description: 'Show the log of this container.' }),
  follow: boolFlag({ short: 'f', description: 'Go on and show what is added to the log.' }),
  'ignore-errors': boolFlag({ description: 'If a log cannot be had, tell so and go on with the others.' }),
  'insecure-skip-tls-verify-backend': boolFlag({ description: "Skip checking the kubelet's certificate. It makes no difference here." }),
  'limit-bytes': intFlag({ description: 'The most bytes of a log to show; 0 is no limit.' }),
  'max-log-requests': intFlag({ default: 5, description: 'How many logs may be followed at a time.' }),
  'pod-running-timeout': durationFlag({ default: 20_000, description: 'How long to wait for the first pod of an object.' }),
  prefix: boolFlag({ description: 'Put the pod and the container before every line.' }),
  previous: boolFlag({ short: 'p', description: 'Show the log of the container that ran before the present one.' }),
  since: durationFlag({ description: 'Show only what is newer than this (5s, 2m, 3h).' }),
  'since-time': stringFlag({ description: 'Show only what is newer than this moment (RFC 3339).' }),
  tail: intFlag({ default: -1, description: 'Show this many of the last lines. -1 is all of them, or 10 with a selector.' }),
  timestamps: boolFlag({ description: 'Put the time before every line.' }),
};

export type LogsFlags = FlagValues<typeof logsFlags>;

const USAGE = `expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command`;

/** What of each log is wanted, in the words of the request; `changed` tells the flags that were given. */
export function logQuery(flags: LogsFlags, changed: (name: keyof LogsFlags) => boolean): Record<string, string> {
  const tail = flags.selector !== '' && flags.tail === -1 && !changed('tail') ? SELECTED_TAIL : flags.tail;
  return {
    ...(flags.follow ? { follow: 'true' } : {}),
    ...(flags.previous ? { previous: 'true' } : {}),
    ...(flags.timestamps ? { timestamps: 'true' } : {}),
    ...(flags.since === 0 ? {} : { sinceSeconds: String(Math.round(flags.since / 1000)) }),
    ...(flags['since-time'] === '' ? {} : { sinceTime: flags['since-time'] }),
    ...(tail === -1 ? {} : { tailLines: String(tail) }),
    ...(flags['limit-bytes'] === 0 ? {} : { limitBytes: String(flags['limit-bytes']) }),
  };
}

/** Refuses what cannot be understood before anything is asked. Answers which object and container the arguments name. */
export function readArguments(flags: LogsFlags, args: readonly string[]): { object: string; container: string } {
  const [object = '', container = flags.container] = args;
  if (args.length > 2 || (args.length === 0 && flags.selector === '')) throw new UsageError(USAGE);
  if (args.length === 1 && flags.selector !== '') throw new UsageError('only a selector (-l) or a POD name is allowed');
  const time = flags['since-time'];
  if (time !== '' && parseTime(time) === undefined) {
    throw new UserError(`parsing time "${time}" as "2006-01-02T15:04:05Z07:00": cannot parse "${time}" as "2006"`);
  }
  return { object, container };
}

/** Refuses contradictions, once the object is known to be there. */
export function checkFlags(flags: LogsFlags, args: readonly string[], container: string): void {
  if (flags['since-time'] !== '' && flags.since !== 0) throw new UserError('at most one of `sinceTime` or `sinceSeconds` may be specified');
  if (flags['all-containers'] && container !== '') {
    throw new UserError(`--all-containers=true should not be specified with container name ${container}`);
  }
  if (flags.container !== '' && args.length === 2) throw new UserError('only one of -c or an inline [CONTAINER] arg is allowed');
  if (flags['limit-bytes'] < 0) throw new UserError('--limit-bytes must be greater than 0');
  if (flags.since < 0) throw new UserError('--since must be greater than 0');
  if (flags.tail < -1) throw new UserError('--tail must be greater than or equal to -1');
}
