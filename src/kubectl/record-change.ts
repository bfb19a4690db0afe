import type { KubeObject } from '../api/object.ts';
import { CHANGE_CAUSE } from './change-cause.ts';
import { addressOf, type ResourceInfo } from './resources/builder.ts';
import { send, type Session } from './session.ts';

/** Writes into an object that was changed on the server why it was; answers with the object after that. */
export async function recordChange(session: Session, info: ResourceInfo, cause: string): Promise<KubeObject> {
  const { body } = await send(session, {
    ...addressOf(info.resource),
    verb: 'patch',
    ...(info.namespace === '' ? {} : { namespace: info.namespace }),
    name: info.name,
    patchType: 'merge',
    body: { metadata: { annotations: { [CHANGE_CAUSE]: cause } } },
  });
  return body;
}
