import { lstatSync, readFileSync, readlinkSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { errorCode, HostError, systemErrorText } from './host-error.ts';
import { livenessOf, ownIdentity, type ProcessIdentity } from './process-identity.ts';

/**
 * An exclusive lock between processes: a symbolic link whose target is its holder. Making one is atomic and exclusive, and no moment
 * exists in which the lock is there but does not yet say whose it is. Where links cannot be made (Windows without the right to), a file made with O_EXCL is used.
 */
export interface Lock {
  release(): void;
}

/** How long one and the same living process may keep us waiting (ms). Holders let go as soon as they wait for anything. */
const PATIENCE = 30_000;
/** A lock of a process that we cannot look at (another machine's) is taken to be left behind after this long (ms). */
const FOREIGN_LIFE = 60_000;
/** A lock file without content belongs to somebody who is about to write it, or died before that (ms). */
const BLANK_LIFE = 2_000;

let sequence = 0;

/** `whileHeld` is called again and again while somebody else has the lock; it may throw to give up. */
export async function acquireLock(
  path: string,
  options: { patience?: number; signal?: AbortSignal; whileHeld?(): void } = {},
): Promise<Lock> {
  const patience = options.patience ?? PATIENCE;
  const identity = ownIdentity();
  const token = `${identity.pid}:${identity.started}:${identity.scope}:${Date.now().toString(36)}${(sequence++).toString(36)}`;
  let waitedFor: string | undefined;
  let since = 0;
  for (let pause = 1; ; pause = Math.min(pause * 1.5, 20)) {
    if (claim(path, token)) return { release: () => release(path, token) };
    const holder = readHolder(path);
    if (holder === undefined) continue;
    if (isStale(path, holder) && removeStale(path, holder, token)) continue;
    if (holder !== waitedFor) {
      waitedFor = holder;
      since = Date.now();
    } else if (Date.now() - since > patience) {
      throw new HostError(describeWait(path, holder, Date.now() - since));
    }
    options.signal?.throwIfAborted();
    options.whileHeld?.();
    await new Promise((resolve) => setTimeout(resolve, pause * (0.5 + Math.random())));
  }
}

function release(path: string, token: string): void {
  if (readHolder(path) === token) remove(path);
}

/** Makes the lock ours if nobody has it. */
function claim(path: string, token: string): boolean {
  try {
    symlinkSync(token, path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    if (errorCode(error) === 'EPERM' || errorCode(error) === 'ENOSYS' || errorCode(error) === 'ENOTSUP') return claimByFile(path, token);
    throw new HostError(`cannot lock the cluster: ${path}: ${systemErrorText(error)}`);
  }
}

function claimByFile(path: string, token: string): boolean {
  try {
    writeFileSync(path, token, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw new HostError(`cannot lock the cluster: ${path}: ${systemErrorText(error)}`);
  }
}

/** The holder's token; undefined when the lock is free. */
function readHolder(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
  }
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw new HostError(`cannot lock the cluster: ${path}: ${systemErrorText(error)}`);
  }
}

function parseToken(token: string): ProcessIdentity | undefined {
  const [pid, started, scope] = token.split(':');
  return /^\d+$/.test(pid ?? '') && started && scope ? { pid: Number(pid), started, scope } : undefined;
}

function isStale(path: string, token: string): boolean {
  const holder = parseToken(token);
  const liveness = holder ? livenessOf(holder) : 'unknown';
  if (liveness !== 'unknown') return liveness === 'dead';
  const made = lstatSync(path, { throwIfNoEntry: false })?.mtimeMs;
  return made !== undefined && Date.now() - made > (holder ? FOREIGN_LIFE : BLANK_LIFE);
}

/**
 * Removes the lock of a dead holder. Of all that see it dead exactly one may: who has claimed `PATH.HOLDER'S-NUMBER.1`; should that one die in between,
 * who has claimed `….2`, and so on. Tokens are never used twice, so whoever comes late finds another token in the lock and goes away.
 */
function removeStale(path: string, holder: string, token: string): boolean {
  const name = `${path}.${holder.replace(/[^\w-]+/g, '.')}`;
  for (let attempt = 1; ; attempt++) {
    const right = `${name}.${attempt}`;
    if (!claim(right, token)) {
      const other = readHolder(right);
      if (other !== undefined && isStale(right, other)) continue;
      return false;
    }
    const entitled = readHolder(path) === holder;
    if (entitled) remove(path);
    for (let left = attempt; left >= 1; left--) remove(`${name}.${left}`);
    return entitled;
  }
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw new HostError(`cannot unlock the cluster: ${path}: ${systemErrorText(error)}`);
  }
}

function describeWait(path: string, holder: string, waited: number): string {
  const pid = parseToken(holder)?.pid;
  const who = pid === undefined ? 'another process' : `process ${pid}`;
  return `the cluster is in use: ${who} has held ${path} for more than ${Math.floor(waited / 1000)} s; try again, or stop that process`;
}
