import { execFile, execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';
import { newHome } from '../support/served-cluster.ts';

const home = newHome();
afterAll(() => home.remove());

/** Debian's package is for Debian's own Python, which need not be the first on the PATH. */
const python = ['/usr/bin/python3', 'python3'].find((path) => {
  try {
    execFileSync(path, ['-c', 'import kubernetes'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
});

it.skipIf(!python)("Debian's python3-kubernetes lists, creates, patches and watches", { timeout: 90_000 }, async () => {
  const { kubeconfig } = await home.serve();
  const { stdout } = await promisify(execFile)(python as string, [join(import.meta.dirname, 'python-client.py'), kubeconfig]);
  expect(stdout.trimEnd().split('\n')).toEqual([
    'nodes 3',
    'created py True',
    "patched [('a', '1'), ('b', '2')]",
    'refused 404 Not Found',
    'ready py',
    'scaled 1',
    'page 1 True',
    'log True',
    'watched DELETED',
    'deleted []',
    'gone Service',
    'scaled 3',
  ]);
});

it.skipIf(python)('no python3-kubernetes is here: its test is left out', () => undefined);
