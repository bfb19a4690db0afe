import type { FlagValues } from '../argv/flags.ts';
import { parseDryRun } from '../dry-run.ts';
import { UserError } from '../../api/user-error.ts';
import type { Io } from '../io.ts';
import { resultPrinter } from '../printing.ts';
import type { Connection } from '../runtime.ts';
import { openSession, type Session } from '../session.ts';
import type { setFlags } from './flags.ts';
import type { SetCommand } from './targets.ts';

export const LOCAL_ON_SERVER = 'cannot specify --local and --dry-run=server - did you mean --dry-run=client?';
export const ALL_AND_SELECTOR = 'cannot set --all and --selector at the same time';

type Flags = Omit<FlagValues<typeof setFlags>, 'selector' | 'kustomize'> & { namespace: string };

/** What the flags that all `set` verbs share come to. Throws for a wrong --dry-run or -o. */
export async function setCommand(
  io: Io,
  flags: Flags & { selector?: string; kustomize?: string },
  connect: () => Promise<Connection>,
  cause?: string,
): Promise<SetCommand> {
  const dryRun = parseDryRun(flags['dry-run'], io);
  const filled = { ...flags, selector: flags.selector ?? '', kustomize: flags.kustomize ?? '' };
  await resultPrinter(io, filled, 'given');
  let session: Promise<Session> | undefined;
  return { io, flags: filled, dryRun, cause, session: () => (session ??= connect().then((connection) => openSession(connection, io))) };
}

export function refuseLocalOnServer({ flags, dryRun }: SetCommand): void {
  if (flags.local && dryRun === 'server') throw new UserError(LOCAL_ON_SERVER);
}

export function refuseAllAndSelector({ flags }: SetCommand): void {
  if (flags.all && flags.selector !== '') throw new UserError(ALL_AND_SELECTOR);
}
