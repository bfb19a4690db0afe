import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandTable } from 'kubesim:commands';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect } from '../../src/host/connect.ts';
import { runCommandLine } from '../../src/run-command-line.ts';
import { userExtensions } from '../../src/user-extensions.ts';
import { memoryIo } from '../support/run-commands.ts';

let home: string;
let env: Record<string, string>;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'kuberc-'));
  env = { KUBESIM_HOME: home, KUBESIM_BARE: '1', KUBESIM_CLOCK: 'manual', KUBESIM_SEED: '1' };
});
afterEach(() => rmSync(home, { recursive: true }));

async function run(line: string, stdin = ''): Promise<string> {
  const io = { ...memoryIo({ env, stdin }), cwd: home };
  const argv = [...line.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);
  const { exitCode } = await runCommandLine(argv, '/', commandTable, { io, connect, ...userExtensions(io) });
  const { stdout, stderr } = io.written;
  return `${stderr}${stdout}${exitCode ? `[exit ${exitCode}]` : ''}`.replaceAll(home, 'HOME').trimEnd();
}
const kuberc = (text: string): void =>
  writeFileSync(join(home, 'kuberc'), `apiVersion: kubectl.config.k8s.io/v1beta1\nkind: Preference\n${text}`);
const stored = (): string => readFileSync(join(home, 'kuberc'), 'utf8');

// Messages and files are those of kubectl v1.36.
describe('kuberc set', () => {
  it('writes defaults, aliases and the policy for credential plugins', async () => {
    expect(await run('kuberc set --section defaults --command get --option output=wide')).toBe('Updated HOME/kuberc');
    expect(stored()).toBe(`aliases: null
apiVersion: kubectl.config.k8s.io/v1beta1
defaults:
- command: get
  options:
  - default: wide
    name: output
kind: Preference
`);
    expect(await run('kuberc set --section defaults --command get --option output=json')).toBe(
      'error: defaults for command "get" already exist, use --overwrite to replace\n[exit 1]',
    );
    await run('kuberc set --section defaults --command get --option output=name --overwrite');
    await run('kuberc set --section aliases --name getn --command get --prependarg nodes --option output=wide --appendarg kubesim-worker');
    await run('kuberc set --section credentialplugin --policy Allowlist --allowlist-entry command=foo');
    expect(stored()).toBe(`aliases:
- appendArgs:
  - kubesim-worker
  command: get
  name: getn
  options:
  - default: wide
    name: output
  prependArgs:
  - nodes
apiVersion: kubectl.config.k8s.io/v1beta1
credentialPluginAllowlist:
- command: foo
credentialPluginPolicy: Allowlist
defaults:
- command: get
  options:
  - default: name
    name: output
kind: Preference
`);
    expect(await run('kuberc set --section credentialplugin --policy DenyAll')).toBe('Updated HOME/kuberc');
    expect(await run('get nodes')).toBe(
      'error occurred while applying preferences misconfigured credential plugin allowlist: plugin policy is "DenyAll" but allowlist is non-nil\n[exit 1]',
    );
  });

  it.each([
    ['--section aliases --command get', '--name is required when --section=aliases'],
    ['--section foo --command get', '--section must be "defaults", "aliases", or "credentialplugin", got: foo'],
    ['', 'required flag(s) "section" not set'],
    ['--section defaults', '--command is required when --section=aliases or --section=defaults'],
    ['--section defaults --command get --option a', 'invalid option format "a", expected flag=value'],
    ['--section defaults --command get --name x', '--name should not be specified when --section=defaults'],
    ['--section defaults --command get --prependarg x', '--prependarg and --appendarg are only valid for --section=aliases'],
    ['--section credentialplugin', '--policy is required when --section=credentialplugin'],
    ['--section credentialplugin --policy Foo', ' --policy must be  "AllowAll", "DenyAll", or "Allowlist", got: Foo'],
    [
      '--section credentialplugin --policy Allowlist',
      '--allowlist-entry is required when --section=credentialplugin and --policy=Allowlist',
    ],
    [
      '--section credentialplugin --policy Allowlist --allowlist-entry name=x',
      'allowlist entry field "name" is deprecated, use "command" instead',
    ],
  ])('refuses %s', async (flags, message) => {
    expect(await run(`kuberc set ${flags}`)).toBe(`error: ${message}\n[exit 1]`);
    expect(existsSync(join(home, 'kuberc'))).toBe(false);
  });
});

