import { goQuote } from '../api/go-text.ts';
import { KubectlCommand, type Input } from './command.ts';
import { UsageError } from './errors.ts';
import type { Io } from './io.ts';

/** A command that only holds others (`rollout`): without one of them it shows its help and fails. */
export abstract class TopicCommand extends KubectlCommand {
  protected readonly helpStream: 'stdout' | 'stderr' = 'stderr';
  protected readonly helpStatus: number = 1;

  protected override async execute(io: Io, { args }: Input): Promise<number> {
    if (args.length > 0) throw new UsageError(`unknown command ${goQuote(args.join(' '))}`);
    const { showHelp } = await import('./help/show.ts');
    io[this.helpStream].write(await showHelp(this.path, this.runtime.commands));
    return this.helpStatus;
  }
}
