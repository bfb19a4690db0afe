import { formatRfc3339 } from '../../api/time.ts';
import { setClock, simulationStatus } from '../../host/simulation.ts';
import { KubectlCommand, type InputOf } from '../../kubectl/command.ts';
import { UsageError } from '../../kubectl/errors.ts';
import type { Io } from '../../kubectl/io.ts';

export default class Clock extends KubectlCommand {
  static override summary = 'Show or choose what moves simulated time';
  static override description =
    "Show or choose what moves simulated time.\n\n wall: it follows the wall clock, also while no command runs.\n manual: it moves by 'sim advance' and while commands wait, which then takes no time.\n\n The setting KUBESIM_CLOCK goes before what is chosen here.";
  static override examples = ['# Which clock is it?\nkubectl sim clock', '# Let time stand still\nkubectl sim clock manual'];
  static override usage = 'sim clock [wall | manual]';

  protected override async execute(io: Io, { flags, args }: InputOf<typeof Clock>): Promise<void> {
    const [wanted, ...more] = args;
    if (more.length > 0 || (wanted !== undefined && wanted !== 'wall' && wanted !== 'manual'))
      throw new UsageError("the clock is 'wall' or 'manual'");
    const options = { ...flags, env: io.env, cwd: io.cwd };
    if (wanted) await setClock(options, wanted);
    const { clock, now } = await simulationStatus(options);
    io.stdout.write(`The clock is ${clock}: it is ${formatRfc3339(now)}.\n`);
    if (wanted && wanted !== clock)
      io.stderr.write(`warning: KUBESIM_CLOCK=${clock} goes before the cluster's own setting, which is ${wanted} now\n`);
  }
}
