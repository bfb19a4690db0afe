import { goJson } from '../../api/go-text.ts';
import type { KubeObject } from '../../api/object.ts';
import { lastApplied, withLastApplied } from '../../api/patch/last-applied.ts';
import { hasReason } from '../../api/status.ts';
import { UserError } from '../../api/user-error.ts';
import { deleteInfos } from '../delete/delete-infos.ts';
import type { DeleteOptions } from '../delete/options.ts';
import type { DryRun } from '../dry-run.ts';
import { withSource } from '../errors.ts';
import { addressOf, fetchInfo, type ResourceInfo } from '../resources/builder.ts';
import { createObject } from '../resources/create-object.ts';
import { send, type Session } from '../session.ts';
import type { FieldValidation } from '../validation.ts';
import { patchedLocally, threeWayPatch, type ApplyPatch } from './three-way.ts';

export interface ApplyOptions {
  dryRun: DryRun;
  fieldManager: string;
  fieldValidation: FieldValidation;
  /** Delete and make anew what cannot be patched. */
  force: boolean;
  /** Change back what others have changed since the last apply. */
  overwrite: boolean;
  deletion: DeleteOptions;
}

export type ApplyOutcome = 'created' | 'configured' | 'unchanged' | 'serverside-applied';

const MAX_CONFLICTS = 5;

/** Makes the cluster have the object as its manifest says. Throws with the words kubectl puts before a refusal. */
export async function applyObject(
  session: Session,
  info: ResourceInfo,
  options: ApplyOptions,
): Promise<{ object: KubeObject; outcome: ApplyOutcome }> {
  const manifest = info.object as KubeObject;
  const { generateName } = manifest.metadata ?? {};
  if (info.name === '' && generateName) throw new UserError(`from ${generateName}: cannot use generate name with apply`);
  const modified = withLastApplied(manifest);
  const current = await fetchCurrent(session, info);
  if (!current) return { object: await create(session, info, modified, options), outcome: 'created' };
  if (lastApplied(current) === undefined) warnOfMissingAnnotation(session, info);
  const { patch, object } = await patchObject(session, info, modified, current, options);
  if (object.metadata.deletionTimestamp) session.warn(`Detected changes to resource ${info.name} which is currently being deleted.`);
  return { object, outcome: Object.keys(patch.body).length === 0 ? 'unchanged' : 'configured' };
}

async function fetchCurrent(session: Session, info: ResourceInfo): Promise<KubeObject | undefined> {
  try {
    return (await fetchInfo(session.client, info)).object;
  } catch (error) {
    if (hasReason(error, 'NotFound')) return undefined;
    throw withSource(
      error,
      `error when retrieving current configuration of:\n${describeInfo(info)}\nfrom server for: "${info.source ?? ''}"`,
    );
  }
}

async function create(session: Session, info: ResourceInfo, body: KubeObject, options: ApplyOptions): Promise<KubeObject> {
  try {
    return await createObject(session, info, body, options);
  } catch (error) {
    throw withSource(error, `error when creating "${info.source ?? ''}"`);
  }
}

async function patchObject(
  session: Session,
  info: ResourceInfo,
  modified: KubeObject,
  first: KubeObject,
  options: ApplyOptions,
): Promise<{ patch: ApplyPatch; object: KubeObject }> {
  let current = first;
  for (let attempt = 1; ; attempt += 1) {
    const patch = planned(info, modified, current, options);
    if (Object.keys(patch.body).length === 0) return { patch, object: current };
    if (options.dryRun === 'client') return { patch, object: patchedLocally(info, current, patch) };
    try {
      return { patch, object: await sendPatch(session, info, patch, options) };
    } catch (error) {
      if (hasReason(error, 'Conflict') && attempt < MAX_CONFLICTS) {
        current = (await fetchInfo(session.client, info)).object as KubeObject;
        continue;
      }
      if (options.force && hasReason(error, 'Conflict', 'Invalid'))
        return { patch, object: await deleteAndCreate(session, info, modified, options) };
      throw withSource(error, `error when applying patch:\n${goJson(patch.body)}\nto:\n${describeInfo(info)}\nfor: "${info.source ?? ''}"`);
    }
  }
}

/** What cannot even be planned is told like a patch that was refused, without the patch. */
function planned(info: ResourceInfo, modified: KubeObject, current: KubeObject, { overwrite }: ApplyOptions): ApplyPatch {
  try {
    return threeWayPatch(info, modified, current, { overwrite });
  } catch (error) {
    throw withSource(error, `error when applying patch:\n\nto:\n${describeInfo(info)}\nfor: "${info.source ?? ''}"`);
  }
}

async function sendPatch(session: Session, info: ResourceInfo, { type, body }: ApplyPatch, options: ApplyOptions): Promise<KubeObject> {
  try {
    const response = await send(session, {
      ...addressOf(info.resource),
      verb: 'patch',
      ...(info.namespace === '' ? {} : { namespace: info.namespace }),
      name: info.name,
      patchType: type,
      body,
      dryRun: options.dryRun === 'server',
      fieldManager: options.fieldManager,
      fieldValidation: options.fieldValidation,
    });
    return response.body;
  } catch (error) {
    throw withSource(error, `error when patching "${info.source ?? ''}"`);
  }
}

async function deleteAndCreate(session: Session, info: ResourceInfo, modified: KubeObject, options: ApplyOptions): Promise<KubeObject> {
  await deleteInfos(session, [info], { ...options.deletion, quiet: true, wait: true, dryRun: 'none' });
  return create(session, info, modified, options);
}

function warnOfMissingAnnotation(session: Session, { resource, name }: ResourceInfo): void {
  session.warn(
    `resource ${resource.name}/${name} is missing the kubectl.kubernetes.io/last-applied-configuration annotation which is required by kubectl apply. ` +
      'kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. ' +
      'The missing annotation will be patched automatically.',
  );
}

/** An object as kubectl names it in the middle of an error, in two lines. */
export function describeInfo({ resource, name, namespace }: ResourceInfo): string {
  const groupVersion = `${resource.group}/${resource.version}`;
  return `Resource: "${groupVersion}, Resource=${resource.name}", GroupVersionKind: "${groupVersion}, Kind=${resource.kind}"\nName: "${name}", Namespace: "${namespace}"`;
}
