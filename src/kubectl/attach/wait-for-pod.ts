import { notFound } from '../../api/status.ts';
import type { Pod } from '../../api/types.ts';
import { UserError } from '../../api/user-error.ts';
import type { Session } from '../session.ts';

/** Waits until the pod is as `done` wants it, and returns it so. `timeout` (ms of cluster time); 0 waits without end. Throws when the pod goes away or the time is over. */
export async function waitForPod(session: Session, pod: Pod, timeout: number, done: (pod: Pod) => boolean): Promise<Pod> {
  const { client, io } = session;
  const { namespace, name = '' } = pod.metadata;
  const address = { group: '', version: 'v1', resource: 'pods', namespace };
  const deadline = timeout === 0 ? {} : { deadline: client.clock.now() + timeout };
  const current = (await client.request({ ...address, verb: 'get', name })).body as unknown as Pod;
  if (done(current)) return current;
  const { resourceVersion } = current.metadata;
  const request = { ...address, fieldSelector: `metadata.name=${name}`, ...(resourceVersion && { resourceVersion }) };
  for await (const { type, object } of client.watch(request, { ...deadline, signal: io.signal })) {
    if (type === 'DELETED') throw notFound({ group: '', resource: 'pods' }, name);
    if (done(object as unknown as Pod)) return object as unknown as Pod;
  }
  throw new UserError('timed out waiting for the condition');
}
