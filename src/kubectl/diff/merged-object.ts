import type { KubeObject } from '../../api/object.ts';
import { lastAppliedAnnotation } from '../../api/patch/last-applied.ts';
import { hasReason } from '../../api/status.ts';
import { withSource } from '../errors.ts';
import { addressOf, fetchInfo, type ResourceInfo } from '../resources/builder.ts';
import { send, type Session } from '../session.ts';
import { threeWayPatch } from '../apply/three-way.ts';

export interface DiffOptions {
  serverSide: boolean;
  forceConflicts: boolean;
  fieldManager: string;
}

/** As often as an object may change while it is looked at. */
const MAX_ATTEMPTS = 4;

/** An object as it is (undefined: it is not there) and as it would be after an apply, which is only tried. */
export async function liveAndMerged(
  session: Session,
  info: ResourceInfo,
  options: DiffOptions,
): Promise<{ live: KubeObject | undefined; merged: KubeObject }> {
  for (let attempt = 1; ; attempt += 1) {
    const live = await fetched(session, info);
    try {
      const merged = options.serverSide
        ? await appliedByServer(session, info, options)
        : await appliedByClient(session, info, live, options, attempt < MAX_ATTEMPTS);
      return { live, merged };
    } catch (error) {
      if (options.serverSide || !hasReason(error, 'Conflict') || attempt >= MAX_ATTEMPTS) throw error;
    }
  }
}

async function fetched(session: Session, info: ResourceInfo): Promise<KubeObject | undefined> {
  try {
    return (await fetchInfo(session.client, info)).object;
  } catch (error) {
    if (hasReason(error, 'NotFound')) return undefined;
    throw error;
  }
}

async function appliedByServer(session: Session, info: ResourceInfo, options: DiffOptions): Promise<KubeObject> {
  const { fieldManager, forceConflicts } = options;
  const request = { verb: 'patch', patchType: 'apply', body: info.object, force: forceConflicts, fieldManager } as const;
  return tried(session, info, { ...request, name: info.name });
}

async function appliedByClient(
  session: Session,
  info: ResourceInfo,
  live: KubeObject | undefined,
  { fieldManager }: DiffOptions,
  locked: boolean,
): Promise<KubeObject> {
  const modified = withoutLastApplied(info.object as KubeObject);
  if (!live) return tried(session, info, { verb: 'create', body: info.object, fieldManager });
  const { type, body } = threeWayPatch(info, modified, live);
  if (Object.keys(body).length === 0) return live;
  const { resourceVersion } = live.metadata;
  const metadata = { ...(body['metadata'] as object | undefined), resourceVersion };
  try {
    return await tried(session, info, {
      verb: 'patch',
      name: info.name,
      patchType: type,
      body: locked ? { ...body, metadata } : body,
      fieldManager,
    });
  } catch (error) {
    throw withSource(error, `error when patching "${info.source ?? ''}"`);
  }
}

async function tried(
  session: Session,
  { resource, namespace }: ResourceInfo,
  request: Omit<Parameters<typeof send>[1], 'group' | 'version' | 'resource'>,
): Promise<KubeObject> {
  const where = resource.namespaced ? { namespace } : {};
  return (await send(session, { ...addressOf(resource), ...where, ...request, dryRun: true })).body;
}

function withoutLastApplied(object: KubeObject): KubeObject {
  const { [lastAppliedAnnotation]: _, ...annotations } = object.metadata.annotations ?? {};
  return { ...object, metadata: { ...object.metadata, annotations } };
}
