import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dataFiles } from '../../src/host/data-files.ts';

let home: string;
let images: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'data-'));
  images = join(home, 'images');
  mkdirSync(images);
});
afterEach(() => rmSync(home, { recursive: true }));

async function own(): Promise<unknown[]> {
  const files = dataFiles(home);
  await files.prepare();
  return files.images().filter((document) => (document as { test?: boolean }).test);
}
const write = (name: string, text: string, time = Date.now() / 1000 - 60): void => {
  writeFileSync(join(images, name), text);
  utimesSync(join(images, name), time, time);
};

describe('data files', () => {
  it("has the user's own images, all documents of all files in order", async () => {
    write('b.yaml', 'test: true\nn: 2\n---\ntest: true\nn: 3\n');
    write('a.yml', 'test: true\nn: 1\n');
    write('notes.txt', 'x: [');
    expect(await own()).toEqual([1, 2, 3].map((n) => ({ test: true, n })));
  });

  it('reads the compiled form while it fits, and sees every change', async () => {
    write('a.yaml', 'test: true\nn: 1\n');
    await own();
    const compiled = join(images, '.compiled.json');
    writeFileSync(compiled, readFileSync(compiled, 'utf8').replace('"n":1', '"n":"compiled"'));
    expect(await own()).toEqual([{ test: true, n: 'compiled' }]);
    write('b.yaml', 'test: true\nn: 2\n');
    expect(await own()).toEqual([1, 2].map((n) => ({ test: true, n })));
    write('b.yaml', 'test: true\nn: 3\n', Date.now() / 1000 + 60);
    expect(await own()).toEqual([1, 3].map((n) => ({ test: true, n })));
    rmSync(join(images, 'a.yaml'));
    expect(await own()).toEqual([{ test: true, n: 3 }]);
  });

  it('tells which file cannot be read', async () => {
    write('bad.yaml', 'a: [\n');
    await expect(own()).rejects.toThrow(`cannot read ${join(images, 'bad.yaml')}: `);
  });

  it('can do without a folder of images', async () => {
    rmSync(images, { recursive: true });
    expect(await own()).toEqual([]);
  });
});
