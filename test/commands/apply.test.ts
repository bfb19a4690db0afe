import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandTable } from 'kubesim:commands';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { connect } from '../../src/host/connect.ts';
import { memoryIo, runCommands, type Ran } from '../support/run-commands.ts';

let home: string;
let env: Record<string, string>;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'apply-'));
  env = {
    KUBESIM_HOME: home,
    KUBESIM_BARE: '1',
    KUBESIM_CLOCK: 'manual',
    KUBESIM_SEED: '1',
    TMPDIR: home,
    PATH: process.env['PATH'] ?? '',
  };
});
afterEach(() => rmSync(home, { recursive: true }));

async function run(...argv: string[]): Promise<Ran> {
  const namespace = argv.includes('-n') ? { namespace: argv[argv.indexOf('-n') + 1]! } : {};
  const connection = await connect({ env, cwd: home, ...namespace });
  const io = { ...memoryIo({ env }), cwd: home };
  const ran = await runCommands(commandTable, argv, connection, io);
  await connection.client.close();
  return ran;
}

function configMaps(...names: string[]): void {
  const documents = names.map((name) => JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { of: name } }));
  writeFileSync(join(home, 'maps.yaml'), documents.join('\n---\n'));
}

it('an ApplySet prunes what leaves it, and its parent tells what is in it', async () => {
  env['KUBECTL_APPLYSET'] = 'true';
  const apply = (...more: string[]): Promise<Ran> => run('apply', '-f', 'maps.yaml', '--prune', ...more);
  configMaps('a', 'b');
  expect((await apply('--applyset=mine')).stderr).toBe('error: namespace is required to use namespace-scoped ApplySet\n');
  expect((await apply('--applyset=deploy/mine', '-n', 'default')).stderr).toBe(
    'error: resource "apps/v1, Resource=deployments" is not permitted as an ApplySet parent\n',
  );
  expect((await apply('--applyset=mine', '-n', 'default', '--all')).stderr).toBe('error: --all is incompatible with --applyset\n');
  expect((await apply('--applyset=mine', '-n', 'default')).stdout).toBe('configmap/a created\nconfigmap/b created\n');
  configMaps('b');
  expect((await apply('--applyset=mine', '-n', 'default')).stdout).toBe('configmap/b unchanged\nconfigmap/a pruned\n');
  const parent = JSON.parse((await run('get', 'secret', 'mine', '-o', 'json')).stdout) as {
    metadata: Record<string, Record<string, string>>;
  };
  expect(parent.metadata['annotations']).toEqual({
    'applyset.kubernetes.io/additional-namespaces': '',
    'applyset.kubernetes.io/contains-group-kinds': 'ConfigMap',
    'applyset.kubernetes.io/tooling': 'kubectl/v1.36.4',
  });
  expect(parent.metadata['labels']!['applyset.kubernetes.io/id']).toMatch(/^applyset-[\w-]{43}-v1$/);
});

it('without the variable the alpha flag does not exist', async () => {
  configMaps('a');
  expect(await run('apply', '-f', 'maps.yaml', '--applyset=mine')).toMatchObject({
    exitCode: 1,
    stderr: "error: unknown flag: --applyset\nSee 'kubectl apply --help' for usage.\n",
  });
});

it('what client-side apply has set goes when a server-side apply leaves it', async () => {
  configMaps('a');
  await run('apply', '-f', 'maps.yaml');
  writeFileSync(join(home, 'maps.yaml'), '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}}');
  expect((await run('apply', '--server-side', '-f', 'maps.yaml')).stdout).toBe('configmap/a serverside-applied\n');
  const { data, metadata } = JSON.parse((await run('get', 'cm', 'a', '-o', 'json', '--show-managed-fields')).stdout) as {
    data?: object;
    metadata: { managedFields: { manager: string; operation: string }[] };
  };
  expect(data).toBeUndefined();
  expect(metadata.managedFields.map(({ manager, operation }) => `${manager} ${operation}`)).toEqual(['kubectl-last-applied Apply']);
});

it('--overwrite=false does not change back what others have changed', async () => {
  configMaps('a');
  await run('apply', '-f', 'maps.yaml');
  await run('patch', 'cm', 'a', '-p', '{"data":{"of":"b"}}');
  const { stderr, exitCode } = await run('apply', '-f', 'maps.yaml', '--overwrite=false');
  expect(exitCode).toBe(1);
  expect(stderr).toContain('for:: patch:\ndata:\n  of: a\n\nconflicts with changes made from original to current:\ndata:\n  of: b\n');
  expect((await run('apply', '-f', 'maps.yaml')).stdout).toBe('configmap/a configured\n');
});

it('diff leaves nothing behind, masks Secrets and shows what would be pruned', async () => {
  const secret = (value: string): void =>
    writeFileSync(
      join(home, 's.yaml'),
      `{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}, "data": {"a": "${value}", "b": "eA=="}}`,
    );
  secret('eA==');
  await run('apply', '-f', 's.yaml');
  secret('eQ==');
  const changed = await run('diff', '-f', 's.yaml');
  expect(changed.exitCode).toBe(1);
  expect(changed.stdout).toContain("\n-  a: '*** (before)'\n+  a: '*** (after)'\n   b: '***'\n");
  expect((await run('diff', '-f', 's.yaml', '--show-secrets')).stdout).toContain('\n-  a: eA==\n+  a: eQ==\n');
  configMaps('a', 'b');
  await run('apply', '-f', 'maps.yaml');
  configMaps('a');
  expect((await run('diff', '-f', 'maps.yaml', '--prune', '--prune-allowlist=core/v1/ConfigMap')).stdout).toContain('-  name: b\n');
  expect(readdirSync(home).filter((name) => /^(LIVE|MERGED)-/.test(name))).toEqual([]);
});

it('diff fails with a status of its own', async () => {
  expect(await run('diff', '--unknown')).toMatchObject({
    exitCode: 2,
    stderr: "error: unknown flag: --unknown\nSee 'kubectl diff -h' for help and examples\n",
  });
  configMaps('a');
  env['KUBECTL_EXTERNAL_DIFF'] = 'no-such-diff -x';
  expect(await run('diff', '-f', 'maps.yaml')).toMatchObject({
    exitCode: 2,
    stderr: 'error: failed to run "no-such-diff": executable file not found in $PATH\n',
  });
});
