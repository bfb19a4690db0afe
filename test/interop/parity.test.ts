import { spawn } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newHome, type Served } from '../support/served-cluster.ts';
import { NO_KUBECTL, realKubectl } from './real-kubectl.ts';

const kubectl = realKubectl();
const program = join(import.meta.dirname, '..', '..', 'bin', 'run.js');
const linesOf = (file: string): string[] =>
  readFileSync(join(import.meta.dirname, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
const commands = linesOf('parity-commands.txt').map((line) => ({
  line: line.replace(/^[!~] /, ''),
  differs: line.startsWith('! '),
  drawn: line.startsWith('~ '),
}));

/** Words as a shell would split them; quotes inside a word (a template's) stay. */
function words(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => (quoted ?? plain) as string);
}

const home = newHome({ KUBESIM_CLOCK: 'manual', KUBESIM_SEED: '36', KUBESIM_BARE: '0', HOME: '/nonexistent', TZ: 'UTC' });
/** The same state, which nobody serves. */
const copy = newHome();
let served: Served;

function run(file: string, args: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const child = spawn(file, args, { env: { ...home.environment, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const texts = { stdout: '', stderr: '' };
  child.stdout.on('data', (piece: Buffer) => (texts.stdout += piece.toString()));
  child.stderr.on('data', (piece: Buffer) => (texts.stderr += piece.toString()));
  return new Promise((resolve) =>
    child.on('close', (status) => resolve(normal(`${texts.stdout}--- stderr\n${texts.stderr}--- exit ${status ?? 'by a signal'}`))),
  );
}

/** Method and path of the requests that a log tells, without those for discovery, which kubectl remembers. Terms of field selectors are in an order drawn anew. */
function requests(log: string): string[] {
  const found = [...log.matchAll(/"Response" verb="(\w+)" url="https:\/\/SERVER([^"]*)"/g)].map(([, verb, path]) => `${verb} ${path}`);
  const told = found.filter((request) => !/^GET \/apis?(\?|$)/.test(request));
  const sorted = (terms: string): string => decodeURIComponent(terms).split(',').sort().join();
  // Other clients than ours ask servers for nothing while nothing happens.
  return told.map((request) => request.replace(/(?<=fieldSelector=)[^&]*/, sorted).replace('allowWatchBookmarks=true&', ''));
}

const AGE = /(?<![\w.:-])(\d+y)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(?![\w:-])/g;

/** Ages differ by when they were looked at; columns beside them move with them. What is not ours to print (addresses, versions of the client) is left out. */
function normal(text: string): string {
  return text
    .replaceAll(served.url, 'https://SERVER')
    .split('\n')
    .map((line) => {
      const aged = line.replace(AGE, (age) => (age === '' ? '' : 'AGE'));
      // Headings of ages that are shown beside a clock of their own stand over columns of other widths.
      return aged === line && !/\bAge\b|^\s*-[-\s]+$/.test(line) ? line : aged.replace(/-{4,}/g, '----').replace(/ {2,}/g, '  ').trimEnd();
    })
    .filter((line) => !/^(Client Version|Kustomize Version):/.test(line))
    .join('\n');
}

describe.skipIf(!kubectl)('the real kubectl and ours print the same, through a server and on the file', () => {
  beforeAll(async () => {
    const applied = (...files: string[]) => home.run('apply', ...files.flatMap((file) => ['-f', join(import.meta.dirname, file)]));
    await applied('rich-state.yaml', 'rich-state/namespaces.yaml');
    await applied('rich-state/storage.yaml', 'rich-state/configuration.yaml', 'rich-state/custom.yaml');
    await applied('rich-state/services.yaml', 'rich-state/workloads.yaml', 'rich-state/widgets.yaml');
    await home.run('sim', 'advance', '2m');
    await home.run('set', 'image', 'deploy/web', 'web=nginx:1.28', '-n', 'mall');
    await home.run('debug', 'static-ip', '-n', 'mall', '--image=busybox:1.36', '-c', 'dbg', '--', 'sleep', '1d');
    await home.run('sim', 'advance', '20m');
    cpSync(home.home, copy.home, { recursive: true });
    served = await home.serve();
  }, 60_000);

  it.concurrent.each(commands)('$line', async ({ line, differs, drawn }) => {
    const args = words(line);
    const kubeconfig = ['--kubeconfig', served.kubeconfig];
    const shown = async (...of: Parameters<typeof run>) => (drawn ? (await run(...of)).split('\n').sort().join('\n') : run(...of));
    const real = await shown(kubectl as string, [...kubeconfig, '--cache-dir', join(home.home, 'cache'), ...args]);
    const overHttp = await shown(process.execPath, [program, ...kubeconfig, ...args]);
    const onFile = await shown(process.execPath, [program, ...args], { KUBESIM_HOME: copy.home });
    if (differs) return expect([overHttp, onFile], `agrees now: take the mark off "${line}"`).not.toEqual([real, real]);
    expect(overHttp).toBe(real);
    // Only the server's address is another one.
    expect(onFile.replaceAll(/file:\S+?\.json/g, 'https://SERVER')).toBe(real);
  });

  it.concurrent.each(linesOf('parity-requests.txt'))('requests of %s', async (line) => {
    const args = ['--kubeconfig', served.kubeconfig, '-v=6', ...words(line)];
    const real = requests(await run(kubectl as string, ['--cache-dir', join(home.home, 'cache'), ...args]));
    expect(requests(await run(process.execPath, [program, ...args]))).toEqual(real);
  });
});

it.skipIf(kubectl)(NO_KUBECTL, () => undefined);
afterAll(() => [home, copy].forEach((each) => each.remove()));
