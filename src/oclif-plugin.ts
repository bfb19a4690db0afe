import type { Command } from '@oclif/core/command';
import type { Plugin } from '@oclif/core/interfaces';
import type { KubectlCommandClass } from './kubectl/command.ts';

/** What oclif is told of itself: one plugin with the one command that runs, so that it reads no folders and no manifest. */
export function oclifPlugin(root: string, id: string, load: () => Promise<KubectlCommandClass>): Plugin {
  const name = 'kubesim';
  const command = {
    id,
    aliases: [],
    hiddenAliases: [],
    args: {},
    flags: {},
    hidden: false,
    pluginName: name,
    load: async () => {
      const Class = (await load()) as unknown as Command.Class;
      Class.id = id;
      return Class;
    },
  };
  return {
    _base: '',
    alias: name,
    name,
    root,
    version: '',
    type: 'core',
    moduleType: 'commonjs',
    isRoot: true,
    valid: true,
    hasManifest: true,
    hooks: {},
    topics: [],
    commandsDir: undefined,
    commandIDs: [id],
    commands: [command],
    options: { root },
    pjson: { name, version: '', oclif: { bin: 'kubectl', dirname: name, topicSeparator: ' ' } },
    load: async () => undefined,
    findCommand: () => command.load(),
  } as Plugin;
}
