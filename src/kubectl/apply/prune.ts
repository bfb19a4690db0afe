import type { ApiResource } from '../../api/client.ts';
import { parseGroupVersion, type KubeObject } from '../../api/object.ts';
import { lastApplied } from '../../api/patch/last-applied.ts';
import { UserError } from '../../api/user-error.ts';
import { deleteInfos } from '../delete/delete-infos.ts';
import type { DeleteOptions } from '../delete/options.ts';
import { fetchList, type ResourceInfo } from '../resources/builder.ts';
import type { Session } from '../session.ts';

/** What `--prune` looks at without an allow list, as `group/version/Kind`. */
const namespacedKinds = [
  'core/v1/ConfigMap',
  'core/v1/Endpoints',
  'core/v1/PersistentVolumeClaim',
  'core/v1/Pod',
  'core/v1/ReplicationController',
  'core/v1/Secret',
  'core/v1/Service',
  'batch/v1/Job',
  'batch/v1/CronJob',
  'networking.k8s.io/v1/Ingress',
  'apps/v1/DaemonSet',
  'apps/v1/Deployment',
  'apps/v1/ReplicaSet',
  'apps/v1/StatefulSet',
];
const clusterKinds = ['core/v1/Namespace', 'core/v1/PersistentVolume'];

export interface PruneOptions {
  allowlist: readonly string[];
  selector: string;
  /** The objects that were applied, as the server has them. */
  applied: readonly ResourceInfo[];
  deletion: DeleteOptions;
}

/** Deletes what was applied once and is no longer among the applied objects; `tell` hears of each. */
export async function prune(session: Session, options: PruneOptions, tell: (object: KubeObject) => Promise<void>): Promise<void> {
  for await (const info of prunable(session, pruneKinds(session, options.allowlist), options)) {
    if (options.deletion.dryRun !== 'client') await deleteInfos(session, [info], { ...options.deletion, quiet: true, wait: false });
    await tell(info.object as KubeObject);
  }
}

/** What `prune` would delete, list by list. */
export async function* prunable(
  session: Session,
  resources: readonly ApiResource[],
  { applied, selector }: Pick<PruneOptions, 'applied' | 'selector'>,
): AsyncGenerator<ResourceInfo> {
  const kept = new Set(applied.map(({ object }) => object?.metadata.uid));
  const namespaces = [...new Set(applied.map(({ namespace }) => namespace).filter((namespace) => namespace !== ''))].sort();
  const lists = [
    ...namespaces.flatMap((namespace) => resources.filter(({ namespaced }) => namespaced).map((resource) => ({ resource, namespace }))),
    ...resources.filter(({ namespaced }) => !namespaced).map((resource) => ({ resource })),
  ];
  for (const list of lists) {
    for (const info of await fetchList(session.client, { ...list, labelSelector: selector })) {
      const object = info.object as KubeObject;
      if (lastApplied(object) !== undefined && !kept.has(object.metadata.uid)) yield info;
    }
  }
}

/** The types that pruning looks at. UserError for entries of the allow list that make no sense. */
export function pruneKinds(session: Session, allowlist: readonly string[]): ApiResource[] {
  if (allowlist.length > 0) return allowlist.map((text) => kindOf(session, text));
  if (session.enforceNamespace) {
    session.warn(
      'Deprecated: kubectl apply will no longer prune non-namespaced resources by default when used with the --namespace flag in a future release. To preserve the current behaviour, list the resources you want to target explicitly in the --prune-allowlist flag.',
    );
  }
  return [...namespacedKinds, ...clusterKinds].map((text) => kindOf(session, text));
}

function kindOf(session: Session, text: string): ApiResource {
  const [group = '', version = '', kind = '', ...rest] = text.split('/');
  if (kind === '' || rest.length > 0) throw new UserError(`invalid GroupVersionKind format: ${text}, please follow <group/version/kind>`);
  const address = parseGroupVersion(group === 'core' ? version : `${group}/${version}`);
  const resource = session.mapper.forKind(address.group, address.version, kind);
  if (!resource) throw new UserError(`no matches for kind "${kind}" in version "${group === 'core' ? version : `${group}/${version}`}"`);
  return resource;
}
