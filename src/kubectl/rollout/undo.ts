import type { KubeObject } from '../../api/object.ts';
import { UserError } from '../../api/user-error.ts';
import { templateText } from '../describe/pod-template.ts';
import type { DryRun } from '../dry-run.ts';
import { addressOf, type ResourceInfo } from '../resources/builder.ts';
import { send, type Session } from '../session.ts';
import { groupKindOf } from './group-kind.ts';
import { revisionsOf, sameTemplate, withoutHash, type Revision } from './history.ts';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** Annotations that stay the Deployment's own when it goes back to a revision; all others come from the revision. */
const KEPT_ANNOTATIONS = [
  LAST_APPLIED,
  'deployment.kubernetes.io/revision',
  'deployment.kubernetes.io/revision-history',
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  'deprecated.deployment.rollback.to',
];

/** Takes a workload back to a revision (0: the one before the last) and says what was done: `rolled back`, … Throws kubectl's refusals. */
export async function rollBack(session: Session, info: ResourceInfo, toRevision: number, dryRun: DryRun): Promise<string> {
  if (info.object?.metadata.annotations?.[LAST_APPLIED] !== undefined) {
    session.warn(
      `resource ${info.resource.name}/${info.name} was previously managed with 'kubectl apply'. Rolling back will not update the ${LAST_APPLIED} annotation, which may cause unexpected behavior on future 'kubectl apply' operations. Consider using 'kubectl apply' with your previous configuration file instead.`,
    );
  }
  const revisions = await revisionsOf(session, info, 'rollbacker');
  const isDeployment = groupKindOf(info.resource) === 'Deployment.apps';
  const target = chooseRevision(info, revisions, toRevision, isDeployment);
  if (dryRun === 'client') {
    return isDeployment ? templateText(target.record['spec'].template as KubeObject) : `will roll back to ${templateText(target.template)}`;
  }
  if (isDeployment && info.object?.['spec']?.paused === true) {
    throw new UserError("you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again");
  }
  const current = info.object?.['spec']?.template as KubeObject;
  if (sameTemplate(isDeployment ? (target.record['spec'].template as KubeObject) : target.template, current)) {
    return `skipped rollback (current template already matches revision ${target.number})`;
  }
  await send(session, {
    ...addressOf(info.resource),
    verb: 'patch',
    namespace: info.namespace,
    name: info.name,
    ...(isDeployment ? deploymentPatch(info.object as KubeObject, target) : { patchType: 'strategic', body: target.record['data'] }),
    dryRun: dryRun === 'server',
  });
  return 'rolled back';
}

function chooseRevision(info: ResourceInfo, revisions: readonly Revision[], toRevision: number, isDeployment: boolean): Revision {
  const found = toRevision === 0 ? revisions[revisions.length - 2] : revisions.find(({ number }) => number === toRevision);
  if (found) return found;
  if (toRevision !== 0) throw new UserError(`unable to find specified revision ${toRevision} in history`);
  throw new UserError(
    isDeployment ? `no rollout history found for deployment ${JSON.stringify(info.name)}` : 'no last revision to roll back to',
  );
}

function deploymentPatch(object: KubeObject, { record }: Revision): { patchType: 'json'; body: unknown } {
  const own = Object.entries(object.metadata.annotations ?? {}).filter(([key]) => KEPT_ANNOTATIONS.includes(key));
  const restored = Object.entries(record.metadata.annotations ?? {}).filter(([key]) => !KEPT_ANNOTATIONS.includes(key));
  return {
    patchType: 'json',
    body: [
      { op: 'replace', path: '/spec/template', value: withoutHash(record['spec'].template as KubeObject) },
      { op: 'replace', path: '/metadata/annotations', value: Object.fromEntries([...own, ...restored]) },
    ],
  };
}
