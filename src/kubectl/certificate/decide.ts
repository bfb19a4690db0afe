import type { KubeObject } from '../../api/object.ts';
import { hasReason } from '../../api/status.ts';
import { formatRfc3339 } from '../../api/time.ts';
import { UserError } from '../../api/user-error.ts';
import { filenameFlags, printFlags } from '../argv/shared-flags.ts';
import { boolFlag } from '../argv/flags.ts';
import type { FlagValues } from '../argv/flags.ts';
import { throwAll } from '../errors.ts';
import type { Io } from '../io.ts';
import { printTypedResult, resultPrinter } from '../printing.ts';
import { addressOf, fetchInfo, type ResourceInfo } from '../resources/builder.ts';
import type { Connection } from '../runtime.ts';
import { hasFiles, select } from '../selection.ts';
import { openSession, send, type Session } from '../session.ts';

/** What is decided on a request, and what rules it out. */
export interface Decision {
  condition: 'Approved' | 'Denied';
  excludes: 'Approved' | 'Denied';
  reason: string;
  message: string;
  /** `approved` */
  done: string;
}

export function decisionFlags(force: string) {
  return { ...filenameFlags('to use to update the resource.'), force: boolFlag({ description: force }), ...printFlags() };
}

type Flags = FlagValues<ReturnType<typeof decisionFlags>>;

/** Writes of others in between are tried again so often. */
const ATTEMPTS = 10;

interface Condition {
  type: string;
  status: string;
  reason: string;
  message: string;
  lastUpdateTime: string | null;
  lastTransitionTime?: string | null;
}

/** Approves or denies the requests of NAMEs and files, one after another. */
export async function decideRequests(
  io: Io,
  flags: Flags,
  args: readonly string[],
  decision: Decision,
  connect: () => Promise<Connection>,
): Promise<void> {
  await resultPrinter(io, flags, 'given');
  if (args.length === 0 && !hasFiles(flags)) throw new UserError('one or more CSRs must be specified as <name> or -f <filename>');
  const session = await openSession(await connect(), io);
  const errors: unknown[] = [];
  const failed = (error: unknown): void => void errors.push(error);
  const named = args.map((name) => (name.includes('/') ? name : `certificatesigningrequests/${name}`));
  const selected = await select(session, { args: named, files: flags }, failed);
  let found = 0;
  for (const info of selected.kind === 'infos' ? selected.infos : []) {
    try {
      const object = await decide(session, info, decision, flags.force);
      found += 1;
      await printTypedResult(io, flags, object, decision.done, 'none');
    } catch (error) {
      failed(error);
    }
  }
  throwAll(errors);
  if (found === 0) io.stdout.write('No resources found\n');
}

async function decide(session: Session, info: ResourceInfo, decision: Decision, force: boolean): Promise<KubeObject> {
  for (let attempt = 0; ; attempt += 1) {
    const { object } = await fetchInfo(session.client, info);
    const request = object as KubeObject;
    const conditions: readonly Condition[] = request['status']?.conditions ?? [];
    if (conditions.some(({ type }) => type === decision.excludes))
      throw new UserError(`certificate signing request "${info.name}" is already ${decision.excludes}`);
    const present = conditions.find(({ type }) => type === decision.condition);
    if (present && !force) return request;
    const { reason, message } = decision;
    const next = present
      ? [...conditions]
      : [
          ...conditions,
          {
            type: decision.condition,
            status: 'True',
            reason,
            message,
            lastUpdateTime: formatRfc3339(session.client.clock.now()),
            lastTransitionTime: null,
          },
        ];
    const body = { ...request, status: { ...request['status'], conditions: next } };
    try {
      const address = { ...addressOf(info.resource), name: info.name, subresource: 'approval' };
      return (await send(session, { ...address, verb: 'update', body, fieldManager: 'kubectl' })).body;
    } catch (error) {
      if (!hasReason(error, 'Conflict') || attempt >= ATTEMPTS) throw error;
    }
  }
}
