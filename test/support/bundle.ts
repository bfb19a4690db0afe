import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** Bundles a TypeScript file into a program that child processes of a test can run. */
export function bundle(entry: string, outfile: string): string {
  const esbuild = join(root, 'node_modules', '.bin', 'esbuild');
  const options = ['--bundle', '--platform=node', '--format=cjs', '--log-level=error', '--define:import.meta.dirname=__dirname'];
  execFileSync(esbuild, [join(root, entry), `--outfile=${outfile}`, ...options]);
  return outfile;
}
