import type { KubeObject } from '../../api/object.ts';
import { hasReason } from '../../api/status.ts';
import { UserError } from '../../api/user-error.ts';
import { addressOf, type ResourceInfo } from '../resources/builder.ts';
import { send, type Session } from '../session.ts';
import type { ApplyOptions } from './apply-object.ts';

/** Sends the manifest as it is and lets the server merge it. */
export async function applyServerSide(
  session: Session,
  info: ResourceInfo,
  options: Pick<ApplyOptions, 'dryRun' | 'fieldManager' | 'fieldValidation' | 'force'> & { subresource: string },
): Promise<KubeObject> {
  const { generateName } = info.object?.metadata ?? {};
  if (info.name === '' && generateName) throw new UserError(`from ${generateName}: cannot use generate name with apply`);
  try {
    const response = await send(session, {
      ...addressOf(info.resource),
      verb: 'patch',
      ...(info.namespace === '' ? {} : { namespace: info.namespace }),
      name: info.name,
      ...(options.subresource === '' ? {} : { subresource: options.subresource }),
      patchType: 'apply',
      body: info.object,
      force: options.force,
      dryRun: options.dryRun === 'server',
      fieldManager: options.fieldManager,
      fieldValidation: options.fieldValidation,
    });
    return response.body;
  } catch (error) {
    if (hasReason(error, 'UnsupportedMediaType'))
      throw new UserError('server-side apply is not supported by this cluster yet; apply without --server-side');
    throw error;
  }
}
