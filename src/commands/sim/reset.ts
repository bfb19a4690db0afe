import { reset } from '../../host/simulation.ts';
import { KubectlCommand, type InputOf } from '../../kubectl/command.ts';
import { UsageError } from '../../kubectl/errors.ts';
import type { Io } from '../../kubectl/io.ts';

export default class Reset extends KubectlCommand {
  static override summary = 'Start over with a fresh cluster';
  static override description =
    'Put a fresh cluster in the place of the one that the current context names: with its name, nodes, seed and settings, and nothing of what was done in it.';
  static override examples = ['# Start over\nkubectl sim reset'];
  static override usage = 'sim reset';

  protected override async execute(io: Io, { flags, args }: InputOf<typeof Reset>): Promise<void> {
    if (args.length > 0) throw new UsageError(`unexpected arguments: [${args.join(' ')}]`);
    io.stdout.write(`Cluster "${await reset({ ...flags, env: io.env, cwd: io.cwd })}" reset.\n`);
  }
}
