import type { Node } from '../../api/types.ts';
import { UserError } from '../../api/user-error.ts';
import { boolFlag, stringFlag } from '../../kubectl/argv/flags.ts';
import { selectorFlag } from '../../kubectl/argv/shared-flags.ts';
import { KubectlCommand, type InputOf } from '../../kubectl/command.ts';
import { UsageError } from '../../kubectl/errors.ts';
import type { Io } from '../../kubectl/io.ts';
import { alignTabs, tableTabs } from '../../kubectl/printers/tabwriter.ts';
import { openSession } from '../../kubectl/session.ts';
import {
  amount,
  amountText,
  checkSortBy,
  metricsOf,
  RESOURCES,
  sortedBy,
  SWAP,
  type NodeMetrics,
  type Usage,
} from '../../kubectl/top/metrics.ts';

export default class TopNode extends KubectlCommand {
  static override aliases = ['nodes', 'no'];
  static override summary = 'Display resource (CPU/memory) usage of nodes';
  static override description = 'Show what nodes use of processors and memory, and which part of what they have that is.';
  static override examples = ['# All nodes\nkubectl top node', '# One of them\nkubectl top node NODE_NAME'];
  static override usage = 'top node [NAME | -l label]';
  static override flags = {
    'no-headers': boolFlag({ description: 'Leave the header of the table out.' }),
    ...selectorFlag,
    'show-capacity': boolFlag({ description: 'Take the capacity of the nodes for the whole instead of what is allocatable.' }),
    'show-swap': boolFlag({ description: 'Show the use of swap memory too.' }),
    'sort-by': stringFlag({ description: 'Sort by this: cpu or memory.' }),
    'use-protocol-buffers': boolFlag({ default: true, description: 'Ask for metrics as protocol buffers. They come as JSON anyway.' }),
  };

  protected override async execute(io: Io, { flags, args }: InputOf<typeof TopNode>): Promise<void> {
    if (args.length > 1) throw new UsageError('node [NAME | -l label]');
    checkSortBy(flags['sort-by']);
    const [name] = args;
    if (name !== undefined && flags.selector !== '') throw new UserError('only one of NAME or --selector can be provided');
    const session = await openSession(await this.connect(flags), io);
    const query = { ...(name === undefined ? {} : { name }), ...(flags.selector === '' ? {} : { labelSelector: flags.selector }) };
    const metrics = await metricsOf<NodeMetrics>(session, 'nodes', query);
    if (metrics.length === 0) throw new UserError('metrics not available yet');
    const address = { group: '', version: 'v1', resource: 'nodes', ...query };
    const { body } = await session.client.request({ verb: name === undefined ? 'list' : 'get', ...address });
    const nodes = (name === undefined ? body['items'] : [body]) as Node[];
    const whole = new Map(
      nodes.map(({ metadata, status }) => [metadata.name, (flags['show-capacity'] ? status?.capacity : status?.allocatable) ?? {}]),
    );
    const resources = [...RESOURCES, ...(flags['show-swap'] ? [SWAP] : [])];
    const rows = sortedBy(metrics, flags['sort-by'], ({ usage }) => usage).map(({ metadata, usage }) => [
      metadata.name ?? '',
      ...resources.flatMap((resource) => cells(usage, whole.get(metadata.name) ?? {}, resource)),
    ]);
    const measured = new Set(metrics.map(({ metadata }) => metadata.name));
    for (const { metadata } of nodes) {
      if (!measured.has(metadata.name)) rows.push([metadata.name ?? '', ...resources.flatMap(() => ['<unknown>', '<unknown>'])]);
    }
    const header = ['NAME', ...resources.flatMap((resource) => [`${titleOf(resource)}`, `${resource.toUpperCase()}(%)`])];
    const lines = [...(flags['no-headers'] ? [] : [header]), ...rows];
    io.stdout.write(alignTabs(lines.map((line) => `${line.join('\t')}\t\n`).join(''), tableTabs));
  }
}

function titleOf(resource: string): string {
  return resource === 'cpu' ? 'CPU(cores)' : `${resource.toUpperCase()}(bytes)`;
}

function cells(usage: Usage, whole: Usage, resource: string): [string, string] {
  if (usage[resource] === undefined) return ['<unknown>', '<unknown>'];
  const all = amount(whole, resource);
  if (all === 0) return [amountText(usage, resource), '<unknown>'];
  return [amountText(usage, resource), `${Math.trunc((amount(usage, resource) / all) * 100)}%`];
}
