import type { KubeObject } from '../../api/object.ts';
import { hasReason } from '../../api/status.ts';
import { UserError } from '../../api/user-error.ts';
import { fetchInfo, watchStart, type ResourceInfo } from '../resources/builder.ts';
import type { Session } from '../session.ts';
import { isMet, type WaitCondition } from './condition.ts';

/**
 * Waits until the object fulfils the condition and returns it as it was then (for `delete`: as it was last seen).
 * Throws when `deadline` (cluster time, ms) passes first; it is over for good: what comes after it is not even looked at.
 * Without a deadline it looks once.
 */
export async function waitFor(
  session: Session,
  info: ResourceInfo,
  condition: WaitCondition,
  deadline: number | undefined,
): Promise<KubeObject> {
  const { client } = session;
  if (deadline !== undefined && client.clock.now() >= deadline) throw tooLate(info, condition);
  const current = await present(session, info, condition.kind);
  if (condition.kind === 'delete' && (!current || current.metadata.uid !== (info.object?.metadata.uid ?? current.metadata.uid)))
    return gone(info);
  if (current && condition.kind !== 'delete' && isMet(condition, current)) return current;
  if (deadline === undefined) throw new UserError(`condition not met for ${info.resource.name}/${info.name}`);
  const { request, object: latest } = await watchStart(client, info);
  if (condition.kind === 'delete' ? latest?.metadata.uid !== current?.metadata.uid : latest && isMet(condition, latest))
    return condition.kind === 'delete' ? gone(info) : (latest as KubeObject);
  for await (const { type, object } of client.watch(request, { deadline })) {
    if (type === 'DELETED') {
      if (condition.kind === 'delete') return gone(info);
      continue;
    }
    // Deleted and made anew between two looks.
    if (condition.kind === 'delete') {
      if (current && object.metadata.uid !== current.metadata.uid) return gone(info);
    } else if (isMet(condition, object)) return object;
  }
  throw timedOut(info);
}

function gone(info: ResourceInfo): KubeObject {
  return info.object ?? { kind: info.resource.kind, apiVersion: info.resource.version, metadata: { name: info.name } };
}

async function present(session: Session, info: ResourceInfo, kind: WaitCondition['kind']): Promise<KubeObject | undefined> {
  try {
    return (await fetchInfo(session.client, info)).object;
  } catch (error) {
    if (hasReason(error, 'NotFound') && (kind === 'delete' || kind === 'create')) return undefined;
    throw error;
  }
}

/** What has to be looked at first, to see whether it goes, is not even asked for any more. */
function tooLate(info: ResourceInfo, { kind }: WaitCondition): UserError {
  return kind === 'delete' ? new UserError('client rate limiter Wait returned an error: context deadline exceeded') : timedOut(info);
}

function timedOut({ resource, name }: ResourceInfo): UserError {
  return new UserError(`timed out waiting for the condition on ${resource.name}/${name}`);
}
