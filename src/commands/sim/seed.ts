import { parseSeed } from '../../host/environment.ts';
import { reseed, simulationStatus } from '../../host/simulation.ts';
import { KubectlCommand, type InputOf } from '../../kubectl/command.ts';
import { UsageError } from '../../kubectl/errors.ts';
import type { Io } from '../../kubectl/io.ts';

export default class Seed extends KubectlCommand {
  static override summary = 'Show or set the seed of all randomness';
  static override description =
    'Show or set the seed that names, addresses and delays follow from. Setting it starts the sequence anew: from the same state, the same commands on the manual clock then give the same bytes.';
  static override examples = ['# Which seed is it?\nkubectl sim seed', '# Begin the sequence of seed 7\nkubectl sim seed 7'];
  static override usage = 'sim seed [N]';

  protected override async execute(io: Io, { flags, args }: InputOf<typeof Seed>): Promise<void> {
    const [text, ...more] = args;
    if (more.length > 0) throw new UsageError('at most one seed is taken');
    const options = { ...flags, env: io.env, cwd: io.cwd };
    if (text !== undefined) await reseed(options, parseSeed(text, 'the seed'));
    io.stdout.write(`The seed is ${(await simulationStatus(options)).seed}.\n`);
  }
}
