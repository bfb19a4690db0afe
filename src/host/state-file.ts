import {
  closeSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  realpathSync,
  renameSync,
  statSync,
  unlinkSync,
  writevSync,
} from 'node:fs';
import { dirname, join, basename } from 'node:path';
import { UserError } from '../api/user-error.ts';
import { DamagedState } from '../cluster/store/damaged-state.ts';
import type { ClusterImage } from '../cluster/store/image.ts';
import { errorCode, HostError, systemErrorText } from './host-error.ts';
import { afterJournal, readJournal } from './journal.ts';
import { parseState, StateSyntaxError } from './state-parse.ts';
import { serializeState, type RowTexts } from './state-serialize.ts';

/** Which version of a file was seen: any other process's save changes it, since every save makes a new file. */
export type Stamp = string;

export interface LoadedState {
  image: ClusterImage;
  stamp: Stamp;
  /** The image holds what a server that was killed had answered since it wrote the file. */
  fromJournal: boolean;
}

/** The state in the file, or undefined when there is no file. Refuses with a HostError whatever is not a whole state that this version knows; the file is left alone. */
export function readState(path: string): LoadedState | undefined {
  const journal = readJournal(path);
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw new HostError(`cannot read the cluster file ${path}: ${systemErrorText(error)}`);
  }
  try {
    const stats = fstatSync(descriptor, { bigint: true });
    if (!stats.isFile()) throw new HostError(`the cluster file ${path} is not a regular file`);
    const bytes = readWhole(descriptor, Number(stats.size));
    const saved = parse(path, bytes);
    const image = journal ? afterJournal(path, saved, journal) : saved;
    return { image, stamp: stampOf(stats), fromJournal: image !== saved };
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new HostError(`cannot read the cluster file ${path}: ${systemErrorText(error)}`);
  } finally {
    closeSync(descriptor);
  }
}

/** Undefined when there is no file. */
export function stateStamp(path: string): Stamp | undefined {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats && stampOf(stats);
}

/**
 * Replaces the file by a new one, whole or not at all: written beside it, synced, renamed. Only the holder of the lock may call it.
 * Rows that are as they were read are copied as bytes.
 */
export function writeState(path: string, image: ClusterImage, texts?: RowTexts): Stamp {
  const target = resolveLink(path);
  const temporary = join(dirname(target), `.${basename(target)}.new`);
  let descriptor: number | undefined;
  try {
    descriptor = createFresh(temporary);
    writeAll(descriptor, serializeState(image, texts));
    fsyncSync(descriptor);
    const stamp = stampOf(fstatSync(descriptor, { bigint: true }));
    closeSync(descriptor);
    descriptor = undefined;
    renameSync(temporary, target);
    return stamp;
  } catch (error) {
    if (descriptor !== undefined) closeSync(descriptor);
    removeQuietly(temporary);
    if (errorCode(error) === undefined) throw error;
    throw new HostError(`cannot write the cluster file ${path}: ${systemErrorText(error)}`);
  }
}

export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new HostError(`cannot make the folder ${path}: ${systemErrorText(error)}`);
  }
}

/** A state file that is a symbolic link (into a git checkout, say) stays one. */
export function resolveLink(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function parse(path: string, bytes: Buffer): ClusterImage {
  try {
    return parseState(bytes, (detail) => new DamagedState(describeDamage(path, detail)));
  } catch (error) {
    if (!(error instanceof StateSyntaxError)) throw error;
    switch (error.kind) {
      case 'empty':
        throw new HostError(`the cluster file ${path} is empty; put a copy back, or remove the file to start with a new cluster`);
      case 'foreign':
        throw new HostError(`${path} is not a kubesim cluster file (${error.message})`);
      case 'newer':
        throw new HostError(`the cluster file ${path} was written by a newer version of kubesim (${error.message}); please upgrade`);
      case 'damaged':
        throw new DamagedState(describeDamage(path, error.message));
    }
  }
}

function describeDamage(path: string, detail: string): string {
  return `the cluster file ${path} is damaged (${detail}); put a copy back, or remove the file to start with a new cluster`;
}

/** Saves change the inode; the time tells apart inodes that are used again, and files that were edited in place. */
function stampOf(stats: { ino: bigint; size: bigint; mtimeNs: bigint }): Stamp {
  return `${stats.ino} ${stats.size} ${stats.mtimeNs}`;
}

function readWhole(descriptor: number, size: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(size);
  let filled = 0;
  while (filled < size) {
    const count = readSync(descriptor, bytes, filled, size - filled, filled);
    if (count === 0) break;
    filled += count;
  }
  return bytes.subarray(0, filled);
}

function createFresh(path: string): number {
  try {
    return openSync(path, 'wx', 0o600);
  } catch (error) {
    // Left behind by a process that was killed while it wrote; we hold the lock, so nobody is writing it.
    if (errorCode(error) !== 'EEXIST') throw error;
    unlinkSync(path);
    return openSync(path, 'wx', 0o600);
  }
}

function writeAll(descriptor: number, chunks: readonly Buffer[]): void {
  // The system takes at most 1024 pieces at once (IOV_MAX) and may write less than it was given.
  for (let next = 0; next < chunks.length;) {
    const batch = chunks.slice(next, next + 512);
    next += batch.length;
    let written = writevSync(descriptor, batch);
    for (const chunk of batch) {
      if (written >= chunk.length) {
        written -= chunk.length;
        continue;
      }
      const rest = [chunk.subarray(written)];
      written = 0;
      while (rest[0] && rest[0].length > 0) rest[0] = rest[0].subarray(writevSync(descriptor, rest));
    }
  }
}

function removeQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // It may not have been made.
  }
}
