import { formatRfc3339 } from '../../api/time.ts';
import { boolFlag, stringFlag } from '../../kubectl/argv/flags.ts';
import { KubectlCommand, type InputOf } from '../../kubectl/command.ts';
import { UsageError } from '../../kubectl/errors.ts';
import type { Io } from '../../kubectl/io.ts';
import { boxedTable } from '../../host/boxed-table.ts';
import { listClusters, type ClusterSummary } from '../../host/clusters.ts';
import { homeFolder } from '../../host/home.ts';
import { HostError } from '../../host/host-error.ts';

export default class List extends KubectlCommand {
  static override aliases = ['ls'];
  static override summary = 'List the clusters there are';
  static override description = "List the clusters in kubesim's home folder; the one of the current context is marked.";
  static override examples = ['# List the clusters\nkubectl cluster list', '# Their names alone\nkubectl cluster list -o name'];
  static override usage = 'cluster list';
  static override flags = {
    'no-headers': boolFlag({ description: 'Leave out the headers and lines.' }),
    output: stringFlag({ short: 'o', description: 'Output format. One of: (name, json).' }),
  };

  protected override async execute(io: Io, { flags, args }: InputOf<typeof List>): Promise<void> {
    if (args.length > 0) throw new UsageError(`unexpected arguments: [${args.join(' ')}]`);
    if (!['', 'name', 'json'].includes(flags.output))
      throw new HostError(`unknown output format "${flags.output}", allowed formats are: json,name`);
    const clusters = await listClusters(homeFolder(io.env));
    if (flags.output === 'json') io.stdout.write(`${JSON.stringify(clusters, null, 4)}\n`);
    else if (flags.output === 'name') io.stdout.write(clusters.map(({ name }) => `${name}\n`).join(''));
    else if (flags['no-headers']) io.stdout.write(clusters.map((cluster) => `${row(cluster).join('\t')}\n`).join(''));
    else if (clusters.length === 0) io.stderr.write('No clusters yet: the first command that needs one makes it.\n');
    else
      io.stdout.write(boxedTable(io, ['', 'CLUSTER', 'CONTEXTS', 'NODES', 'PODS', 'CLOCK', 'SIMULATED TIME', 'SIZE'], clusters.map(row)));
    for (const { problem } of clusters) if (problem) io.stderr.write(`warning: ${problem}\n`);
  }
}

function row({ name, contexts, current, bytes, state }: ClusterSummary): string[] {
  const facts = state
    ? [String(state.nodes), String(state.pods), state.clock, formatRfc3339(state.now)]
    : ['?', '?', '?', 'cannot be read'];
  return [current ? '*' : '', name, contexts.join(', '), ...facts, bytes < 1024 ? `${bytes} B` : `${Math.round(bytes / 1024)} KiB`];
}
