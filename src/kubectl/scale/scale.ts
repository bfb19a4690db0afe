import type { KubeObject } from '../../api/object.ts';
import { UserError } from '../../api/user-error.ts';
import type { DryRun } from '../dry-run.ts';
import { addressOf, type ResourceInfo } from '../resources/builder.ts';
import { send, type Session } from '../session.ts';

export interface ScaleRequest {
  replicas: number;
  /** Negative: whatever it is now. */
  currentReplicas: number;
  /** '' for any. */
  resourceVersion: string;
  dryRun: DryRun;
}

/** Sets the replicas through the scale sub-resource. With preconditions the present scale is looked at first. */
export async function scaleWorkload(session: Session, info: ResourceInfo, request: ScaleRequest): Promise<void> {
  const address = { ...addressOf(info.resource), namespace: info.namespace, name: info.name, subresource: 'scale' };
  const dryRun = request.dryRun === 'server';
  if (request.currentReplicas < 0 && request.resourceVersion === '') {
    await send(session, { ...address, verb: 'patch', patchType: 'merge', body: { spec: { replicas: request.replicas } }, dryRun });
    return;
  }
  const { body: scale } = await send(session, { ...address, verb: 'get' });
  checkPreconditions(scale, request);
  await send(session, { ...address, verb: 'update', body: { ...scale, spec: { ...scale['spec'], replicas: request.replicas } }, dryRun });
}

function checkPreconditions(scale: KubeObject, { currentReplicas, resourceVersion }: ScaleRequest): void {
  const replicas = (scale['spec']?.replicas as number | undefined) ?? 0;
  if (currentReplicas >= 0 && replicas !== currentReplicas)
    throw new UserError(`Expected replicas to be ${currentReplicas}, was ${replicas}`);
  const version = scale.metadata.resourceVersion ?? '';
  if (resourceVersion !== '' && version !== resourceVersion)
    throw new UserError(`Expected resource version to be ${resourceVersion}, was ${version}`);
}

/** Waits until there are as many replicas as asked for. Throws when `deadline` (cluster time) passes first. */
export async function waitForReplicas(session: Session, info: ResourceInfo, replicas: number, deadline: number): Promise<void> {
  const address = { ...addressOf(info.resource), namespace: info.namespace };
  const reached = async (): Promise<boolean> => {
    const { body } = await send(session, { ...address, verb: 'get', name: info.name, subresource: 'scale' });
    return ((body['status']?.replicas as number | undefined) ?? 0) === replicas;
  };
  if (await reached()) return;
  for await (const { type } of session.client.watch({ ...address, fieldSelector: `metadata.name=${info.name}` }, { deadline })) {
    if (type === 'DELETED') throw new UserError(`${info.resource.name} ${JSON.stringify(info.name)} was deleted`);
    if (await reached()) return;
  }
  throw new UserError(`timed out waiting for ${JSON.stringify(info.name)} to be synced`);
}
