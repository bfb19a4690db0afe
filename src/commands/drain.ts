import { parseLabelSelector } from '../api/labels.ts';
import { UserError } from '../api/user-error.ts';
import { boolFlag, durationFlag, intFlag, stringFlag } from '../kubectl/argv/flags.ts';
import { chunkSizeFlag, dryRunFlag, selectorFlag } from '../kubectl/argv/shared-flags.ts';
import { KubectlCommand, type InputOf } from '../kubectl/command.ts';
import { evictPods } from '../kubectl/drain/evict.ts';
import { podsForDeletion } from '../kubectl/drain/pods-for-deletion.ts';
import { dryRunSuffix, parseDryRun, type DryRun } from '../kubectl/dry-run.ts';
import { aggregateText, BareError, ErrorList, throwAll } from '../kubectl/errors.ts';
import type { Io } from '../kubectl/io.ts';
import { cordonNode } from '../kubectl/nodes/cordon.ts';
import { selectNodes } from '../kubectl/nodes/select-nodes.ts';
import { openSession, type Session } from '../kubectl/session.ts';

export default class Drain extends KubectlCommand {
  static override summary = 'Drain a node in preparation for maintenance';
  static override description =
    'Empty a node before maintenance: mark it unschedulable, then evict its pods, or delete them where evictions are not wanted.\n\n' +
    'Pods that nothing would replace, pods of DaemonSets and pods with local data are refused unless a flag allows them. Disruption budgets are respected.';
  static override examples = [
    '# Drain node "foo", including pods that no controller would replace\nkubectl drain foo --force',
    '# The same, giving every pod 15 minutes to end\nkubectl drain foo --grace-period=900',
  ];
  static override usage = 'drain NODE [options]';
  static override flags = {
    ...chunkSizeFlag,
    ...dryRunFlag,
    ...selectorFlag,
    'delete-emptydir-data': boolFlag({ description: 'Go on even if there are pods that use emptyDir (their data goes away with them).' }),
    'disable-eviction': boolFlag({
      description: 'Delete pods instead of evicting them. This does not ask disruption budgets, use with care.',
    }),
    force: boolFlag({ description: 'Go on even if there are pods that declare no controller.' }),
    'grace-period': intFlag({ default: -1, description: "Seconds that each pod has to end by itself. Negative: the pod's own setting." }),
    'ignore-daemonsets': boolFlag({ description: 'Leave the pods of DaemonSets where they are.' }),
    'pod-selector': stringFlag({ description: 'Label query: which of the pods on the node are drained.' }),
    'skip-wait-for-delete-timeout': intFlag({
      description: 'Do not wait for pods that have been going away for longer than this many seconds; 0 waits for all.',
    }),
    timeout: durationFlag({ description: 'How long to wait before giving up; 0 waits for ever.' }),
  };

  protected override async execute(io: Io, { flags, args }: InputOf<typeof Drain>): Promise<void> {
    const dryRun = parseDryRun(flags['dry-run'], io);
    requireSelector(flags['pod-selector']);
    const session = await openSession(await this.connect(flags), io);
    const errors: unknown[] = [];
    const nodes = await selectNodes(session, 'drain', args, flags.selector, (error) => errors.push(error));
    throwAll(errors);
    for (const node of nodes) await cordonNode(session, node, true, dryRun);
    const pending: string[] = [];
    for (const { name } of nodes) {
      try {
        await this.#drain(session, name, flags, dryRun);
        io.stdout.write(`node/${name} drained${dryRunSuffix(dryRun)}\n`);
      } catch (error) {
        const failures = error instanceof ErrorList ? error.errors : [error];
        if (!failures.every((failure) => failure instanceof Error)) throw error;
        const text = aggregateText(new ErrorList(failures));
        io.stderr.write(`error: unable to drain node ${JSON.stringify(name)} due to error: ${text}, continuing command...\n`);
        pending.push(name);
        errors.push(...failures);
      }
    }
    if (pending.length > 0) io.stderr.write(`There are pending nodes to be drained:\n${pending.map((name) => ` ${name}\n`).join('')}`);
    throwAll(errors);
  }

  async #drain(session: Session, nodeName: string, flags: InputOf<typeof Drain>['flags'], dryRun: DryRun): Promise<void> {
    const filters = {
      force: flags.force,
      ignoreDaemonSets: flags['ignore-daemonsets'],
      deleteEmptyDirData: flags['delete-emptydir-data'],
      podSelector: flags['pod-selector'],
      skipWaitForDeleteTimeout: flags['skip-wait-for-delete-timeout'],
    };
    const { client, io } = session;
    const { pods, warnings, refusals } = await podsForDeletion(client, nodeName, filters, flags['chunk-size']);
    throwAll(refusals.map((refusal) => new BareError(refusal)));
    if (warnings !== '') session.warn(warnings);
    if (dryRun === 'client') {
      for (const { metadata } of pods) io.stdout.write(`evicting pod ${metadata.namespace ?? ''}/${metadata.name ?? ''} (dry run)\n`);
      return;
    }
    const options = {
      dryRun,
      disableEviction: flags['disable-eviction'],
      gracePeriod: flags['grace-period'],
      timeout: flags.timeout,
    };
    try {
      await evictPods(session, pods, options);
    } catch (error) {
      const left = await podsForDeletion(client, nodeName, filters, flags['chunk-size']);
      if (left.pods.length > 0) {
        const text = error instanceof ErrorList ? aggregateText(error) : error instanceof Error ? error.message : String(error);
        io.stderr.write(`There are pending pods in node ${JSON.stringify(nodeName)} when an error occurred: ${text}\n`);
        for (const { metadata } of left.pods) io.stderr.write(`pod/${metadata.name ?? ''}\n`);
      }
      throw error;
    }
  }
}

function requireSelector(text: string): void {
  try {
    parseLabelSelector(text);
  } catch {
    throw new UserError('--pod-selector=<pod_selector> must be a valid label selector');
  }
}
