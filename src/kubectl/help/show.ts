import type { CommandTree } from '../argv/command-tree.ts';
import { globalFlags } from '../argv/global-flags.ts';
import { grouped } from './groups.ts';
import { commandList, exampleBlock, flagList, paragraphs } from './text.ts';

const OPTIONS_HINT = 'Use "kubectl options" for a list of global command-line options (applies to all commands).';

/** The help of a command (`rollout undo`), in kubectl's layout; '' is the overview of all commands. */
export async function showHelp(path: string, tree: CommandTree): Promise<string> {
  return path === '' ? showOverview(tree) : commandHelp(path, tree);
}

/** All commands in their groups, as `kubectl` alone shows them. */
export async function showOverview(tree: CommandTree, { greeting } = { greeting: true }): Promise<string> {
  const names = tree.children('');
  const width = nameWidth(names);
  const groups = await Promise.all(
    grouped(names).map(async ({ title, names: members }) => `${title}\n${commandList(await summaries('', members, tree), width)}`),
  );
  return blocks([
    greeting && 'kubectl controls a Kubernetes cluster; this one drives a simulated cluster that lives in a file.',
    ...groups,
    'Usage:\n  kubectl [flags] [options]',
    `Use "kubectl <command> --help" for more information about a given command.\n${OPTIONS_HINT}`,
  ]);
}

async function commandHelp(path: string, tree: CommandTree): Promise<string> {
  const command = await tree.load(path);
  const children = tree.children(path);
  const options = flagList(command.flags);
  return blocks([
    paragraphs(command.description || command.summary),
    command.aliases.length > 0 && `Aliases:\n${[path.split(' ').at(-1), ...command.aliases].join(', ')}`,
    command.examples.length > 0 && `Examples:\n${exampleBlock(command.examples)}`,
    children.length > 0 && `Available Commands:\n${commandList(await summaries(path, children, tree), nameWidth(children))}`,
    options !== '' && `Options:\n${options.trimEnd()}`,
    `Usage:\n  ${usageLine(path, command.usage)}`,
    [children.length > 0 && `Use "kubectl ${path} <command> --help" for more information about a given command.`, OPTIONS_HINT]
      .filter((line) => line !== false)
      .join('\n'),
  ]);
}

/** What `kubectl options` prints. */
export function globalOptionsText(): string {
  return `The following options can be passed to any command:\n\n${flagList(globalFlags)}`;
}

/** `kubectl get … [options]`; a command may leave `[options]`, which all have, out of its `usage`. */
export function usageLine(path: string, usage: string): string {
  const line = usage || path;
  return line.includes('[options]') ? `kubectl ${line}` : `kubectl ${line} [options]`;
}

async function summaries(path: string, names: readonly string[], tree: CommandTree): Promise<{ name: string; summary: string }[]> {
  const all = await Promise.all(names.map(async (name) => ({ name, command: await tree.load(path === '' ? name : `${path} ${name}`) })));
  return all.filter(({ command }) => command.hidden !== true).map(({ name, command }) => ({ name, summary: command.summary }));
}

function nameWidth(names: readonly string[]): number {
  return Math.max(11, ...names.map((name) => name.length)) + 2;
}

function blocks(parts: readonly (string | false)[]): string {
  return `${parts.filter((part) => part !== false && part !== '').join('\n\n')}\n`;
}
