import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { build } from '../../esbuild.config.mjs';

const root = resolve(import.meta.dirname, '..', '..');
let copy: string;

beforeAll(async () => {
  await build();
}, 60_000);

beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'kubesim-bin-'));
  cpSync(join(root, 'bin'), join(copy, 'bin'), { recursive: true });
  cpSync(join(root, 'dist', 'kubesim.cjs'), join(copy, 'dist', 'kubesim.cjs'));
});

afterEach(() => {
  chmodSync(join(copy, 'dist'), 0o755);
  rmSync(copy, { recursive: true, force: true });
});

function run(script = '"$0" "$1" options', env: Record<string, string> = {}): { stdout: string; stderr: string; status: number | null } {
  const { stdout, stderr, status } = spawnSync(
    'bash',
    // bash looks for a .bashrc when its input is a socket.
    ['--norc', '-c', `set -o pipefail; ${script}`, process.execPath, join(copy, 'bin', 'run.js')],
    {
      encoding: 'utf8',
      env: { ...process.env, HOME: join(copy, 'home'), XDG_CACHE_HOME: '', ...env },
    },
  );
  return { stdout, stderr, status };
}

const works = { stdout: expect.stringContaining('--namespace') as string, stderr: '', status: 0 };
const caches = (folder: string): string[] => readdirSync(join(copy, folder)).filter((file) => file.startsWith('code-cache-'));

describe('the executable', () => {
  test('keeps compiled code beside the bundle and works with and without it', () => {
    expect(run()).toEqual(works);
    expect(caches('dist')).toHaveLength(1);
    expect(run()).toEqual(works);
  });

  test('does not mind a damaged cache', () => {
    run();
    const [cache = ''] = caches('dist');
    for (const damage of [
      () => truncateSync(join(copy, 'dist', cache), 1000),
      () => writeFileSync(join(copy, 'dist', cache), 'nonsense'),
    ]) {
      damage();
      expect(run()).toEqual(works);
    }
  });

  test('keeps compiled code in the cache folder of the user where the program cannot be written', () => {
    // Root may write everywhere, so the folder beside the bundle is made unusable by a file in the cache's place.
    run();
    const [cache = ''] = caches('dist');
    rmSync(join(copy, 'dist', cache));
    cpSync(join(root, 'bin'), join(copy, 'dist', cache), { recursive: true });
    expect(run()).toEqual(works);
    expect(caches('dist')).toEqual([cache]);
    expect(caches('home/.cache/kubesim')).toEqual([cache]);
    expect(run()).toEqual(works);
  });

  test('works without any place for a cache', () => {
    writeFileSync(join(copy, 'home'), '');
    run();
    const [cache = ''] = caches('dist');
    rmSync(join(copy, 'dist', cache));
    cpSync(join(root, 'bin'), join(copy, 'dist', cache), { recursive: true });
    expect(run()).toEqual(works);
  });

  test('says what to do where nothing was built', () => {
    rmSync(join(copy, 'dist', 'kubesim.cjs'));
    expect(run()).toEqual({ stdout: '', stderr: expect.stringContaining('run "npm install" or "npm run build"') as string, status: 1 });
  });

  test('ends quietly when nobody reads its output', () => {
    const { stderr, status } = run('"$0" "$1" options | head -1');
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  });

  test('leaves nothing else behind', () => {
    run();
    expect(readdirSync(join(copy, 'dist')).filter((file) => !file.startsWith('code-cache-'))).toEqual(['kubesim.cjs']);
    expect(existsSync(join(copy, 'home'))).toBe(false);
  });
});
