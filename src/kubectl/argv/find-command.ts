import { goQuote } from '../../api/go-text.ts';
import { UserError } from '../../api/user-error.ts';
import type { CommandTree } from './command-tree.ts';
import type { FlagSet } from './flags.ts';
import { globalFlags } from './global-flags.ts';
import { takesNextWord } from './parse.ts';
import { suggestionsFor } from './suggestions.ts';

export interface FoundCommand {
  /** Its words, aliases resolved: `create deployment`; '' is the root. */
  path: string;
  /** The command line without the command's words. */
  argv: string[];
}

/** Looks for a program that stands for a command which is not there; `minimum` words at least have to belong to its name. */
export type FindPlugin<P> = (argv: readonly string[], minimum: number) => Promise<P | undefined>;

/**
 * Finds the command in a command line as spf13/cobra does: flags may stand before and between its words. Unknown words may be those of a plugin; below
 * `create` too, whose kinds are not a closed list.
 */
export async function findCommand<P = never>(
  argv: readonly string[],
  tree: CommandTree,
  findPlugin: FindPlugin<P> = () => Promise.resolve(undefined),
): Promise<FoundCommand & { plugin?: P }> {
  let path = '';
  let rest = [...argv];
  for (;;) {
    const children = tree.children(path);
    if (children.length === 0) return { path, argv: rest };
    const flags: FlagSet = path === '' ? globalFlags : { ...globalFlags, ...(await tree.load(path)).flags };
    const word = firstWord(rest, flags);
    if (word === undefined) return { path, argv: rest };
    const child = await childNamed(word, path, children, tree);
    if (child === undefined) {
      const known = path === '' ? 0 : argv.length - rest.length;
      const plugin = path === '' || (path === 'create' && rest[0] === word) ? await findPlugin(argv, known + 1) : undefined;
      if (plugin !== undefined) return { path, argv: rest, plugin };
      if (path !== '') return { path, argv: rest };
      throw await unknownCommand(word, argv, tree);
    }
    rest = withoutWord(rest, word, flags);
    path = path === '' ? child : `${path} ${child}`;
  }
}

async function childNamed(word: string, path: string, children: readonly string[], tree: CommandTree): Promise<string | undefined> {
  if (children.includes(word)) return word;
  if (path === '') return undefined;
  for (const child of children) if ((await tree.load(`${path} ${child}`)).aliases.includes(word)) return child;
  return undefined;
}

/** The first word that is neither a flag nor the value of one, as far as can be told from the flags known here. */
function firstWord(argv: readonly string[], flags: FlagSet): string | undefined {
  for (let i = 0; i < argv.length; i += 1) {
    const word = argv[i]!;
    if (word === '--') return undefined;
    if (takesNextWord(word, flags)) {
      if (argv.length - i <= 2) return undefined;
      i += 1;
    } else if (word !== '' && !word.startsWith('-')) {
      return word;
    }
  }
  return undefined;
}

function withoutWord(argv: readonly string[], word: string, flags: FlagSet): string[] {
  for (let i = 0; i < argv.length; i += 1) {
    const each = argv[i]!;
    if (each === '--') break;
    if (takesNextWord(each, flags)) i += 1;
    else if (each === word) return [...argv.slice(0, i), ...argv.slice(i + 1)];
  }
  return [...argv];
}

/** Commands of kubectl that kubesim does not have yet: nobody should look for a typing mistake in them. */
const MISSING_COMMANDS = ['proxy', 'top'] as const;

async function unknownCommand(word: string, argv: readonly string[], tree: CommandTree): Promise<UserError> {
  if ((MISSING_COMMANDS as readonly string[]).includes(word)) return new UserError(`kubectl ${word} is not supported by kubesim yet`);
  // kubectl looks for a plugin of that name first, and those cannot have flags before their name.
  if (argv[0]!.startsWith('-')) return new PluginError(`flags cannot be placed before plugin name: ${argv[0]}`);
  const suggestions = await suggestionsFor(word, tree);
  const list = suggestions.length === 0 ? '' : `\n\nDid you mean this?\n${suggestions.map((each) => `\t${each}\n`).join('')}`;
  return new UserError(`unknown command ${goQuote(word)} for "kubectl"${list}`);
}

/** Told with a capital `Error: `, unlike everything else. */
export class PluginError extends UserError {}
