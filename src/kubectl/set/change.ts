import type { JsonObject } from '../../api/json.ts';
import type { KubeObject } from '../../api/object.ts';
import { createTwoWayMergePatch } from '../../api/patch/strategic-diff.ts';
import { StatusError } from '../../api/status.ts';
import { UserError } from '../../api/user-error.ts';
import { withChangeCause } from '../change-cause.ts';
import { printTypedResult } from '../printing.ts';
import { addressOf } from '../resources/builder.ts';
import { send } from '../session.ts';
import { typeOf } from '../resources/typed.ts';
import { targetName, type SetCommand, type SetTarget } from './targets.ts';

/** What one `set` verb does to an object. */
export interface SetVerb {
  /** `image updated` */
  done: string;
  /** Stands before the server's refusal; '' tells the refusal as it is. */
  failure: string;
  /** The changed copy; undefined leaves the object out. `note` hears of what is wrong while the rest goes on; throws UserError when the object cannot be changed. */
  change(target: SetTarget, note: (error: unknown) => void): KubeObject | undefined | Promise<KubeObject | undefined>;
  /** Is a change that changes nothing sent and told all the same? */
  sendsUnchanged?: boolean;
  /** Refusals stand without the object's name. */
  namesNothing?: boolean;
}

type Planned = { target: SetTarget; after: KubeObject; patch: JsonObject } | { target: SetTarget; refused: UserError };

/** Plans all changes, then sends and prints them one by one. What went wrong is handed to `note`. */
export async function changeTargets(
  command: SetCommand,
  targets: readonly SetTarget[],
  verb: SetVerb,
  note: (error: unknown) => void,
): Promise<void> {
  const planned: Planned[] = [];
  for (const target of targets) planned.push(...(await plan(command, target, verb, note)));
  for (const each of planned) {
    if ('refused' in each) note(named(each.target, each.refused, verb));
    else if (verb.sendsUnchanged || Object.keys(each.patch).length > 0) await carryOut(command, each, verb, note);
  }
}

async function plan(command: SetCommand, target: SetTarget, verb: SetVerb, note: (error: unknown) => void): Promise<Planned[]> {
  try {
    const changed = await verb.change(target, note);
    if (!changed) return [];
    const after = withChangeCause(changed, command.cause);
    return [{ target, after, patch: createTwoWayMergePatch(target.object as JsonObject, after as JsonObject, typeOf(after)) }];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [{ target, refused: error }];
  }
}

function named(target: SetTarget, refused: UserError, verb: SetVerb): UserError {
  return verb.namesNothing ? refused : new UserError(`error: ${targetName(target)} ${refused.message}\n`);
}

async function carryOut(
  { io, flags, dryRun, session }: SetCommand,
  { target, after, patch }: Extract<Planned, { patch: JsonObject }>,
  verb: SetVerb,
  note: (error: unknown) => void,
): Promise<void> {
  const { info } = target;
  if (!info || dryRun === 'client') return printTypedResult(io, flags, after, verb.done, dryRun);
  let result: KubeObject;
  try {
    const response = await send(await session(), {
      ...addressOf(info.resource),
      verb: 'patch',
      namespace: info.namespace,
      name: info.name,
      patchType: 'strategic',
      body: patch,
      dryRun: dryRun === 'server',
      fieldManager: flags['field-manager'],
    });
    result = response.body;
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    return note(verb.failure === '' ? error : new UserError(verb.failure + error.message));
  }
  await printTypedResult(io, flags, result, verb.done, dryRun);
}
