import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandTable } from 'kubesim:commands';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { connect } from '../../src/host/connect.ts';
import { memoryIo, runCommands } from '../support/run-commands.ts';

let home: string;
let env: Record<string, string>;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'record-'));
  env = {
    KUBESIM_HOME: home,
    KUBESIM_BARE: '1',
    KUBESIM_CLOCK: 'manual',
    KUBESIM_SEED: '1',
    KUBE_EDITOR: 'sed -i s/paused:.true/paused:\\ false/',
  };
});
afterEach(() => rmSync(home, { recursive: true }));

async function run(...argv: string[]): Promise<string> {
  const connection = await connect({ env, cwd: home });
  const io = { ...memoryIo({ env }), cwd: home };
  const { stdout, exitCode } = await runCommands(commandTable, argv, connection, io);
  await connection.client.close();
  return `${stdout}${exitCode ? `[exit ${exitCode}]` : ''}`.trimEnd();
}
const cause = (...object: string[]): Promise<string> =>
  run('get', ...object, '-o', 'jsonpath={.metadata.annotations.kubernetes\\.io/change-cause}');

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'nginx', image: 'nginx' }] } },
  },
};

it('every command that takes --record writes the command line into the object', async () => {
  writeFileSync(join(home, 'web.json'), JSON.stringify(deployment));
  await run('create', '-f', 'web.json', '--record');
  expect(await cause('deploy/web')).toBe('kubectl create --filename=web.json --record=true');
  await run('apply', '--record', '-f', 'web.json');
  expect(await cause('deploy/web')).toBe('kubectl apply --record=true --filename=web.json');
  await run('patch', 'deploy/web', '--record', '-p', '{"spec":{"paused":true}}');
  expect(await cause('deploy/web')).toBe('kubectl patch deploy/web --record=true --patch={"spec":{"paused":true}}');
  await run('edit', 'deploy/web', '--record');
  expect(await cause('deploy/web')).toBe('kubectl edit deploy/web --record=true');
  await run('scale', 'deploy/web', '--replicas=2', '--record');
  expect(await cause('deploy/web')).toBe('kubectl scale deploy/web --replicas=2 --record=true');
  await run('expose', 'deploy/web', '--port=80', '--record');
  expect(await cause('svc/web')).toBe('kubectl expose deploy/web --port=80 --record=true');
  await run('run', 'one', '--image=nginx', '--port=80', '--expose', '--record');
  expect([await cause('pod/one'), await cause('svc/one')]).toEqual(
    Array(2).fill('kubectl run one --image=nginx --port=80 --expose=true --record=true'),
  );
  expect(await run('apply', '-f', 'web.json')).toBe('deployment.apps/web configured');
  expect(await cause('deploy/web')).toBe('');
});
