import { dryRunSuffix, type DryRun } from '../dry-run.ts';
import { addressOf, type ResourceInfo } from '../resources/builder.ts';
import { send, type Session } from '../session.ts';

/** Makes a node (un)schedulable, unless it is already, and says so. */
export async function cordonNode(session: Session, node: ResourceInfo, unschedulable: boolean, dryRun: DryRun): Promise<void> {
  const done = unschedulable ? 'cordoned' : 'uncordoned';
  const { io } = session;
  if (Boolean(node.object?.['spec']?.unschedulable) === unschedulable) {
    io.stdout.write(`node/${node.name} already ${done}${dryRunSuffix(dryRun)}\n`);
    return;
  }
  if (dryRun !== 'client') {
    await send(session, {
      ...addressOf(node.resource),
      verb: 'patch',
      name: node.name,
      patchType: 'strategic',
      body: { spec: { unschedulable: unschedulable || null } },
      dryRun: dryRun === 'server',
    });
  }
  io.stdout.write(`node/${node.name} ${done}${dryRunSuffix(dryRun)}\n`);
}
