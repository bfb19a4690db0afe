import { compareText } from '../../api/text-order.ts';
import { UserError } from '../../api/user-error.ts';
import type { Kustomization } from './kustomization.ts';
import { gvkText, sameGvk, type Gvk, type Resource } from './resource.ts';

/** What others need comes first. */
const FIRST = [
  'Namespace',
  'ResourceQuota',
  'StorageClass',
  'CustomResourceDefinition',
  'ServiceAccount',
  'PodSecurityPolicy',
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
  'ConfigMap',
  'Secret',
  'Endpoints',
  'Service',
  'LimitRange',
  'PriorityClass',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'Deployment',
  'StatefulSet',
  'CronJob',
  'PodDisruptionBudget',
];
const LAST = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];

/** The order of the output: by kind, unless `sortOptions` says that it is the order of the input. */
export function sortResources(resources: readonly Resource[], options: Kustomization['sortOptions']): Resource[] {
  const { order = options ? '' : 'legacy', legacySortOptions } = options ?? {};
  if (order !== 'fifo' && order !== 'legacy') throw new UserError("the field 'sortOptions.order' must be one of [fifo, legacy]");
  if (order === 'fifo') {
    if (legacySortOptions)
      throw new UserError("the field 'sortOptions.legacySortOptions' is set but the selected sort order is 'fifo', not 'legacy'");
    return [...resources];
  }
  const { orderFirst = [], orderLast = [] } = legacySortOptions ?? { orderFirst: FIRST, orderLast: LAST };
  const rank = (kind: string): number => {
    const last = orderLast.indexOf(kind);
    if (last >= 0) return last + 1;
    const first = orderFirst.indexOf(kind);
    return first < 0 ? 0 : first - orderFirst.length;
  };
  return [...resources].sort((a, b) => {
    const [left, right] = [a.gvk, b.gvk];
    if (!sameGvk(left, right)) return rank(left.kind) - rank(right.kind) || compareText(gvkKey(left), gvkKey(right));
    return compareText(idKey(a), idKey(b));
  });
}

function gvkKey({ group, version, kind }: Gvk): string {
  return `${group || '~G'}_${version || '~V'}_${kind || '~K'}`;
}

function idKey({ gvk, namespace, name }: Resource): string {
  return `${gvkText(gvk)}|${namespace || '~X'}|${name || '~N'}`;
}
