import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandTable } from 'kubesim:commands';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { memoryIo, runCommands } from '../support/run-commands.ts';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'sources-'));
  mkdirSync(join(cwd, 'sub'));
  writeFileSync(join(cwd, 'a.yaml'), A);
  writeFileSync(join(cwd, 'sub', 'b.yaml'), B);
});
afterEach(() => rmSync(cwd, { recursive: true }));

const A = `apiVersion: v1
kind: Config
clusters:
- name: c1
  cluster: {server: https://a:1, certificate-authority: ca.crt}
users:
- name: u1
  user: {token: t1}
contexts:
- name: x1
  context: {cluster: c1, user: u1}
`;
const B = `apiVersion: v1
kind: Config
current-context: x2
clusters:
- name: c1
  cluster: {server: https://b:1, tls-server-name: foo}
- name: c2
  cluster: {server: https://b:2, certificate-authority: rel/ca.crt}
users:
- name: u1
  user: {token: t2, client-key: k.pem}
contexts:
- name: x2
  context: {cluster: c2, user: u1}
`;

async function kubectl(line: string, KUBECONFIG = 'a.yaml:sub/b.yaml:nope.yaml'): Promise<string> {
  const io = { ...memoryIo({ env: { KUBESIM_HOME: join(cwd, 'home'), KUBECONFIG } }), cwd };
  const { stdout, stderr, exitCode } = await runCommands(commandTable, line.split(' '), undefined, io);
  return `${stdout}${stderr}${exitCode === 0 ? '' : `[exit ${exitCode}]\n`}`.replaceAll(cwd, 'CWD');
}
const file = (name: string): string => readFileSync(join(cwd, name), 'utf8');

// All outputs below are what kubectl v1.36 showed.
describe('several kubeconfig files', () => {
  it('are merged, the first one that has an entry wins', async () => {
    expect(await kubectl('config view')).toBe(`apiVersion: v1
clusters:
- cluster:
    certificate-authority: ca.crt
    server: https://a:1
  name: c1
- cluster:
    certificate-authority: rel/ca.crt
    server: https://b:2
  name: c2
contexts:
- context:
    cluster: c1
    user: u1
  name: x1
- context:
    cluster: c2
    user: u1
  name: x2
current-context: x2
kind: Config
users:
- name: u1
  user:
    token: REDACTED
`);
    expect(await kubectl('config view --flatten')).toBe('error: open CWD/ca.crt: no such file or directory\n[exit 1]\n');
    expect(await kubectl('config view --merge=false')).toBe('error: if merge==false a precise file must be specified\n[exit 1]\n');
    expect(await kubectl('config current-context')).toBe('x2\n');
  });

  it('are each written what they have, new entries go to the first', async () => {
    for (const line of [
      'config set-cluster c9 --server=https://x',
      'config set-cluster c2 --server=https://y',
      'config set-context x2 --namespace=foo',
      'config use-context x1',
      'config set-context new --user=u1',
    ])
      await kubectl(line);
    expect(await kubectl('config delete-context x2')).toBe('deleted context x2 from a.yaml\n');
    expect(await kubectl('config delete-cluster c2')).toBe('deleted cluster c2 from a.yaml\n');
    for (const line of ['config rename-context x1 y1', 'config set-credentials u1 --token=zzz', 'config unset users'])
      expect(await kubectl(line)).not.toContain('error');
    await kubectl('config set users.u1.token fff');
    await kubectl('config set users.uN.token fff');
    expect(file('a.yaml')).toBe(`apiVersion: v1
clusters:
- cluster:
    certificate-authority: ca.crt
    server: https://a:1
  name: c1
- cluster:
    server: https://x
  name: c9
contexts:
- context:
    cluster: ""
    user: u1
  name: new
- context:
    cluster: c1
    user: u1
  name: y1
current-context: y1
kind: Config
users:
- name: uN
  user:
    token: fff
`);
    expect(file('sub/b.yaml')).toBe(`apiVersion: v1
clusters:
- cluster:
    server: https://b:1
    tls-server-name: foo
  name: c1
contexts: null
current-context: x2
kind: Config
users:
- name: u1
  user:
    client-key: k.pem
    token: fff
`);
  });

  it('takes files that are not there for empty ones', async () => {
    expect(await kubectl('config get-contexts', 'gone.yaml')).toBe('CURRENT   NAME   CLUSTER   AUTHINFO   NAMESPACE\n');
    await kubectl('config set-cluster c7 --server=q', 'gone.yaml:a.yaml');
    expect(file('a.yaml')).toContain('name: c7');
  });

  it('leaves ours alone, which an empty variable stands for', async () => {
    expect(await kubectl('config current-context', '')).toBe('kubesim\n');
    expect(await kubectl('config current-context', ':')).toBe('kubesim\n');
  });
});

describe('an exec plugin', () => {
  it('loses its arguments with its command, nothing else', async () => {
    await kubectl('config set-credentials p --exec-command=a --exec-arg=b --exec-api-version=v1 --exec-env=X=1', 'new.yaml');
    await kubectl('config set-credentials p --exec-command=c', 'new.yaml');
    expect(file('new.yaml')).toContain('      args: null\n      command: c\n      env:\n      - name: X\n        value: "1"\n');
  });
});
