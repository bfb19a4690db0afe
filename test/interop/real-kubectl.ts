import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const beside = join(import.meta.dirname, '..', '..', '..', 'shared', 'tools', 'kubectl-1.36');

/** The path of a real kubectl v1.36: of KUBESIM_REAL_KUBECTL, of the tool beside the checkout, or on the PATH. Undefined when there is none. */
export function realKubectl(): string | undefined {
  const candidates = [process.env.KUBESIM_REAL_KUBECTL, fromTool(), 'kubectl'].filter((path) => path !== undefined && path !== '');
  return candidates.find((path) => isIt(path as string));
}

function fromTool(): string | undefined {
  if (!existsSync(beside)) return undefined;
  try {
    return execFileSync(beside, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

function isIt(path: string): boolean {
  try {
    const { clientVersion } = JSON.parse(
      execFileSync(path, ['version', '--client', '-o', 'json'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    ) as { clientVersion: { gitVersion: string } };
    return clientVersion.gitVersion.startsWith('v1.36.');
  } catch {
    return false;
  }
}

export const NO_KUBECTL = 'no real kubectl v1.36 is here (KUBESIM_REAL_KUBECTL may name one): its tests are left out';
