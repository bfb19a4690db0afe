import { describe, expect, test } from 'vitest';
import { boolFlag, durationFlag, int32Flag, intFlag, mapFlag, stringFlag, type Flag } from '../../../src/kubectl/argv/flags.ts';
import {
  allNamespacesFlag,
  chunkSizeFlag,
  dryRunFlag,
  fieldSelectorFlag,
  filenameFlags,
  printFlags,
  recordFlag,
  selectorFlag,
} from '../../../src/kubectl/argv/shared-flags.ts';
import type { CommandTable } from '../../../src/kubectl/argv/command-tree.ts';
import { KubectlCommand, type Input, type KubectlCommandClass } from '../../../src/kubectl/command.ts';
import { UsageError } from '../../../src/kubectl/errors.ts';
import type { Io } from '../../../src/kubectl/io.ts';
import { TopicCommand } from '../../../src/kubectl/topic-command.ts';
import { runCommands } from '../../support/run-commands.ts';

/** A command with these flags that prints what it was given. */
function echo(flags: Record<string, Flag>, aliases: string[] = []): () => Promise<{ default: KubectlCommandClass }> {
  class Echo extends KubectlCommand {
    static override flags = flags;
    static override aliases = aliases;

    protected override async execute(io: Io, input: Input): Promise<void> {
      const given = Object.fromEntries(Object.entries(input.flags).filter(([name]) => input.changed(name)));
      io.stdout.write(JSON.stringify({ flags: given, args: input.args, ...(input.dashAt >= 0 && { dashAt: input.dashAt }) }));
    }
  }
  return async () => ({ default: Echo });
}

function topic(flags: Record<string, Flag> = {}): () => Promise<{ default: KubectlCommandClass }> {
  class Topic extends TopicCommand {
    static override flags = flags;
  }
  return async () => ({ default: Topic });
}

class Create extends TopicCommand {
  static override flags: Record<string, Flag> = { ...filenameFlags('to create from'), ...dryRunFlag, ...printFlags() };

  protected override async execute(_io: Io, { args }: Input): Promise<number> {
    throw new UsageError(`Unexpected args: [${args.join(' ')}]`);
  }
}

const watch = { watch: boolFlag({ short: 'w', description: 'Watch.' }) };
const names =
  'expose run set explain edit delete autoscale certificate cluster-info cordon uncordon drain taint describe logs attach exec port-forward proxy cp auth debug events diff apply patch replace wait kustomize annotate completion api-resources api-versions config kuberc plugin version';
const table: CommandTable = {
  ...Object.fromEntries(names.split(' ').map((name) => [name, echo({})])),
  get: echo({
    ...watch,
    ...printFlags(),
    ...selectorFlag,
    ...fieldSelectorFlag,
    ...allNamespacesFlag,
    ...chunkSizeFlag,
    ...filenameFlags(''),
  }),
  create: async () => ({ default: Create }),
  'create deployment': echo(
    {
      ...dryRunFlag,
      ...printFlags(),
      image: stringFlag({ description: '', required: true }),
      replicas: int32Flag({ short: 'r', description: '' }),
    },
    ['deploy'],
  ),
  'create clusterrole': echo({ 'aggregation-rule': mapFlag({ description: '' }) }),
  rollout: topic(),
  'rollout status': echo({ timeout: durationFlag({ description: '' }), revision: intFlag({ description: '' }) }),
  scale: echo({ replicas: intFlag({ description: '', required: true }), ...recordFlag }),
  label: echo({ ...recordFlag }),
  top: topic(),
  'top node': echo({}, ['nodes', 'no']),
  'top pod': echo({}, ['pods', 'po']),
  exec: echo({
    stdin: boolFlag({ short: 'i', description: '' }),
    tty: boolFlag({ short: 't', description: '' }),
    container: stringFlag({ short: 'c', description: '' }),
  }),
};

const run = (line: readonly string[]): ReturnType<typeof runCommands> => runCommands(table, line);

