import type { KubeObject } from '../../api/object.ts';
import { hasReason } from '../../api/status.ts';
import { UserError } from '../../api/user-error.ts';
import { addressOf, type ResourceInfo } from '../resources/builder.ts';
import { send, type Session } from '../session.ts';
import type { ApplyOptions } from './apply-object.ts';
import { migrateManagers, type SendPatch } from './migrate.ts';

const CONFLICT_ADVICE = `Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`;

export type ServerSideOptions = Pick<ApplyOptions, 'dryRun' | 'fieldManager' | 'fieldValidation' | 'force'> & { subresource: string };

/** Sends the manifest as it is and lets the server merge it; what client-side apply has left is then migrated. */
export async function applyServerSide(session: Session, info: ResourceInfo, options: ServerSideOptions): Promise<KubeObject> {
  const { generateName } = info.object?.metadata ?? {};
  if (info.name === '' && generateName) throw new UserError(`from ${generateName}: cannot use generate name with apply`);
  const patch = patcher(session, info, options);
  const configuration = info.object as KubeObject;
  let object: KubeObject;
  try {
    object = await patch('apply', configuration, options.fieldManager);
  } catch (error) {
    if (hasReason(error, 'UnsupportedMediaType'))
      throw new UserError(`Server-side apply not available on the server: (may need to upgrade the server): ${error.message}`);
    if (hasReason(error, 'Conflict')) throw new UserError(`${error.message}\n${CONFLICT_ADVICE}`);
    throw error;
  }
  if (options.subresource === '') object = await migrateManagers(session, info, object, options.fieldManager, configuration, patch);
  if (object.metadata.deletionTimestamp) session.warn(`Detected changes to resource ${info.name} which is currently being deleted.`);
  return object;
}

function patcher(session: Session, info: ResourceInfo, options: ServerSideOptions): SendPatch {
  return async (patchType, body, fieldManager) => {
    const response = await send(session, {
      ...addressOf(info.resource),
      verb: 'patch',
      ...(info.namespace === '' ? {} : { namespace: info.namespace }),
      name: info.name,
      ...(options.subresource === '' ? {} : { subresource: options.subresource }),
      patchType,
      body,
      ...(patchType === 'apply' && fieldManager === options.fieldManager ? { force: options.force } : {}),
      dryRun: options.dryRun === 'server',
      ...(fieldManager === undefined ? {} : { fieldManager }),
      fieldValidation: options.fieldValidation,
    });
    return response.body;
  };
}
