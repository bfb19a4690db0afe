import { intFlag } from '../../kubectl/argv/flags.ts';
import { dryRunFlag, printFlags } from '../../kubectl/argv/shared-flags.ts';
import { KubectlCommand, type InputOf } from '../../kubectl/command.ts';
import { parseDryRun } from '../../kubectl/dry-run.ts';
import { throwAll } from '../../kubectl/errors.ts';
import type { Io } from '../../kubectl/io.ts';
import { printResult } from '../../kubectl/printing.ts';
import { requireWorkloads, rolloutFlags, selectWorkloads } from '../../kubectl/rollout/select.ts';
import { rollBack } from '../../kubectl/rollout/undo.ts';
import { openSession } from '../../kubectl/session.ts';

export default class RolloutUndo extends KubectlCommand {
  static override namespaceFirst = true;
  static override summary = 'Undo a previous rollout';
  static override description = 'Take a workload back to its previous revision, or to the one that --to-revision names.';
  static override examples = [
    '# Back to the revision before\nkubectl rollout undo deployment/abc',
    '# Back to the third revision\nkubectl rollout undo daemonset/abc --to-revision=3',
    '# Only show what would come back\nkubectl rollout undo --dry-run=client deployment/abc',
  ];
  static override usage = 'rollout undo (TYPE NAME | TYPE/NAME) [flags] [options]';
  static override flags = {
    ...rolloutFlags,
    ...dryRunFlag,
    ...printFlags(),
    'to-revision': intFlag({ description: 'The revision to go back to; 0 is the one before the last.' }),
  };

  protected override async execute(io: Io, { flags, args }: InputOf<typeof RolloutUndo>): Promise<void> {
    requireWorkloads(args, flags);
    const dryRun = parseDryRun(flags['dry-run'], io);
    const session = await openSession(await this.connect(flags), io);
    const errors: unknown[] = [];
    for (const info of await selectWorkloads(session, args, flags, (error) => errors.push(error))) {
      try {
        await printResult(io, flags, info.object!, await rollBack(session, info, flags['to-revision'], dryRun), dryRun);
      } catch (error) {
        errors.push(error);
      }
    }
    throwAll(errors);
  }
}
