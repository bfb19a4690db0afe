import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { ClusterChanges, ClusterHeader, ClusterImage } from '../../src/cluster/store/image.ts';
import { JournalWriter, journalPath } from '../../src/host/journal.ts';
import { readState, writeState } from '../../src/host/state-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'journal-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'c.json');

const header = (revision: number): ClusterHeader => ({
  name: 'c',
  revision,
  clock: 1000 + revision,
  random: 1,
  seed: 1,
  timerSequence: revision,
  settings: { clock: 'wall', offset: 0, kubelet: 'real', bare: true },
});
const row = (key: string, value: unknown) => [key, { key, value: () => value }] as const;
const image = (): ClusterImage => ({
  header: header(1),
  objects: new Map([row('pods default/a', { a: 1 }), row('pods default/b', { b: 1 })]),
  memory: new Map([row('kubelet x', 1)]),
  timers: [
    { due: 5, seq: 1, actor: 'kubelet', key: 'a' },
    { due: 9, seq: 2, actor: 'kubelet', key: 'b' },
  ],
  log: [],
});
const changes = (revision: number, more: Partial<ClusterChanges> = {}): ClusterChanges => ({
  header: header(revision),
  objects: [],
  memory: [],
  timers: [],
  cleared: [],
  ...more,
});
const contents = () => {
  const { header: { revision } = { revision: 0 }, objects, memory, timers } = readState(path)!.image;
  const values = (rows: ClusterImage['objects']) => Object.fromEntries([...rows].map(([key, each]) => [key, each.value()]));
  return {
    revision,
    objects: values(objects),
    memory: values(memory),
    timers: timers.map(({ actor, key, due }) => `${actor} ${key} ${due}`),
  };
};

let journal: JournalWriter;
beforeEach(() => {
  writeState(path, image());
  journal = new JournalWriter(path, header(1));
});

describe('a journal beside a state file', () => {
  it('is what happened after the file was written', () => {
    journal.append(changes(2, { objects: [['pods default/c', { c: 1 }]], memory: [['kubelet y', { z: 1 }]] }));
    journal.append(
      changes(3, {
        objects: [
          ['pods default/a', null],
          ['pods default/c', { c: 2 }],
        ],
        memory: [['kubelet x', null]],
        timers: [{ due: 3, seq: 3, actor: 'kubelet', key: 'b' }],
        cleared: [['kubelet', 'a']],
      }),
    );
    expect(contents()).toEqual({
      revision: 3,
      objects: { 'pods default/b': { b: 1 }, 'pods default/c': { c: 2 } },
      memory: { 'kubelet y': { z: 1 } },
      timers: ['kubelet b 3'],
    });
    expect(readState(path)!.fromJournal).toBe(true);
  });

  it('may end in the middle of a line', () => {
    journal.append(changes(2, { objects: [['pods default/c', { c: 1 }]] }));
    appendFileSync(journalPath(path), JSON.stringify(changes(3, { objects: [['pods default/d', {}]] })).slice(0, -9));
    expect(Object.keys(contents().objects)).toEqual(['pods default/a', 'pods default/b', 'pods default/c']);
  });

  it('is refused when a line in its middle cannot be read', () => {
    journal.append(changes(2));
    appendFileSync(journalPath(path), '{"objects":\n');
    journal.append(changes(3));
    writeFileSync(journalPath(path), readFileSync(journalPath(path), 'utf8') + `${JSON.stringify(changes(4))}\n`);
    appendFileSync(journalPath(path), `garbage\n${JSON.stringify(changes(5))}\n`);
    expect(() => readState(path)).toThrow(/the journal .* is damaged \(line \d+\)/);
  });

  it('says nothing about another state than the one it continues', () => {
    journal.append(changes(2, { objects: [['pods default/c', { c: 1 }]] }));
    writeState(path, { ...image(), header: header(7) });
    expect(contents()).toMatchObject({ revision: 7, objects: { 'pods default/a': { a: 1 }, 'pods default/b': { b: 1 } } });
    expect(readState(path)!.fromJournal).toBe(false);
  });

  it('is gone when the state file has everything, and when a new one is begun', () => {
    journal.append(changes(2));
    expect(existsSync(journalPath(path))).toBe(true);
    writeState(path, { ...image(), header: header(2) });
    journal.restart(header(2));
    expect(existsSync(journalPath(path))).toBe(false);
    journal.append(changes(3, { objects: [['pods default/e', {}]] }));
    expect(Object.keys(contents().objects)).toContain('pods default/e');
    new JournalWriter(path, header(2));
    expect(existsSync(journalPath(path))).toBe(false);
  });
});
