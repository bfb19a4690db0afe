import { formatDuration, formatRfc3339 } from '../../api/time.ts';
import { boxedFacts } from '../../host/boxed-table.ts';
import { HostError } from '../../host/host-error.ts';
import { simulationStatus, type SimulationStatus } from '../../host/simulation.ts';
import { stringFlag } from '../../kubectl/argv/flags.ts';
import { KubectlCommand, type InputOf } from '../../kubectl/command.ts';
import { UsageError } from '../../kubectl/errors.ts';
import type { Io } from '../../kubectl/io.ts';

export default class Status extends KubectlCommand {
  static override summary = 'Show the clock, the seed and the contents of the cluster';
  static override description =
    'Show what drives the cluster of the current context, what it holds, and when the next thing will happen in it.';
  static override examples = [
    '# Show the state of the simulation\nkubectl sim status',
    '# The same for a script\nkubectl sim status -o json',
  ];
  static override usage = 'sim status';
  static override flags = { output: stringFlag({ short: 'o', description: 'Output format. One of: (json).' }) };

  protected override async execute(io: Io, { flags, args }: InputOf<typeof Status>): Promise<void> {
    if (args.length > 0) throw new UsageError(`unexpected arguments: [${args.join(' ')}]`);
    if (!['', 'json'].includes(flags.output)) throw new HostError(`unknown output format "${flags.output}", allowed formats are: json`);
    const status = await simulationStatus({ ...flags, env: io.env, cwd: io.cwd });
    io.stdout.write(flags.output === 'json' ? `${JSON.stringify(status, null, 4)}\n` : boxedFacts(io, facts(status)));
  }
}

/** How many kinds of objects are named one by one. */
const SHOWN = 5;

function facts({ name, path, clock, now, ahead, nextDue, seed, kubelet, bare, revision, counts }: SimulationStatus): [string, string][] {
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  const largest = [...counts]
    .sort((a, b) => b.count - a.count || (a.resource < b.resource ? -1 : 1))
    .slice(0, SHOWN)
    .map(({ resource, count }) => `${count} ${resource.split('.', 1)[0]}`);
  // Differences below a second come from looking at two clocks one after the other.
  const offset =
    Math.abs(ahead) < 1000 ? '' : `, ${formatDuration(Math.round(Math.abs(ahead) / 1000) * 1000)} ${ahead > 0 ? 'ahead' : 'behind'}`;
  return [
    ['Cluster', name],
    ['File', path],
    ['Clock', clock === 'wall' ? `wall (time runs by itself${offset})` : 'manual (time moves by sim advance and by waiting)'],
    ['Simulated time', formatRfc3339(now)],
    ['Next event', nextDue === undefined ? 'nothing is due' : `in ${formatDuration(Math.max(0, nextDue - now))}`],
    ['Seed', String(seed)],
    ['Kubelets', kubelet],
    ['System pods', bare ? 'left out' : 'yes'],
    ['Objects', [`${total}, of these`, ...largest, ...(counts.length > SHOWN ? ['…'] : [])].join('\n')],
    ['resourceVersion', String(revision)],
  ];
}