const seeHelp = (command: string): string => `See 'kubectl ${command} --help' for usage.\n`;

describe('what kubectl says of command lines it cannot read (recorded)', () => {
  const cases: readonly [line: string[], stderr: string][] = [
    [['gte', 'pods'], 'error: unknown command "gte" for "kubectl"\n\nDid you mean this?\n\tget\n'],
    [['frobnicate'], 'error: unknown command "frobnicate" for "kubectl"\n'],
    [['frobnicate', '--nothing'], 'error: unknown command "frobnicate" for "kubectl"\n'],
    [
      ['c'],
      'error: unknown command "c" for "kubectl"\n\nDid you mean this?\n\tcreate\n\tcertificate\n\tcluster-info\n\tcordon\n\tcp\n\tcompletion\n\tconfig\n',
    ],
    [['_x'], 'error: unknown command "_x" for "kubectl"\n\nDid you mean this?\n\tcp\n'],
    [['applly', '-f', 'x.yaml'], 'error: unknown command "applly" for "kubectl"\n\nDid you mean this?\n\tapply\n'],
    [['-x'], "error: unknown shorthand flag: 'x' in -x\nSee 'kubectl --help' for usage.\n"],
    [['-w', 'get', 'pods'], 'Error: flags cannot be placed before plugin name: -w\n'],
    [['-h', 'get', 'pods'], 'Error: flags cannot be placed before plugin name: -h\n'],
    [['get', '--nothing'], `error: unknown flag: --nothing\n${seeHelp('get')}`],
    [['get', '-h', '--nothing'], `error: unknown flag: --nothing\n${seeHelp('get')}`],
    [['get', '-wx'], `error: unknown shorthand flag: 'x' in -x\n${seeHelp('get')}`],
    [['get', 'pod', '-all-namespaces'], `error: unknown shorthand flag: 'a' in -all-namespaces\n${seeHelp('get')}`],
    [['get', '-w='], `error: unknown shorthand flag: '=' in -=\n${seeHelp('get')}`],
    [['get', '--namespace'], `error: flag needs an argument: --namespace\n${seeHelp('get')}`],
    [['get', '-l'], `error: flag needs an argument: 'l' in -l\n${seeHelp('get')}`],
    [['get', '-wo'], `error: flag needs an argument: 'o' in -o\n${seeHelp('get')}`],
    [['get', '--=x'], `error: bad flag syntax: --=x\n${seeHelp('get')}`],
    [['get', '---x'], `error: bad flag syntax: ---x\n${seeHelp('get')}`],
    [
      ['get', '--watch=maybe'],
      `error: invalid argument "maybe" for "-w, --watch" flag: strconv.ParseBool: parsing "maybe": invalid syntax\n${seeHelp('get')}`,
    ],
    [
      ['get', '--help=maybe'],
      `error: invalid argument "maybe" for "-h, --help" flag: strconv.ParseBool: parsing "maybe": invalid syntax\n${seeHelp('get')}`,
    ],
    [
      ['get', '--chunk-size=0x'],
      `error: invalid argument "0x" for "--chunk-size" flag: strconv.ParseInt: parsing "0x": invalid syntax\n${seeHelp('get')}`,
    ],
    [
      ['get', '--chunk-size=99999999999999999999'],
      `error: invalid argument "99999999999999999999" for "--chunk-size" flag: strconv.ParseInt: parsing "99999999999999999999": value out of range\n${seeHelp('get')}`,
    ],
    [
      ['get', '-f', 'a"b'],
      `error: invalid argument "a\\"b" for "-f, --filename" flag: parse error on line 1, column 2: bare " in non-quoted-field\n${seeHelp('get')}`,
    ],
    [
      ['get', '-f', '"a'],
      `error: invalid argument "\\"a" for "-f, --filename" flag: parse error on line 1, column 3: extraneous or missing " in quoted-field\n${seeHelp('get')}`,
    ],
    [
      ['get', '-f', '"a"b,c'],
      `error: invalid argument "\\"a\\"b,c" for "-f, --filename" flag: parse error on line 1, column 3: extraneous or missing " in quoted-field\n${seeHelp('get')}`,
    ],
    [['-v=x', 'get'], `error: invalid argument "x" for "-v, --v" flag: strconv.ParseInt: parsing "x": invalid syntax\n${seeHelp('get')}`],
    [
      ['rollout', 'status', '--timeout=1'],
      `error: invalid argument "1" for "--timeout" flag: time: missing unit in duration "1"\n${seeHelp('rollout status')}`,
    ],
    [
      ['rollout', 'status', '--timeout=1y'],
      `error: invalid argument "1y" for "--timeout" flag: time: unknown unit "y" in duration "1y"\n${seeHelp('rollout status')}`,
    ],
    [
      ['rollout', 'status', '--timeout='],
      `error: invalid argument "" for "--timeout" flag: time: invalid duration ""\n${seeHelp('rollout status')}`,
    ],
    [['rollout', 'foo'], 'error: unknown command "foo"\nSee \'kubectl rollout -h\' for help and examples\n'],
    [['create', 'foo'], "error: Unexpected args: [foo]\nSee 'kubectl create -h' for help and examples\n"],
    [['create', 'deploymnt', 'web', '--image=nginx'], `error: unknown flag: --image\n${seeHelp('create')}`],
    [['create', '--dry-run', 'client', 'deploy', 'foo', '--image=a'], `error: unknown flag: --image\n${seeHelp('create')}`],
    [['create', 'deploy', 'web', '--imgae=nginx'], `error: unknown flag: --imgae\n${seeHelp('create deployment')}`],
    [['-n', 'x', 'create', '-f', 'y', 'deploy', 'foo'], `error: unknown shorthand flag: 'f' in -f\n${seeHelp('create deployment')}`],
    [['create', 'deployment', 'web'], 'error: required flag(s) "image" not set\n'],
    [
      ['create', 'deployment', 'x', '--replicas=99999999999'],
      `error: invalid argument "99999999999" for "-r, --replicas" flag: strconv.ParseInt: parsing "99999999999": value out of range\n${seeHelp('create deployment')}`,
    ],
    [
      ['scale', '--replicas=two'],
      `error: invalid argument "two" for "--replicas" flag: strconv.ParseInt: parsing "two": invalid syntax\n${seeHelp('scale')}`,
    ],
    [
      ['create', 'clusterrole', 'x', '--aggregation-rule=a=b,,c'],
      `error: invalid argument "a=b,,c" for "--aggregation-rule" flag: malformed pair, expect string=string\n${seeHelp('create clusterrole')}`,
    ],
    [['top', 'po', '--foo'], `error: unknown flag: --foo\n${seeHelp('top pod')}`],
    [['label', '--record', '-Z'], `error: unknown shorthand flag: 'Z' in -Z\n${seeHelp('label')}`],
  ];
  test.each(cases)('kubectl %j', async (line, stderr) => {
    expect(await run(line)).toEqual({ stdout: '', stderr, exitCode: 1 });
  });
});

