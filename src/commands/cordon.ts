import { dryRunFlag, selectorFlag } from '../kubectl/argv/shared-flags.ts';
import { KubectlCommand, type InputOf } from '../kubectl/command.ts';
import { parseDryRun } from '../kubectl/dry-run.ts';
import { throwAll } from '../kubectl/errors.ts';
import type { Io } from '../kubectl/io.ts';
import { cordonNode } from '../kubectl/nodes/cordon.ts';
import { selectNodes } from '../kubectl/nodes/select-nodes.ts';
import { openSession } from '../kubectl/session.ts';

export default class Cordon extends KubectlCommand {
  static override summary = 'Mark a node as unschedulable';
  static override description = 'Mark a node as unschedulable: new pods are not placed on it, those that run there stay.';
  static override examples = ['# Keep new pods away from node "foo"\nkubectl cordon foo'];
  static override usage = 'cordon NODE [options]';
  static override flags = { ...dryRunFlag, ...selectorFlag };

  protected override async execute(io: Io, { flags, args }: InputOf<typeof Cordon>): Promise<void> {
    const dryRun = parseDryRun(flags['dry-run'], io);
    const session = await openSession(await this.connect(flags), io);
    const errors: unknown[] = [];
    for (const node of await selectNodes(session, 'cordon', args, flags.selector, (error) => errors.push(error))) {
      await cordonNode(session, node, true, dryRun);
    }
    throwAll(errors);
  }
}
