import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCluster } from '../../src/cluster/open.ts';
import { connect } from '../../src/host/connect.ts';
import { dataFiles } from '../../src/host/data-files.ts';
import { readState, writeState } from '../../src/host/state-file.ts';
import { tellError } from '../../src/kubectl/errors.ts';
import type { ConnectOptions } from '../../src/kubectl/runtime.ts';

let home: string;
let env: Record<string, string>;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'home-'));
  env = { KUBESIM_HOME: home, KUBESIM_BARE: '1', KUBESIM_CLOCK: 'manual', KUBESIM_SEED: '1' };
});
afterEach(() => rmSync(home, { recursive: true }));

const open = (options: Partial<ConnectOptions> = {}): ReturnType<typeof connect> => connect({ env, cwd: home, ...options });
const config = (text: string): void => writeFileSync(join(home, 'config'), text);

async function told(options: Partial<ConnectOptions> = {}): Promise<string> {
  try {
    const { client } = await open(options);
    await client.request({ verb: 'list', group: '', version: 'v1', resource: 'nodes' });
    await client.close();
    return 'connected';
  } catch (error) {
    const { text, defect } = tellError(error, 'kubectl get');
    return (defect ? `DEFECT ${text}` : text).replaceAll(home, 'HOME').trimEnd();
  }
}

