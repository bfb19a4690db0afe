import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { build } from '../../esbuild.config.mjs';
import { play } from './play.ts';

/**
 * Steps that are known to differ, by file. A listed step that comes out right fails the run: the list only gets shorter.
 * `KUBESIM_RECORD_SKIPS=1 npx vitest run test/transcripts` writes it anew.
 */
const skipFile = join(import.meta.dirname, 'skipped-steps.json');
const skipped: Record<string, string[]> = existsSync(skipFile) ? JSON.parse(readFileSync(skipFile, 'utf8')) : {};
const recording = process.env['KUBESIM_RECORD_SKIPS'] === '1';
const recorded: Record<string, string[]> = {};

const folders = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory());
const files = folders.flatMap(({ name }) => readdirSync(join(import.meta.dirname, name)).map((file) => `${name}/${file}`));

beforeAll(async () => {
  await build();
}, 60_000);

afterAll(() => {
  if (recording) writeFileSync(skipFile, `${JSON.stringify(Object.fromEntries(Object.entries(recorded).sort()), null, 2)}\n`);
});

describe.concurrent('transcripts', () => {
  test.each(files.sort())(
    '%s',
    async (file) => {
      const { steps, differences } = await play(join(import.meta.dirname, file));
      const differing = differences.map(({ step }) => step);
      if (recording) {
        if (differing.length > 0) recorded[file] = differing;
        return;
      }
      const known = skipped[file] ?? [];
      const unexpected = differences.filter(({ step }) => !known.includes(step));
      expect(unexpected.map(({ step, actual }) => `$ ${step}\n${actual}`)).toEqual(
        unexpected.map(({ step, expected }) => `$ ${step}\n${expected}`),
      );
      expect({
        'listed in skipped-steps.json, but right or gone': known.filter((step) => !steps.includes(step) || !differing.includes(step)),
      }).toEqual({
        'listed in skipped-steps.json, but right or gone': [],
      });
    },
    600_000,
  );
});