describe('what a command is given', () => {
  const cases: readonly [line: string[], given: object][] = [
    [['get', 'pods', '-nfoo'], { flags: { namespace: 'foo' }, args: ['pods'] }],
    [['get', '-n=foo', 'pods'], { flags: { namespace: 'foo' }, args: ['pods'] }],
    [['-n', 'foo', 'get', 'pods'], { flags: { namespace: 'foo' }, args: ['pods'] }],
    [['--namespace', 'get', 'get', 'pods'], { flags: { namespace: 'get' }, args: ['pods'] }],
    [['get', '-n='], { flags: { namespace: '=' }, args: [] }],
    [['get', 'pods', '-n', 'a', '-n', 'b'], { flags: { namespace: 'b' }, args: ['pods'] }],
    [['get', '-wA', 'pods', '-oyaml'], { flags: { watch: true, 'all-namespaces': true, output: 'yaml' }, args: ['pods'] }],
    [['get', 'pods', '--watch=false'], { flags: { watch: false }, args: ['pods'] }],
    [['get', 'pods', '--watch', 'false'], { flags: { watch: true }, args: ['pods', 'false'] }],
    [['get', 'pods', '--all_namespaces'], { flags: { 'all-namespaces': true }, args: ['pods'] }],
    [['get', '--chunk-size=1_0'], { flags: { 'chunk-size': 10 }, args: [] }],
    [['get', '--chunk-size=-0x1f'], { flags: { 'chunk-size': -31 }, args: [] }],
    [['get', '-f', 'a,b', '-f', '"c,d",e'], { flags: { filename: ['a', 'b', 'c,d', 'e'] }, args: [] }],
    [['get', '-f', 'a', '-f', ''], { flags: { filename: ['a'] }, args: [] }],
    [['get', '-f', '-'], { flags: { filename: ['-'] }, args: [] }],
    [['get', '-'], { flags: {}, args: ['-'] }],
    [['get', 'get'], { flags: {}, args: ['get'] }],
    [['get', '--as-group', 'a,b', '--as-group=c'], { flags: { 'as-group': ['a,b', 'c'] }, args: [] }],
    [
      ['create', '-n', 'x', 'deploy', 'foo', '--image=a', '--dry-run'],
      { flags: { namespace: 'x', image: 'a', 'dry-run': 'unchanged' }, args: ['foo'] },
    ],
    [['rollout', 'status', '--timeout', '1m30s'], { flags: { timeout: 90_000 }, args: [] }],
    [
      ['exec', '-it', 'pod', '-c', 'box', '--', 'sh', '-c', 'ls -l'],
      { flags: { stdin: true, tty: true, container: 'box' }, args: ['pod', 'sh', '-c', 'ls -l'], dashAt: 1 },
    ],
    [['exec', 'pod', '--'], { flags: {}, args: ['pod'], dashAt: 1 }],
    [['create', 'clusterrole', 'x', '--aggregation-rule=a=b, c = d'], { flags: { 'aggregation-rule': { a: 'b', c: 'd' } }, args: ['x'] }],
  ];
  test.each(cases)('kubectl %j', async (line, given) => {
    const { stdout, stderr, exitCode } = await run(line);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect(JSON.parse(stdout)).toEqual(given);
  });

  test('a name that every object has is not a flag', async () => {
    expect((await run(['get', '--constructor'])).stderr).toBe(`error: unknown flag: --constructor\n${seeHelp('get')}`);
  });

  test('a deprecated flag works and is told off on stderr', async () => {
    const { stdout, stderr } = await run(['label', 'pods', 'x', '--record']);
    expect(stderr).toBe('Flag --record has been deprecated, --record will be removed in the future\n');
    expect(JSON.parse(stdout)).toEqual({ flags: { record: true }, args: ['pods', 'x'] });
  });
});

describe('help', () => {
  test('a topic without a sub-command shows its help on stderr and fails', async () => {
    const { stdout, stderr, exitCode } = await run(['rollout']);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 });
    expect(stderr).toContain('Available Commands:\n  status        ');
  });

  test('--help has the layout of kubectl', async () => {
    const { stdout, exitCode } = await run(['create', 'deployment', '--help']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("    -o, --output='':\n\t");
    expect(stdout).toContain("    --dry-run='none':\n\t");
    expect(stdout).toContain('    --allow-missing-template-keys=true:\n\t');
    expect(stdout).toContain('Aliases:\ndeployment, deploy\n\n');
    expect(stdout).toContain('Usage:\n  kubectl create deployment [options]\n\n');
    expect(stdout.endsWith('(applies to all commands).\n')).toBe(true);
  });

  test.each([[[]], [['-h']], [['--help']], [['--help', 'get']]])('kubectl %j is the overview', async (line) => {
    const { stdout, exitCode } = await run(line);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Basic Commands (Beginner):\n  create          ');
  });
});