describe('connecting', () => {
  it('makes a kubeconfig and a cluster of our own, which nobody else can read', async () => {
    expect(await told()).toBe('connected');
    expect(readdirSync(home).sort()).toEqual(['clusters', 'config']);
    expect(readdirSync(join(home, 'clusters'))).toEqual(['kubesim.json']);
    expect([statSync(home), statSync(join(home, 'clusters'))].map(({ mode }) => mode & 0o777)).toEqual([0o700, 0o700]);
    expect(readFileSync(join(home, 'config'), 'utf8')).toContain('current-context: kubesim\n');
  });

  it('remembers what servers have in a folder of its own, or in the one that is given', async () => {
    const crd = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'boxes.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Cluster',
        names: { plural: 'boxes', kind: 'Box' },
        versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
      },
    };
    const { client } = await open();
    const definitions = { group: 'apiextensions.k8s.io', version: 'v1', resource: 'customresourcedefinitions' };
    await client.request({ ...definitions, verb: 'create', body: crd });
    await client.close();
    const look = async (options: Partial<ConnectOptions>): Promise<void> => {
      const connection = await open(options);
      await connection.client.discovery();
      await connection.client.close();
    };
    await look({ 'cache-dir': 'here' });
    await look({ env: { ...env, KUBECACHEDIR: join(home, 'there') } });
    expect(['here', 'there'].map((folder) => readdirSync(join(home, folder, 'discovery')).length)).toEqual([1, 1]);
    expect(existsSync(join(home, 'cache'))).toBe(false);
    await look({});
    expect(existsSync(join(home, 'cache', 'discovery'))).toBe(true);
  });

  it('takes the namespace of the flag, then of the context, then default', async () => {
    await open();
    expect(await open()).toMatchObject({ namespace: 'default', namespaceEnforced: false });
    const text = readFileSync(join(home, 'config'), 'utf8');
    config(text.replace('    cluster: kubesim\n', '    cluster: kubesim\n    namespace: red\n'));
    expect(await open()).toMatchObject({ namespace: 'red', namespaceEnforced: false });
    expect(await open({ namespace: 'blue' })).toMatchObject({ namespace: 'blue', namespaceEnforced: true });
  });

  const CONFIG = `apiVersion: v1
kind: Config
current-context: kubesim
clusters:
- {name: far, cluster: {server: "https://10.0.0.1:6443"}}
- {name: lost, cluster: {server: "file:///nowhere/at/all.json"}}
- {name: odd, cluster: {server: "file://host/x.json"}}
- {name: none, cluster: {}}
contexts:
- {name: kubesim, context: {cluster: gone, user: gone}}
- {name: far, context: {cluster: far}}
- {name: lost, context: {cluster: lost}}
- {name: odd, context: {cluster: odd}}
- {name: none, context: {cluster: none}}
`;
  it.each<[string, Partial<ConnectOptions>, string]>([
    ['an unknown context', { context: 'nope' }, 'error: context "nope" does not exist'],
    [
      'an unknown context, by its namespace',
      { context: 'nope', namespaceFirst: true },
      'Error in configuration: context was not found for specified context: nope',
    ],
    ['an unknown cluster', { cluster: 'nope' }, 'error: no server found for cluster "nope"'],
    ['an unknown user', { user: 'nope' }, 'error: auth info "nope" does not exist'],
    ['no such file', { kubeconfig: 'absent.config' }, 'error: stat absent.config: no such file or directory'],
    [
      'a context whose cluster is gone',
      {},
      'The connection to the server localhost:8080 was refused - did you specify the right host or port?',
    ],
    [
      'a cluster without a server',
      { context: 'none' },
      'The connection to the server localhost:8080 was refused - did you specify the right host or port?',
    ],
    [
      'a time-out without a unit',
      { context: 'lost', 'request-timeout': '5x' },
      'error: Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)',
    ],
    ['a file that is gone', { context: 'lost' }, 'error: the cluster file /nowhere/at/all.json does not exist'],
    ['a file elsewhere', { context: 'odd' }, 'error: the server "file://host/x.json" is not the file: URL of a cluster file'],
    [
      'a group without a user',
      { context: 'lost', 'as-group': ['x'] },
      'error: requesting uid, groups or user-extra for  without impersonating a user',
    ],
  ])('refuses %s', async (_, options, message) => {
    config(CONFIG);
    expect(await told(options)).toBe(message);
    expect(existsSync(join(home, 'clusters'))).toBe(false);
  });

  it('keeps cluster files relative to the kubeconfig, so that a copied home has clusters of its own', async () => {
    await told();
    expect(readFileSync(join(home, 'config'), 'utf8')).toContain('server: file:clusters/kubesim.json\n');
    const copy = mkdtempSync(join(tmpdir(), 'copy-'));
    cpSync(home, copy, { recursive: true });
    expect((await open({ env: { ...env, KUBESIM_HOME: copy } })).server).toBe(`file://${copy}/clusters/kubesim.json`);
    expect((await open({ kubeconfig: join(copy, 'config') })).server).toBe(`file://${copy}/clusters/kubesim.json`);
    rmSync(copy, { recursive: true });
  });

  it.each([
    ['of this home', (own: string) => own],
    ['of the home that this one is a copy of', () => '/gone/elsewhere'],
  ])('makes absolute URLs relative that earlier versions wrote: %s', async (_, at) => {
    await told();
    const text = readFileSync(join(home, 'config'), 'utf8');
    config(text.replace('file:clusters', `file://${at(home)}/clusters`));
    expect((await open()).server).toBe(`file://${home}/clusters/kubesim.json`);
    expect(readFileSync(join(home, 'config'), 'utf8')).toBe(text);
  });

  it.each<[string, Partial<ConnectOptions>, string]>([
    ['a token that is none', { token: 'x' }, 'error: You must be logged in to the server (Unauthorized)'],
    ['a password', { username: 'a', password: 'b' }, 'error: You must be logged in to the server (Unauthorized)'],
    [
      'a user that may do nothing',
      { as: 'jane' },
      'Error from server (Forbidden): nodes is forbidden: User "jane" cannot list resource "nodes" in API group "" at the cluster scope',
    ],
    ['a user of a group that may do everything', { as: 'jane', 'as-group': ['system:masters'] }, 'connected'],
    [
      'no certificate',
      { 'client-certificate': 'config', 'client-key': 'config' },
      'error: tls: failed to find any PEM data in certificate input',
    ],
  ])('acts with credentials: %s', async (_, options, message) => {
    await told();
    expect(await told(options)).toBe(message);
  });

  it('knows users by certificates that the cluster has signed, and by no others', async () => {
    await told();
    const path = join(home, 'clusters', 'kubesim.json');
    const resources = dataFiles(home);
    await resources.prepare();
    const cluster = openCluster(readState(path)!.image, resources);
    const pair = cluster.pki.clientCertificate({ subject: { commonName: 'jane', organizations: ['system:masters'] } });
    writeFileSync(join(home, 'jane.crt'), pair.certificate);
    writeFileSync(join(home, 'jane.key'), pair.key);
    const options = { 'client-certificate': join(home, 'jane.crt'), 'client-key': join(home, 'jane.key') };
    // The authority that signed it is not in the file yet.
    expect(await told(options)).toBe('error: You must be logged in to the server (Unauthorized)');
    writeState(path, cluster.image());
    expect(await told(options)).toBe('connected');
  });

  it.each<[string, string, string]>([
    ['KUBESIM_SEED', 'x1', 'error: KUBESIM_SEED must be an integer, not "x1"'],
    ['KUBESIM_CLOCK', 'fast', 'error: KUBESIM_CLOCK is "fast", but must be wall or manual'],
    ['KUBESIM_KUBELET', 'lazy', 'error: KUBESIM_KUBELET is "lazy", but must be real or quick'],
    ['KUBESIM_NODES', 'a,B', `error: KUBESIM_NODES: "B" is not a node name (lower-case letters, digits, '-' and '.')`],
    ['KUBESIM_NODES', 'a,a', 'error: KUBESIM_NODES names the node "a" twice'],
  ])('refuses %s=%s', async (name, value, message) => {
    env[name] = value;
    expect(await told()).toBe(message);
  });

  it.each<[string, () => void, RegExp]>([
    [
      'broken YAML',
      () => config('a: [\n'),
      /^error: error loading config file "HOME\/config": yaml: line 1: did not find expected node content$/,
    ],
    [
      'an alias of nothing',
      () => config('a: *x\n'),
      /^error: error loading config file "HOME\/config": yaml: unknown anchor 'x' referenced$/,
    ],
    ['no text', () => config('\x01\n'), /^error: error loading config file "HOME\/config": yaml: control characters are not allowed$/],
    [
      'a list',
      () => config('- a\n'),
      /^error: error loading config file "HOME\/config": couldn't get version\/kind; json parse error: json: cannot unmarshal array/,
    ],
    [
      'another kind',
      () => config('kind: Foo\n'),
      /^error: error loading config file "HOME\/config": no kind "Foo" is registered for version "v1"/,
    ],
    [
      'clusters that are no list',
      () => config('clusters: {}\n'),
      /: json: cannot unmarshal object into Go struct field Config.clusters of type \[\]v1.NamedCluster$/,
    ],
    [
      'a folder',
      () => mkdirSync(join(home, 'config')),
      /^error: error loading config file "HOME\/config": read HOME\/config: is a directory$/,
    ],
    [
      'a file in place of the clusters folder',
      () => writeFileSync(join(home, 'clusters'), ''),
      /^error: cannot make the folder HOME\/clusters: file exists$/,
    ],
    [
      'a damaged cluster',
      () => (mkdirSync(join(home, 'clusters')), writeFileSync(join(home, 'clusters', 'kubesim.json'), '{"kubesim":')),
      /^error: the cluster file HOME\/clusters\/kubesim.json is damaged/,
    ],
  ])('refuses, in one line, %s', async (_, make, message) => {
    make();
    const text = await told();
    expect(text).toMatch(message);
    expect(text).not.toContain('\n');
  });
});
