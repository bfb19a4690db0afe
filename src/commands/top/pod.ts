import type { ApiRequest } from '../../api/client.ts';
import { formatDuration, parseTime } from '../../api/time.ts';
import type { Pod } from '../../api/types.ts';
import { UserError } from '../../api/user-error.ts';
import { boolFlag, stringFlag } from '../../kubectl/argv/flags.ts';
import { allNamespacesFlag, fieldSelectorFlag, selectorFlag } from '../../kubectl/argv/shared-flags.ts';
import { KubectlCommand, type InputOf } from '../../kubectl/command.ts';
import { UsageError } from '../../kubectl/errors.ts';
import type { Io } from '../../kubectl/io.ts';
import { alignTabs, tableTabs } from '../../kubectl/printers/tabwriter.ts';
import { openSession, type Session } from '../../kubectl/session.ts';
import {
  amountText,
  checkSortBy,
  metricsOf,
  RESOURCES,
  sortedBy,
  sumOf,
  SWAP,
  type PodMetrics,
  type Usage,
} from '../../kubectl/top/metrics.ts';

export default class TopPod extends KubectlCommand {
  static override aliases = ['pods', 'po'];
  static override namespaceFirst = true;
  static override summary = 'Display resource (CPU/memory) usage of pods';
  static override description = 'Show what pods use of processors and memory. New pods have no metrics for a minute or so.';
  static override examples = [
    '# All pods of the namespace\nkubectl top pod',
    '# One pod, container by container\nkubectl top pod POD_NAME --containers',
    '# Pods by label\nkubectl top pod -l name=myLabel',
  ];
  static override usage = 'top pod [NAME | -l label]';
  static override flags = {
    ...allNamespacesFlag,
    containers: boolFlag({ description: 'Show the containers of the pods.' }),
    ...fieldSelectorFlag,
    'no-headers': boolFlag({ description: 'Leave the header of the table out.' }),
    ...selectorFlag,
    'show-swap': boolFlag({ description: 'Show the use of swap memory too.' }),
    'sort-by': stringFlag({ description: 'Sort by this: cpu or memory.' }),
    sum: boolFlag({ description: 'Show the sum below.' }),
    'use-protocol-buffers': boolFlag({ default: true, description: 'Ask for metrics as protocol buffers. They come as JSON anyway.' }),
  };

  protected override async execute(io: Io, { flags, args }: InputOf<typeof TopPod>): Promise<void> {
    if (args.length > 1) throw new UsageError('pod [NAME | -l label]');
    checkSortBy(flags['sort-by']);
    const [name] = args;
    if (name !== undefined && (flags.selector !== '' || flags['field-selector'] !== '')) {
      throw new UserError('only one of NAME or selector can be provided');
    }
    const session = await openSession(await this.connect(flags), io);
    const query = {
      ...(flags['all-namespaces'] ? {} : { namespace: session.namespace }),
      ...(name === undefined ? {} : { name }),
      ...(flags.selector === '' ? {} : { labelSelector: flags.selector }),
      ...(flags['field-selector'] === '' ? {} : { fieldSelector: flags['field-selector'] }),
    };
    const metrics = await metricsOf<PodMetrics>(session, 'pods', query);
    if (metrics.length === 0) {
      await this.#explain(session, query);
      io.stderr.write(flags['all-namespaces'] ? 'No resources found\n' : `No resources found in ${session.namespace} namespace.\n`);
      return;
    }
    io.stdout.write(
      alignTabs(
        tableLines(metrics, flags)
          .map((line) => `${line.join('\t')}\t\n`)
          .join(''),
        tableTabs,
      ),
    );
  }

  /** There are pods, but no metrics: either they are too young, or something is wrong. */
  async #explain(session: Session, query: Pick<ApiRequest, 'namespace' | 'labelSelector' | 'fieldSelector'>): Promise<void> {
    const { client } = session;
    const { body } = await client.request({ verb: 'list', group: '', version: 'v1', resource: 'pods', ...query });
    const pods = body['items'] as Pod[];
    if (pods.length === 0) return;
    for (const { metadata } of pods) {
      const age = client.clock.now() - (parseTime(metadata.creationTimestamp ?? '') ?? 0);
      if (age > METRICS_DELAY)
        throw new UserError(`Metrics not available for pod ${metadata.namespace}/${metadata.name}, age: ${formatDuration(age)}`);
    }
    throw new UserError('metrics not available yet');
  }
}

/** How old a pod may be without anybody wondering where its metrics are. */
const METRICS_DELAY = 120_000;

function tableLines(metrics: readonly PodMetrics[], flags: InputOf<typeof TopPod>['flags']): string[][] {
  const resources = [...RESOURCES, ...(flags['show-swap'] ? [SWAP] : [])];
  const amounts = (usage: Usage): string[] => resources.map((resource) => amountText(usage, resource));
  const before = flags['all-namespaces'] ? ['NAMESPACE'] : [];
  const heads = [...before, ...(flags.containers ? ['POD', 'NAME'] : ['NAME'])];
  const header = [...heads, ...resources.map((resource) => (resource === 'cpu' ? 'CPU(cores)' : `${resource.toUpperCase()}(bytes)`))];
  const whole = ({ containers }: PodMetrics): Usage => sumOf(containers.map(({ usage }) => usage));
  const rows = sortedBy(metrics, flags['sort-by'], whole).flatMap((pod) => {
    const { name = '', namespace = '' } = pod.metadata;
    const where = flags['all-namespaces'] ? [namespace] : [];
    if (!flags.containers) return [[...where, name, ...amounts(whole(pod))]];
    return pod.containers.map((container) => [...where, name, container.name, ...amounts(container.usage)]);
  });
  const blanks = heads.map(() => '');
  const sum = [
    [...blanks, ...resources.map(() => '________')],
    [...blanks, ...amounts(sumOf(metrics.map(whole)))],
  ];
  return [...(flags['no-headers'] ? [] : [header]), ...rows, ...(flags.sum ? sum : [])];
}
