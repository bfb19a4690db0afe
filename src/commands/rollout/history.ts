import { UserError } from '../../api/user-error.ts';
import { intFlag } from '../../kubectl/argv/flags.ts';
import { printFlags } from '../../kubectl/argv/shared-flags.ts';
import { KubectlCommand, type InputOf } from '../../kubectl/command.ts';
import { templateText } from '../../kubectl/describe/pod-template.ts';
import { throwAll } from '../../kubectl/errors.ts';
import type { Io } from '../../kubectl/io.ts';
import { alignTabs, describeTabs } from '../../kubectl/printers/tabwriter.ts';
import { printResult, printTypedResult } from '../../kubectl/printing.ts';
import type { ResourceInfo } from '../../kubectl/resources/builder.ts';
import { revisionsOf, type Revision } from '../../kubectl/rollout/history.ts';
import { requireWorkloads, rolloutFlags, selectWorkloads } from '../../kubectl/rollout/select.ts';
import { openSession } from '../../kubectl/session.ts';

export default class RolloutHistory extends KubectlCommand {
  static override namespaceFirst = true;
  static override summary = 'View rollout history';
  static override description = 'List the revisions of a workload that it can be taken back to, or show one of them.';
  static override examples = [
    '# The revisions of a deployment\nkubectl rollout history deployment/abc',
    '# What pods of the third revision are made from\nkubectl rollout history daemonset/abc --revision=3',
  ];
  static override usage = 'rollout history (TYPE NAME | TYPE/NAME) [flags] [options]';
  static override flags = {
    ...rolloutFlags,
    ...printFlags(),
    revision: intFlag({ description: 'Show this revision, with its pod template.' }),
  };

  protected override async execute(io: Io, { flags, args }: InputOf<typeof RolloutHistory>): Promise<void> {
    requireWorkloads(args, flags);
    if (flags.revision < 0) throw new UserError(`revision must be a positive integer: ${flags.revision}`);
    const session = await openSession(await this.connect(flags), io);
    const errors: unknown[] = [];
    for (const info of await selectWorkloads(session, args, flags, (error) => errors.push(error), { quiet: true })) {
      try {
        await this.#show(io, info, await revisionsOf(session, info, 'history viewer'), flags);
      } catch (error) {
        errors.push(error);
      }
    }
    throwAll(errors);
  }

  async #show(io: Io, info: ResourceInfo, revisions: readonly Revision[], flags: InputOf<typeof RolloutHistory>['flags']): Promise<void> {
    const wanted = flags.revision > 0 ? revisions.filter(({ number }) => number === flags.revision) : revisions;
    if (flags.revision > 0 && wanted.length === 0) throw new UserError('unable to find the specified revision');
    if (flags.output !== '') {
      for (const { object } of wanted) await printTypedResult(io, flags, object, '', 'none');
      return;
    }
    const text = flags.revision > 0 ? `with revision #${flags.revision}\n${templateText(wanted[0]!.template)}` : listText(revisions);
    await printResult(io, flags, info.object!, text, 'none');
  }
}

function listText(revisions: readonly Revision[]): string {
  if (revisions.length === 0) return '\nNo rollout history found.';
  const rows = revisions.map(({ number, cause }) => `${number}\t${cause === '' ? '<none>' : cause}\n`);
  return `\n${alignTabs(`REVISION\tCHANGE-CAUSE\n${rows.join('')}`, describeTabs)}`;
}
