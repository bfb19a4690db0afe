import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandTable } from 'kubesim:commands';
import { describe, expect, test } from 'vitest';
import { formatDuration } from '../../src/api/time.ts';
import type { FlagValueKind } from '../../src/kubectl/argv/flag-values.ts';
import type { Flag, FlagSet } from '../../src/kubectl/argv/flags.ts';
import { globalFlags } from '../../src/kubectl/argv/global-flags.ts';
import { usageLine } from '../../src/kubectl/help/show.ts';

/** Every command of kubectl v1.36: its flags as [shorthand, kind, default]. */
type Surface = Record<
  string,
  { usage: string; aliases: string[]; flags: Record<string, [short: string, kind: string, defaultValue: string]> }
>;
const kubectl: Surface = JSON.parse(readFileSync(join(import.meta.dirname, 'kubectl-1.36.json'), 'utf8'));

/** Flags that differ from kubectl's on purpose: `command --flag`, and why. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  '(global) --cache-dir': "its default is a folder in the user's home, ours in the simulator's",
};

/** Commands that kubectl has not. */
const OURS = ['cluster', 'sim', 'shell', 'serve', 'options', 'help', 'alpha', '__complete', '__completeNoDesc'];

const KIND: Readonly<Record<FlagValueKind, string>> = {
  bool: 'bool',
  string: 'string',
  int: 'number/duration',
  int32: 'number/duration',
  duration: 'number/duration',
  stringMap: 'list',
  moduleSpec: 'number/duration',
  stringSlice: 'list',
  stringArray: 'list',
};

function describeFlag(flag: Flag): [string, string, string] {
  const value = flag.default as unknown;
  let shown = String(value);
  if (flag.valueKind === 'duration') shown = formatDuration(value as number);
  if (Array.isArray(value)) shown = `[${value.join(',')}]`;
  if (flag.valueKind === 'stringMap') shown = flag.shownDefault ?? '[]';
  // One of kubectl's own types: nothing is shown for it when it is empty.
  const kind = flag.valueKind === 'stringMap' && shown === '' ? 'number/duration' : KIND[flag.valueKind];
  return [flag.char ?? '', kind, shown];
}

function differences(command: string, flags: FlagSet): string[] {
  const expected = kubectl[command]!.flags;
  const ours = Object.fromEntries(Object.entries(flags).filter(([, flag]) => flag.deprecation === undefined && flag.hidden !== true));
  return [...new Set([...Object.keys(expected), ...Object.keys(ours)])].flatMap((name) => {
    const there = expected[name] ? JSON.stringify(expected[name]) : 'nothing';
    const here = ours[name] ? JSON.stringify(describeFlag(ours[name])) : 'nothing';
    return there === here || `${command} --${name}` in LEFT_OUT ? [] : [`${command} --${name}: kubectl has ${there}, we have ${here}`];
  });
}

describe('the surface of kubectl', () => {
  test('global flags', () => {
    expect(differences('(global)', globalFlags)).toEqual([]);
  });

  const commands = Object.keys(commandTable).filter((command) => command in kubectl);
  test.each(commands)('%s', async (command) => {
    const { default: Command } = await commandTable[command]!();
    expect(differences(command, Command.flags)).toEqual([]);
    expect([...Command.aliases].sort()).toEqual([...kubectl[command]!.aliases].sort());
    expect(Command.summary).not.toBe('');
    expect(usageLine(command, Command.usage)).toBe(kubectl[command]!.usage);
  });

  test('there are no commands that kubectl has not, but ours', () => {
    const unknown = Object.keys(commandTable).filter((command) => !(command in kubectl) && !OURS.includes(command.split(' ')[0]!));
    expect(unknown).toEqual([]);
  });

  test('the list of what is left out is not longer than it must be', () => {
    const stale = Object.keys(LEFT_OUT).filter((key) => {
      const [command, name] = key.split(' --') as [string, string];
      return !(name in (kubectl[command]?.flags ?? {}));
    });
    expect(stale).toEqual([]);
  });
});
