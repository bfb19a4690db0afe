import type { KubeObject } from '../../api/object.ts';
import { hasReason } from '../../api/status.ts';
import { dryRunSuffix } from '../dry-run.ts';
import { throwAll, withSource } from '../errors.ts';
import { kindName } from '../printers/name.ts';
import { addressOf, type ResourceInfo } from '../resources/builder.ts';
import { send, type Session } from '../session.ts';
import { waitFor } from '../wait/wait-for.ts';
import { deleteBody, type DeleteOptions } from './options.ts';

const WEEK = 7 * 24 * 3_600_000;

/** Deletes the objects, tells of each, and waits until they are gone. What cannot be deleted is told together at the end; then nothing is waited for. */
export async function deleteInfos(
  session: Session,
  infos: readonly ResourceInfo[],
  options: DeleteOptions,
  errors: unknown[] = [],
): Promise<void> {
  const deleted: ResourceInfo[] = [];
  for (const info of infos) {
    try {
      const object = options.dryRun === 'client' ? info.object : await deleteOne(session, info, options);
      deleted.push({ ...info, ...(object ? { object } : {}) });
      if (!options.quiet) session.io.stdout.write(deletedText(info, options));
    } catch (error) {
      if (!(options.ignoreNotFound && hasReason(error, 'NotFound'))) errors.push(error);
    }
  }
  throwAll(errors);
  if (options.wait && options.dryRun === 'none') await waitUntilGone(session, deleted, options.timeout);
}

async function deleteOne(session: Session, info: ResourceInfo, options: DeleteOptions): Promise<KubeObject | undefined> {
  try {
    const { body } = await send(session, {
      ...addressOf(info.resource),
      verb: 'delete',
      ...(info.namespace === '' ? {} : { namespace: info.namespace }),
      name: info.name,
      body: deleteBody(options),
      dryRun: options.dryRun === 'server',
    });
    return withUid(info, body);
  } catch (error) {
    throw info.source === undefined ? error : withSource(error, `error when deleting "${info.source}"`);
  }
}

/** The server answers with the object, or with a Status that tells its uid; waiting must not take a new object of the same name for the old one. */
function withUid(info: ResourceInfo, body: KubeObject): KubeObject | undefined {
  const uid = body.kind === 'Status' ? (body['details'] as { uid?: string } | undefined)?.uid : body.metadata?.uid;
  return uid === undefined ? undefined : { kind: info.resource.kind, metadata: { name: info.name, uid } };
}

export function deletedText(info: ResourceInfo, options: Pick<DeleteOptions, 'gracePeriod' | 'dryRun' | 'nameOnly'>): string {
  const { group, version, kind } = info.resource;
  const type = kindName({ apiVersion: group === '' ? version : `${group}/${version}`, kind });
  if (options.nameOnly) return `${type}/${info.name}\n`;
  const operation = options.gracePeriod === 0 ? 'force deleted' : 'deleted';
  const where = info.resource.namespaced ? ` from ${info.namespace} namespace` : '';
  return `${type} "${info.name}" ${operation}${where}${dryRunSuffix(options.dryRun)}\n`;
}

/** Waits for all of them against one deadline (ms of cluster time; 0 is a week). */
export async function waitUntilGone(session: Session, infos: readonly ResourceInfo[], timeout: number): Promise<void> {
  const deadline = session.client.clock.now() + (timeout === 0 ? WEEK : timeout);
  const errors: unknown[] = [];
  for (const info of infos) {
    try {
      await waitFor(session, info, { kind: 'delete' }, deadline);
    } catch (error) {
      if (!hasReason(error, 'Forbidden', 'MethodNotAllowed')) errors.push(error);
    }
  }
  throwAll(errors);
}
