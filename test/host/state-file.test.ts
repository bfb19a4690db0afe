import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { ClusterImage, Row } from '../../src/cluster/store/image.ts';
import { UserError } from '../../src/api/user-error.ts';
import { readState, stateStamp, writeState } from '../../src/host/state-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'state-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'kubesim.json');

const row = (key: string, value: unknown): Row => ({ key, value: () => value });
const rows = (entries: Record<string, unknown>): Map<string, Row> =>
  new Map(Object.entries(entries).map(([key, value]) => [key, row(key, value)]));

function image(parts: Partial<ClusterImage> = {}): ClusterImage {
  const settings = { clock: 'wall', offset: 0, kubelet: 'real', bare: false } as const;
  const header = { name: 'kubesim', revision: 7, clock: 1_767_225_600_000, random: 5, seed: 1, timerSequence: 3, settings };
  return { header, objects: new Map(), memory: new Map(), timers: [], log: [], ...parts };
}

function plain({ header, objects, memory, timers, log }: ClusterImage): unknown {
  const values = (list: Iterable<Row>): unknown[] => [...list].map((each) => [each.key, each.value()]);
  return { header, objects: values(objects.values()), memory: values(memory.values()), timers, log: values(log) };
}

const load = (): ClusterImage => readState(path)!.image;
const message = (content: string | Buffer): string => {
  writeFileSync(path, content);
  try {
    plain(load());
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    // The file is left alone, and the refusal fits on one line.
    expect(readFileSync(path)).toEqual(Buffer.from(content));
    expect((error as Error).message).not.toContain('\n');
    return (error as Error).message.replaceAll(path, 'FILE');
  }
  return 'accepted';
};

const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown);
const entries = fc.dictionary(fc.string({ unit: 'grapheme' }), json, { maxKeys: 8 });
const anyImage = fc
  .record({
    objects: entries,
    memory: entries,
    log: fc.array(fc.tuple(fc.string(), json), { maxLength: 5 }),
    timers: fc.array(fc.record({ due: fc.nat(), seq: fc.nat(), actor: fc.string(), key: fc.string() }), { maxLength: 5 }),
  })
  .map(({ objects, memory, log, timers }) =>
    image({ objects: rows(objects), memory: rows(memory), timers, log: log.map(([key, value]) => row(key, value)) }),
  );

const byKey = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : a > b ? 1 : 0);
const sorted = (state: ClusterImage): ClusterImage => ({
  ...state,
  objects: new Map([...state.objects].sort(byKey)),
  memory: new Map([...state.memory].sort(byKey)),
  timers: [...state.timers].sort((a, b) => a.due - b.due || a.seq - b.seq),
});