describe('kuberc view', () => {
  it('shows the file, and offers one when there is none', async () => {
    const question =
      'kuberc file not found at HOME/kuberc\nWould you like to generate a default kuberc file with recommended options? (y/N):';
    expect(await run('kuberc view', 'n\n')).toBe(question);
    expect(await run('kuberc view', 'y\n')).toBe(`${question} Updated HOME/kuberc`);
    expect(await run('kuberc view')).toContain('aliases: []\napiVersion: kubectl.config.k8s.io/v1beta1\ndefaults:\n- command: apply\n');
    expect(await run('kuberc view -o "jsonpath={.kind}"')).toBe('Preference');
    env['KUBERC'] = 'off';
    expect(await run('kuberc view')).toBe('error: KUBERC is disabled via KUBERC=off environment variable\n[exit 1]');
  });
});

describe('preferences', () => {
  it('are defaults of flags that are not given, and commands of their own', async () => {
    kuberc(`defaults:
- command: get
  options: [{name: output, default: name}]
aliases:
- {name: getn, command: get, prependArgs: [nodes], appendArgs: [kubesim-worker]}
- {name: runx, command: run, options: [{name: image, default: nginx}, {name: dry-run, default: client}, {name: output, default: jsonpath}], prependArgs: [x], appendArgs: ["--", a, b]}
- {name: get, command: delete, appendArgs: [--all]}
`);
    expect(await run('get ns dev')).toContain('namespaces "dev" not found');
    expect(await run('get ns default')).toBe('namespace/default');
    expect(await run('get ns default -ojsonpath={.kind}')).toBe('Namespace');
    expect(await run('getn')).toBe('node/kubesim-worker');
    expect(await run('getn --output=jsonpath={.metadata.name}')).toBe('kubesim-worker');
    expect(await run('runx --labels=a=b -o jsonpath={.spec.containers[0].args}{.metadata.labels}')).toBe('["a","b"]{"a":"b"}');
    expect(await run('--kuberc=/nope get ns')).toBe(
      'error occurred while applying preferences kuberc error kuberc: open /nope: no such file or directory\n[exit 1]',
    );
    env['KUBERC'] = 'off';
    expect(await run('get ns default --no-headers')).toMatch(/^default +Active/);
  });

  it.each([
    ['aliases: [{name: "a b", command: get}]', 'get ns', 'invalid alias name, can only include alphabetical characters'],
    ['aliases: [{name: g, command: get}, {name: g, command: get}]', 'get ns', 'duplicate alias name g'],
    ['aliases: [{name: foo, command: nope}]', 'foo', 'command "nope" not found to set alias "foo": [nope]'],
    ['defaults: [{command: get, options: [{name: nope, default: x}]}]', 'get ns', 'invalid flag nope for command get'],
    [
      'defaults: [{command: delete, options: [{name: wait, default: maybe}]}]',
      'delete pod x',
      'could not apply override value maybe to flag wait in command delete err: invalid argument "maybe" for "--wait" flag: strconv.ParseBool: parsing "maybe": invalid syntax',
    ],
    ['credentialPluginPolicy: Bad', 'get ns', 'unknown plugin policy: "Bad"'],
  ])('that are wrong end every command: %s', async (text, line, message) => {
    kuberc(text);
    expect(await run(line)).toBe(`error occurred while applying preferences ${message}\n[exit 1]`);
  });

  it('of another version are told of and left alone', async () => {
    writeFileSync(join(home, 'kuberc'), 'apiVersion: kubectl.config.k8s.io/v1\nkind: Preference\n');
    expect(await run('get ns default -o name')).toBe(
      'kuberc: no preferences loaded from HOME/kuberc: no valid preferences found in HOME/kuberc, use --v=5 to see detailsnamespace/default',
    );
    kuberc('defaults: [{command: nope}]');
    expect(await run('get ns default -o name')).toBe('Warning: command "nope" not found to set kuberc override\nnamespace/default');
  });
});

describe('the policy for credential plugins', () => {
  const config = `apiVersion: v1
kind: Config
current-context: x
clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
users: [{name: u, user: {exec: {command: sh, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never}}}]
contexts: [{name: x, context: {cluster: c, user: u}}]
`;
  it.each([
    ['credentialPluginPolicy: DenyAll', 'plugin "sh" not allowed: policy set to "DenyAll"'],
    [
      'credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist: [{command: foo}]',
      'plugin path "/bin/sh" is not permitted by the credential plugin allowlist',
    ],
  ])('%s', async (text, refusal) => {
    env['PATH'] = '/bin';
    writeFileSync(join(home, 'exec.yaml'), config);
    kuberc(text);
    expect(await run('--kubeconfig=exec.yaml get pods')).toBe(`Unable to connect to the server: getting credentials: ${refusal}\n[exit 1]`);
  });
});
