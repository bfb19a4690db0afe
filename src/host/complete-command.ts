import { readdirSync } from 'node:fs';
import { askPlugin, nextPluginWords } from './plugin-completion.ts';
import { globalFlags } from '../kubectl/argv/global-flags.ts';
import type { FlagSet } from '../kubectl/argv/flags.ts';
import type { ParsedArgv } from '../kubectl/argv/parse.ts';
import { KubectlCommand } from '../kubectl/command.ts';
import { complete, directiveNames, printAnswer } from '../kubectl/completion/answer.ts';
import { LiveNames, type KubeconfigNames } from '../kubectl/completion/live.ts';

/** What the scripts of `kubectl completion` ask, in cobra's protocol: the words typed so far, the last one to be completed. Flags among them are not its own. */
export abstract class CompleteCommand extends KubectlCommand {
  static override hidden = true;
  static override summary = 'Request shell completion choices for the specified command-line';
  static override description = 'What the completion scripts of the shells call.';

  protected abstract readonly withDescriptions: boolean;

  override async run(): Promise<number> {
    this.parsed = true;
    const { io, commands: tree } = this.runtime;
    try {
      const answer = await complete(this.argv.length === 0 ? [''] : this.argv, {
        tree,
        live: (parsed, own) => this.#live(parsed, own),
        files: () => filesIn(io.cwd),
        plugins: (words) => nextPluginWords(words, io.env),
        pluginAnswer: (words) => askPlugin(words, io),
      });
      io.stdout.write(printAnswer(answer, this.withDescriptions));
      io.stderr.write(`Completion ended with directive: ${directiveNames(answer.directive)}\n`);
      return 0;
    } finally {
      await this.closeConnection();
    }
  }

  protected override execute(): Promise<void> {
    return Promise.resolve();
  }

  #live({ flags }: ParsedArgv, own: FlagSet): LiveNames {
    const global = Object.fromEntries(Object.entries(flags).filter(([name]) => name in globalFlags && !(name in own)));
    return new LiveNames(
      () => this.connect(global),
      () => this.#kubeconfigNames(String(global['kubeconfig'] ?? '')),
    );
  }

  async #kubeconfigNames(kubeconfig: string): Promise<KubeconfigNames> {
    const { kubeconfigSources, loadKubeconfig } = await import('./kubeconfig-sources.ts');
    const { env, cwd } = this.runtime.io;
    const { config } = await loadKubeconfig(kubeconfigSources({ kubeconfig, env, cwd }));
    return { contexts: [...config.contexts.keys()], clusters: [...config.clusters.keys()], users: [...config.users.keys()] };
  }
}

function filesIn(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)).sort();
  } catch {
    return [];
  }
}
