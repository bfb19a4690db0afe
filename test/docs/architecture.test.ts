import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

/** What stands between backquotes and looks like a path of the project; `src/kubectl/<verb>` counts as `src/kubectl`. */
function pathsIn(text: string): string[] {
  const quoted = [...text.matchAll(/`([^`\n]+)`/g)].map(([, inside = '']) => inside);
  return quoted.filter((path) => /^(?:src|test|manifests|bin|\.ci)\/[^\s…]*$/.test(path)).map((path) => path.replace(/\/[^/]*[<*].*$/, ''));
}

const missing = (paths: readonly string[]): string[] => paths.filter((path) => !existsSync(join(root, path)));

const rows =
  /^\| Task +\| Location +\|\n\|[ -]+\|[ -]+\|\n((?:\|.*\|\n)+)/m.exec(read('ARCHITECTURE.md'))?.[1]?.trimEnd().split('\n') ?? [];

test('the table of locations has rows', () => {
  expect(rows.length).toBeGreaterThan(15);
});

test.each(rows.map((row) => row.split('|').map((cell) => cell.trim())))('%s%s', (_, _task, location = '') => {
  const paths = pathsIn(location);
  expect(paths.length, 'each location is a path between backquotes').toBe(location.split(',').length);
  expect(missing(paths)).toEqual([]);
});

test.each(['ARCHITECTURE.md', 'CONTRIBUTING.md', 'README.md'])('paths that %s names exist', (file) => {
  const paths = pathsIn(read(file));
  expect(paths).not.toEqual([]);
  expect(missing(paths)).toEqual([]);
});
