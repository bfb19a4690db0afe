import type { KubectlCommandClass } from '../command.ts';

/** All commands by their words: `rollout undo`. Loading one costs its modules, so only what is needed is loaded. */
export interface CommandTree {
  /** Has the command itself, or only commands below it. */
  has(path: string): boolean;
  /** The next words after `path` ('' is the root), sorted. */
  children(path: string): readonly string[];
  load(path: string): Promise<KubectlCommandClass>;
}

export type CommandTable = Readonly<Record<string, () => Promise<{ default: KubectlCommandClass }>>>;

export function commandTree(table: CommandTable): CommandTree {
  const paths = Object.keys(table).sort();
  return {
    has: (path) => Object.hasOwn(table, path),
    children(path) {
      const prefix = path === '' ? '' : `${path} `;
      return paths
        .filter((each) => each.startsWith(prefix) && !each.slice(prefix.length).includes(' ') && each !== path)
        .map((each) => each.slice(prefix.length));
    },
    load: async (path) => (path === '' ? (await import('../root-command.ts')).RootCommand : (await table[path]!()).default),
  };
}
