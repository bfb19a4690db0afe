import type { ApiResource } from '../../api/client.ts';
import { UserError } from '../../api/user-error.ts';

/** `Deployment.apps`, `Pod`. */
export function groupKindOf({ group, kind }: Pick<ApiResource, 'group' | 'kind'>): string {
  return group === '' ? kind : `${kind}.${group}`;
}

/** Kinds that kubectl's rollout code knows of, whether or not they can be rolled out. */
const KNOWN = [
  'DaemonSet.apps',
  'Deployment.apps',
  'Job.batch',
  'Pod',
  'ReplicaSet.apps',
  'ReplicationController',
  'StatefulSet.apps',
  'CronJob.batch',
];

/** The refusal for a kind without this capability; `what` is `rollbacker` or `history viewer`, `retrieving` how its look-up is called. */
export function notImplemented(resource: Pick<ApiResource, 'group' | 'kind'>, what: string, retrieving: string): UserError {
  const groupKind = groupKindOf(resource);
  if (KNOWN.includes(groupKind)) return new UserError(`no ${what} has been implemented for "${groupKind}"`);
  return new UserError(
    `error retrieving ${retrieving} for "${groupKind}", no visitor method exists for {${resource.group} ${resource.kind}}`,
  );
}
