import { deepEqual } from '../../api/json.ts';
import { addQuantities, formatQuantity, zeroQuantity } from '../../api/quantity.ts';
import type { KubeObject } from '../../api/object.ts';
import type { ResourceQuota } from '../../api/types.ts';
import type { ClusterApi } from '../apiserver/cluster-api.ts';
import type { KindCatalogue } from '../kinds/catalogue.ts';
import { isInScopes, measuredResource, measureOf, scopesOf, type Usage } from '../quota/measure.ts';
import type { Actor } from '../sim/actor.ts';
import { itselfUnlessStatus, keyOf, splitKey } from './keys.ts';

/** Counts anew what the objects of a namespace use, in the status of its ResourceQuotas: admission only ever adds. */
export const resourceQuotaController: Actor = {
  name: 'resourcequota',
  watches: {
    resourcequotas: itselfUnlessStatus,
    '*': ({ type, resource, object }, { api }) => {
      const { namespace } = object.metadata;
      if (!namespace || resource === 'events' || (type === 'MODIFIED' && !MEASURED.includes(resource))) return [];
      return api.list('resourcequotas', namespace).map(keyOf);
    },
  },
  reconcile(key, { api, kinds, now }) {
    const { namespace, name } = splitKey(key);
    const quota = api.get('resourcequotas', namespace, name);
    if (!quota) return;
    const hard = quota.spec?.hard ?? {};
    const status = { hard: { ...hard }, used: usedBy(quota, api, kinds, now()) };
    if (!deepEqual(status, quota.status)) api.updateStatus('resourcequotas', { ...quota, status } as ResourceQuota);
  },
};

/** Objects whose changes, and not only whose comings and goings, count. */
const MEASURED = ['pods', 'services', 'persistentvolumeclaims', 'resourceclaims.resource.k8s.io'];

/** What the namespace of a quota uses of everything that the quota constrains; what nobody can measure is left out. */
export function usedBy(quota: ResourceQuota, api: ClusterApi, kinds: KindCatalogue, now: number): Record<string, string> {
  const { namespace = '' } = quota.metadata;
  const scopes = scopesOf(quota);
  const constrained = Object.keys(quota.spec?.hard ?? {});
  const resources = new Set(constrained.map(measuredResource).filter((resource) => kinds.stored(resource)?.namespaced));
  const totals: Usage = new Map();
  for (const resource of resources) {
    const measure = measureOf(resource);
    for (const name of constrained.filter((each) => measure.measures(each))) totals.set(name, zeroQuantity);
    for (const object of api.list(resource, namespace) as readonly KubeObject[]) {
      if (!isInScopes(measure, scopes, object)) continue;
      for (const [name, quantity] of measure.usage(object, now)) {
        const total = totals.get(name);
        if (total) totals.set(name, addQuantities(total, quantity));
      }
    }
  }
  return Object.fromEntries(constrained.flatMap((name) => (totals.has(name) ? [[name, formatQuantity(totals.get(name)!)]] : [])));
}
