import type { KubeObject } from '../../api/object.ts';
import { UserError } from '../../api/user-error.ts';
import type { Io } from '../io.ts';
import { printResult, type PrintFlagValues } from '../printing.ts';
import { addressOf, type ResourceInfo } from '../resources/builder.ts';
import { throwAll } from '../errors.ts';
import type { Connection } from '../runtime.ts';
import type { FileFlags } from '../selection.ts';
import { openSession, send } from '../session.ts';
import { requireWorkloads, selectWorkloads } from './select.ts';

/** What pause, resume and restart do to one workload; throws a UserError with the reason why it cannot be done. */
export interface WorkloadChange {
  /** `paused`, `resumed`, `restarted`. */
  done: string;
  patch(info: ResourceInfo, now: number): Record<string, unknown>;
  /** The refusal when the patch changes nothing. */
  unchanged?: string;
}

export async function changeWorkloads(
  change: WorkloadChange,
  io: Io,
  args: readonly string[],
  flags: FileFlags & PrintFlagValues & { selector: string; 'field-manager': string },
  connect: () => Promise<Connection>,
): Promise<void> {
  requireWorkloads(args, flags);
  const session = await openSession(await connect(), io);
  const errors: unknown[] = [];
  for (const info of await selectWorkloads(session, args, flags, (error) => errors.push(error))) {
    try {
      const response = await send(session, {
        ...addressOf(info.resource),
        verb: 'patch',
        namespace: info.namespace,
        name: info.name,
        patchType: 'strategic',
        body: refusing(info, () => change.patch(info, session.client.clock.now())),
        fieldManager: flags['field-manager'],
      });
      if (change.unchanged !== undefined && response.body.metadata.resourceVersion === info.object?.metadata.resourceVersion) {
        throw new UserError(change.unchanged);
      }
      await printResult(io, flags, response.body as KubeObject, change.done, 'none');
    } catch (error) {
      errors.push(error);
    }
  }
  throwAll(errors);
}

/** Names the object in front of the reason: `deployments.apps "web" is already paused`. */
function refusing<T>({ resource, name }: ResourceInfo, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const type = resource.group === '' ? resource.name : `${resource.name}.${resource.group}`;
    throw new UserError(`${type} ${JSON.stringify(name)} ${error.message}`);
  }
}
