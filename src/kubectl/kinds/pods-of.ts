import { formatSelector, selectorFromLabelSelector, selectorFromMap, type LabelSelector } from '../../api/labels.ts';
import { parseGroupVersion, type KubeObject } from '../../api/object.ts';
import { UserError } from '../../api/user-error.ts';

type SelectorOf = (object: KubeObject) => string;

const workload: SelectorOf = (object) => formatSelector(selectorFromLabelSelector(object['spec']?.selector as LabelSelector));
const byMap: SelectorOf = (object) => formatSelector(selectorFromMap((object['spec']?.selector ?? {}) as Record<string, string>));

const service: SelectorOf = (object) => {
  if (Object.keys((object['spec']?.selector ?? {}) as object).length > 0) return byMap(object);
  throw new UserError(`invalid service '${object.metadata.name ?? ''}': Service is defined without a selector`);
};

/** How the pods of a kind are found, by group and kind. */
const selectors: Readonly<Record<string, SelectorOf>> = {
  '/ReplicationController': byMap,
  '/Service': service,
  'apps/DaemonSet': workload,
  'apps/Deployment': workload,
  'apps/ReplicaSet': workload,
  'apps/StatefulSet': workload,
  'batch/Job': workload,
};

/** The label selector of the pods that belong to an object. Throws UserError for kinds without pods. */
export function podSelectorOf(object: KubeObject): string {
  const { apiVersion = '', kind = '' } = object;
  const { group, version } = parseGroupVersion(apiVersion);
  const selector = selectors[`${group}/${kind}`];
  if (!selector) throw new UserError(`selector for *${version}.${kind} not implemented`);
  return selector(object);
}