describe('state files', () => {
  it('give back what was written, in key order', () => {
    fc.assert(
      fc.property(anyImage, (state) => {
        writeState(path, state);
        expect(JSON.parse(readFileSync(path, 'utf8'))).toBeTypeOf('object');
        expect(plain(load())).toEqual(plain(sorted(state)));
      }),
      { numRuns: 60 },
    );
  });

  it('mean the same however the JSON is laid out', () => {
    fc.assert(
      fc.property(anyImage, fc.constantFrom(undefined, 2, '\t'), (state, indent) => {
        writeState(path, state);
        writeFileSync(path, JSON.stringify(JSON.parse(readFileSync(path, 'utf8')), null, indent));
        expect(plain(load())).toEqual(plain(sorted(state)));
        writeState(path, load());
        expect(plain(load())).toEqual(plain(sorted(state)));
      }),
      { numRuns: 30 },
    );
  });

  it('keep rows that nobody changed as the bytes they were, even in a spelling that is not ours', () => {
    writeState(
      path,
      image({ objects: rows({ 'pods a/x': { n: 1 }, 'pods a/y': { n: 2 }, 'pods a/z': { n: 3 } }), log: [row('1', 'old')] }),
    );
    writeFileSync(path, readFileSync(path, 'utf8').replace('["pods a/y",{"n":2}]', '["pods a/y",{ "n": 2.0 }]'));
    const state = load();
    expect(state.objects.get('pods a/y')!.value()).toEqual({ n: 2 });
    state.objects.set('pods a/z', row('pods a/z', { n: 4 }));
    state.objects.delete('pods a/x');
    writeState(path, state);
    const text = readFileSync(path, 'utf8');
    expect(text).toContain('[\n["pods a/y",{ "n": 2.0 }],\n["pods a/z",{"n":4}]\n]');
    expect(text).toContain('["1","old"]');
    expect(text).not.toContain('pods a/x');
  });

  it('are the same bytes when read and written again', () => {
    fc.assert(
      fc.property(anyImage, (state) => {
        writeState(path, state);
        const first = readFileSync(path);
        writeState(path, load());
        expect(readFileSync(path)).toEqual(first);
      }),
      { numRuns: 30 },
    );
  });

  it('are readable by their owner only, replaced whole, and leave nothing beside them', () => {
    writeState(path, image());
    const before = stateStamp(path);
    writeState(path, image());
    expect(stateStamp(path)).not.toBe(before);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    writeFileSync(join(folder, '.kubesim.json.new'), 'half a sta');
    writeState(path, image());
    expect(readdirSync(folder)).toEqual(['kubesim.json']);
  });

  it('stay links when they are links', () => {
    const link = join(folder, 'link.json');
    writeState(path, image());
    symlinkSync(path, link);
    writeState(link, image({ objects: rows({ 'pods a/x': 1 }) }));
    expect(load().objects.size).toBe(1);
    rmSync(link);
  });

  it('do not exist: no state', () => {
    expect(readState(join(folder, 'none.json'))).toBeUndefined();
    expect(readState(join(folder, 'none', 'none.json'))).toBeUndefined();
  });

  const whole = (): string => {
    writeState(path, image({ objects: rows({ 'pods a/x': { n: 1 } }), timers: [{ due: 1, seq: 1, actor: 'a', key: 'k' }] }));
    return readFileSync(path, 'utf8');
  };
  const damaged = (detail: string): string =>
    `the cluster file FILE is damaged (${detail}); put a copy back, or remove the file to start with a new cluster`;

  it.each<[string, () => string | Buffer, string | RegExp]>([
    ['empty', () => '', 'the cluster file FILE is empty; put a copy back, or remove the file to start with a new cluster'],
    ['blank', () => ' \n', 'the cluster file FILE is empty; put a copy back, or remove the file to start with a new cluster'],
    ['binary', () => Buffer.from([0, 1, 2, 250, 251]), 'FILE is not a kubesim cluster file (it is not JSON)'],
    ['text', () => 'hello\nworld', 'FILE is not a kubesim cluster file (it is not JSON)'],
    ['foreign JSON', () => '{"apiVersion":"v1","kind":"Pod"}', 'FILE is not a kubesim cluster file (it has no "kubesim" format header)'],
    ['a list', () => '[]', 'FILE is not a kubesim cluster file (it has no "kubesim" format header)'],
    ['null', () => 'null', 'FILE is not a kubesim cluster file (it has no "kubesim" format header)'],
    [
      'newer',
      () => whole().replace('"format":1', '"format":2'),
      'the cluster file FILE was written by a newer version of kubesim (format 2, this one knows 1); please upgrade',
    ],
    ['no version', () => whole().replace('"format":1', '"format":"x"'), damaged('it has no format version')],
    ['cut off', () => whole().slice(0, -30), /is damaged \(not valid JSON/],
    ['no timers', () => whole().replace('"timers"', '"tim"'), damaged('"timers" is missing')],
    ['a header without a clock', () => whole().replace('"clock":1767225600000,', ''), damaged('its header is not complete')],
    [
      'a strange timer',
      () => whole().replace('[1,1,"a","k"]', '[1,1,"a"]'),
      damaged('entry 1 of "timers" is not [due, sequence, actor, key]'),
    ],
    ['a broken row', () => whole().replace('{"n":1}', '{"n":1'), damaged('the row "pods a/x" is not valid JSON')],
    ['a merge conflict', () => whole().replace('["pods', '<<<<<<< HEAD\n["pods'), /is damaged \(not valid JSON/],
  ])('are refused by name: %s', (_, content, refusal) => {
    const said = message(content());
    if (typeof refusal === 'string') expect(said).toBe(refusal);
    else expect(said).toMatch(refusal);
  });

  it('are refused by name: every file cut off anywhere', () => {
    const text = whole();
    for (let length = 0; length < text.length - 1; length++) expect(message(text.slice(0, length))).not.toBe('accepted');
  });

  it('are refused by name: what is no file', () => {
    mkdirSync(join(folder, 'dir.json'));
    expect(() => readState(join(folder, 'dir.json'))).toThrow(`the cluster file ${join(folder, 'dir.json')} is not a regular file`);
    writeFileSync(join(folder, 'file'), '');
    expect(() => readState(join(folder, 'file', 'x.json'))).toThrow(/cannot read the cluster file .*: not a directory/);
    expect(() => writeState(join(folder, 'file', 'x.json'), image())).toThrow(/cannot write the cluster file .*: not a directory/);
  });
});
