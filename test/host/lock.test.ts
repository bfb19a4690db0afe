import { spawn } from 'node:child_process';
import { existsSync, lutimesSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { acquireLock } from '../../src/host/lock.ts';
import { ownIdentity } from '../../src/host/process-identity.ts';
import { bundle } from '../support/bundle.ts';

const folder = mkdtempSync(join(tmpdir(), 'lock-'));
const program = join(folder, 'worker.cjs');
const path = join(folder, 'work', 'x.lock');
beforeAll(() => void bundle('test/host/lock-worker.ts', program));
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  rmSync(join(folder, 'work'), { recursive: true, force: true });
  mkdirSync(join(folder, 'work'));
});

async function workers(count: number, rounds: number, chance: number): Promise<{ output: string; killed: number }> {
  writeFileSync(`${path}.count`, '0');
  writeFileSync(`${path}.done`, '');
  let output = '';
  let killed = 0;
  const ends = Array.from({ length: count }, () => {
    const child = spawn(process.execPath, [program, path, String(rounds), String(chance)]);
    child.stdout.on('data', (text: Buffer) => (output += text.toString()));
    child.stderr.on('data', (text: Buffer) => (output += text.toString()));
    return new Promise<void>((resolve) =>
      child.on('close', (_, signal) => {
        if (signal === 'SIGKILL') killed += 1;
        resolve();
      }),
    );
  });
  await Promise.all(ends);
  return { output, killed };
}

/** A pid that nobody has. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '0']);
  await new Promise((resolve) => child.on('close', resolve));
  return child.pid!;
}

const left = (): string[] => readdirSync(join(folder, 'work')).filter((name) => !/count|done|inside/.test(name));

describe('the lock', () => {
  it('is had by one at a time, and everybody gets it', async () => {
    const { output } = await workers(6, 25, 0);
    expect(output).toBe('');
    expect(readFileSync(`${path}.count`, 'utf8')).toBe('150');
    expect(left()).toEqual([]);
  });

  it('is recovered from the killed, by one at a time', async () => {
    const { output, killed } = await workers(16, 12, 0.06);
    expect(output).toBe('');
    expect(killed).toBeGreaterThan(0);
    expect(readFileSync(`${path}.count`, 'utf8')).toBe(String(readFileSync(`${path}.done`, 'utf8').length));
    // The last one may have died with it; then the next one clears up.
    (await acquireLock(path)).release();
    expect(left()).toEqual([]);
  });

  it.each<[string, () => Promise<string>]>([
    ['a process that has ended', async () => `${await deadPid()}:1:${ownIdentity().scope}:x`],
    ['a process whose number is used again', async () => `${process.pid}:1:${ownIdentity().scope}:x`],
  ])('is taken over from %s', async (_, token) => {
    symlinkSync(await token(), path);
    const lock = await acquireLock(path, { patience: 0 });
    lock.release();
    expect(left()).toEqual([]);
  });

  it('is taken over although another one died while taking it over', async () => {
    const { scope } = ownIdentity();
    const dead = await deadPid();
    symlinkSync(`${dead}:1:${scope}:x`, path);
    symlinkSync(`${dead}:1:${scope}:y`, `${path}.${dead}.1.${scope}.x.1`);
    (await acquireLock(path, { patience: 0 })).release();
    expect(left()).toEqual([]);
  });

  it.each([
    ['another machine', '1:1:elsewhere-1:x'],
    ['nobody knows whom', ''],
  ])('of %s is believed for a while only', async (_, token) => {
    if (token === '') writeFileSync(path, '');
    else symlinkSync(token, path);
    await expect(acquireLock(path, { patience: 20 })).rejects.toThrow(/the cluster is in use/);
    const hourAgo = Date.now() / 1000 - 3600;
    lutimesSync(path, hourAgo, hourAgo);
    (await acquireLock(path, { patience: 20 })).release();
    expect(existsSync(path)).toBe(false);
  });

  it('says who has it when it takes too long', async () => {
    const lock = await acquireLock(path);
    await expect(acquireLock(path, { patience: 30 })).rejects.toThrow(
      `the cluster is in use: process ${process.pid} has held ${path} for more than 0 s; try again, or stop that process`,
    );
    lock.release();
    (await acquireLock(path, { patience: 0 })).release();
  });

  it('cannot be made where nothing can be written', async () => {
    await expect(acquireLock(join(folder, 'nowhere', 'x.lock'))).rejects.toThrow(/cannot lock the cluster: .*: no such file or directory/);
  });
});
