import { basename } from 'node:path';
import { isExecutableFile, listPlugins, pluginWords } from '../../host/plugins.ts';
import { boolFlag } from '../../kubectl/argv/flags.ts';
import { KubectlCommand, type InputOf } from '../../kubectl/command.ts';
import { UserError } from '../../api/user-error.ts';
import type { Io } from '../../kubectl/io.ts';

export default class List extends KubectlCommand {
  static override summary = "List all visible plugin executables on a user's PATH";
  static override description =
    'List the plugins on your PATH: executable files whose names begin with kubectl- or kubesim-. Those that cannot be run, or that a command or another plugin hides, are told of.';
  static override examples = [
    '# List all plugins\nkubectl plugin list',
    '# List their names without the folders\nkubectl plugin list --name-only',
  ];
  static override usage = 'plugin list [flags]';
  static override flags = {
    'name-only': boolFlag({ description: 'If true, show the names of the files without their folders.' }),
  };

  protected override async execute(io: Io, { flags }: InputOf<typeof List>): Promise<void> {
    const found = listPlugins(io.env, (folder, why) =>
      io.stderr.write(`Unable to read directory "${folder}" from your PATH: open ${folder}: ${why}. Skipping...\n`),
    );
    if (found.length === 0) throw new UserError('unable to find any kubectl plugins in your PATH');
    io.stdout.write('The following compatible plugins are available:\n\n');
    const seen = new Map<string, string>();
    let warnings = 0;
    for (const path of found) {
      io.stdout.write(`${flags['name-only'] ? basename(path) : path}\n`);
      const warning = this.#warning(path, seen.get(basename(path)));
      if (!seen.has(basename(path))) seen.set(basename(path), path);
      if (warning === undefined) continue;
      warnings += 1;
      io.stderr.write(`  - warning: ${warning}\n`);
    }
    if (warnings > 0) throw new UserError(warnings === 1 ? 'one plugin warning was found' : `${warnings} plugin warnings were found`);
  }

  #warning(path: string, before: string | undefined): string | undefined {
    const name = basename(path);
    const { commands } = this.runtime;
    // The longest command that the words begin with is what runs instead.
    const words = pluginWords(name);
    const lengths = words.map((_, index) => index + 1).filter((length) => commands.has(words.slice(0, length).join(' ')));
    const hiding = words.slice(0, lengths.at(-1) ?? 0).join(' ');
    if (!isExecutableFile(path)) return `${path} identified as a kubectl plugin, but it is not executable`;
    if (before !== undefined) return `${path} is overshadowed by a similarly named plugin: ${before}`;
    return hiding === '' ? undefined : `${name} overwrites existing command: "kubectl ${hiding}"`;
  }
}
