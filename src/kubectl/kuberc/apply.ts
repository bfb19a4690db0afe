import type { CommandTree } from '../argv/command-tree.ts';
import { findCommand } from '../argv/find-command.ts';
import { globalFlags } from '../argv/global-flags.ts';
import type { FlagSet } from '../argv/flags.ts';
import { FlagError, parseArgv } from '../argv/parse.ts';
import { BareError } from '../errors.ts';
import { checkPolicy } from './policy.ts';
import type { Alias, PreferredOption, Preference } from './preference.ts';

/** The command line as the user's preferences make it: aliases written out, preferred options added where they are not given. */
export async function applyPreference(
  argv: readonly string[],
  preference: Preference,
  tree: CommandTree,
  warn: (text: string) => void,
): Promise<string[]> {
  checkPolicy(preference, refusal);
  const { defaults, aliases } = preference;
  for (const { command } of defaults ?? []) if (!tree.has(command)) warn(`command "${command}" not found to set kuberc override`);
  const line = await withAlias(argv, aliases ?? [], tree);
  const found = await findCommand(line, tree).catch(() => undefined);
  if (!found || found.path === '') return line;
  const options = (defaults ?? []).filter(({ command }) => command === found.path).flatMap((each) => each.options ?? []);
  return withOptions(line, options, found.path, tree);
}

/** Everything that is wrong with the file ends the program. */
function refusal(text: string): BareError {
  return new BareError(`error occurred while applying preferences ${text}`);
}

async function withAlias(argv: readonly string[], aliases: readonly Alias[], tree: CommandTree): Promise<string[]> {
  const names = new Set<string>();
  for (const { name } of aliases) {
    if (!/^[a-zA-Z]+$/.test(name)) throw refusal('invalid alias name, can only include alphabetical characters');
    if (names.has(name)) throw refusal(`duplicate alias name ${name}`);
    names.add(name);
  }
  const [first, ...rest] = argv;
  // The commands that there are cannot be given another meaning.
  const alias = first === undefined || tree.children('').includes(first) ? undefined : aliases.find(({ name }) => name === first);
  if (!alias) return [...argv];
  const { command, prependArgs = [], appendArgs = [], options } = alias;
  const words = command.split(' ').filter((word) => word !== '');
  if (!tree.has(words.join(' '))) throw refusal(`command "${command}" not found to set alias "${alias.name}": [${words.join(' ')}]`);
  const line = [...words, ...prependArgs, ...rest, ...appendArgs];
  return withOptions(line, options ?? [], words.join(' '), tree);
}

async function withOptions(
  argv: readonly string[],
  options: readonly PreferredOption[],
  path: string,
  tree: CommandTree,
): Promise<string[]> {
  if (options.length === 0) return [...argv];
  const flags: FlagSet = { ...globalFlags, ...(await tree.load(path)).flags };
  const added: string[] = [];
  for (const { name, default: value } of options) {
    if (!Object.hasOwn(flags, name)) throw refusal(`invalid flag ${name} for command ${path}`);
    if (isGiven(name, flags[name]!.char, argv)) continue;
    try {
      parseArgv([`--${name}=${value}`], flags);
    } catch (error) {
      if (!(error instanceof FlagError)) throw error;
      throw refusal(`could not apply override value ${value} to flag ${name} in command ${path} err: ${error.message}`);
    }
    added.push(`--${name}=${value}`);
  }
  const end = argv.indexOf('--');
  return end < 0 ? [...argv, ...added] : [...argv.slice(0, end), ...added, ...argv.slice(end)];
}

function isGiven(name: string, short: string | undefined, argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  const words = end < 0 ? argv : argv.slice(0, end);
  return words.some((word) => {
    if (word.startsWith('--')) return word === `--${name}` || word.startsWith(`--${name}=`);
    return short !== undefined && /^-[a-zA-Z]/.test(word) && word.split('=')[0]!.slice(1).includes(short);
  });
}
