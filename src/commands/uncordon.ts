import { dryRunFlag, selectorFlag } from '../kubectl/argv/shared-flags.ts';
import { KubectlCommand, type InputOf } from '../kubectl/command.ts';
import { parseDryRun } from '../kubectl/dry-run.ts';
import { throwAll } from '../kubectl/errors.ts';
import type { Io } from '../kubectl/io.ts';
import { cordonNode } from '../kubectl/nodes/cordon.ts';
import { selectNodes } from '../kubectl/nodes/select-nodes.ts';
import { openSession } from '../kubectl/session.ts';

export default class Uncordon extends KubectlCommand {
  static override summary = 'Mark a node as schedulable';
  static override description = 'Mark a node as schedulable again: new pods may be placed on it.';
  static override examples = ['# Let new pods onto node "foo" again\nkubectl uncordon foo'];
  static override usage = 'uncordon NODE [options]';
  static override flags = { ...dryRunFlag, ...selectorFlag };

  protected override async execute(io: Io, { flags, args }: InputOf<typeof Uncordon>): Promise<void> {
    const dryRun = parseDryRun(flags['dry-run'], io);
    const session = await openSession(await this.connect(flags), io);
    const errors: unknown[] = [];
    for (const node of await selectNodes(session, 'uncordon', args, flags.selector, (error) => errors.push(error))) {
      await cordonNode(session, node, false, dryRun);
    }
    throwAll(errors);
  }
}
