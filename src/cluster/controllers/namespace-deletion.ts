import { deepEqual } from '../../api/json.ts';
import type { KubeObject } from '../../api/object.ts';
import { hasReason } from '../../api/status.ts';
import type { Namespace } from '../../api/types.ts';
import { storageName } from '../apiserver/registry.ts';
import type { KindCatalogue } from '../kinds/catalogue.ts';
import type { KindDefinition } from '../kinds/define.ts';
import type { Actor, ActorContext } from '../sim/actor.ts';
import { inPlace, type Condition } from './conditions.ts';

const FINALIZER = 'kubernetes';
const contents = new WeakMap<readonly KindDefinition[], readonly string[]>();

/** What can be in a namespace: pods go before everything that they may still need. */
function contentResources(kinds: KindCatalogue): readonly string[] {
  const all = kinds.all();
  const known = contents.get(all) ?? [...new Set(['pods', ...all.filter(deletable).map(storageName)])];
  contents.set(all, known);
  return known;
}

function deletable({ namespaced, verbs }: KindDefinition): boolean {
  return namespaced && (verbs === undefined || verbs.includes('delete'));
}

/** Empties namespaces that are being deleted and lets them go when nothing is left. */
export const namespaceController: Actor = {
  name: 'namespace',
  watches: {
    namespaces: ({ type, object }) => (type !== 'DELETED' && object.metadata.deletionTimestamp ? [object.metadata.name ?? ''] : []),
    // What goes may be the last of it.
    '*': ({ type, object }, { api }) => {
      const { namespace } = object.metadata;
      return type === 'DELETED' && namespace && api.get('namespaces', '', namespace)?.metadata.deletionTimestamp ? [namespace] : [];
    },
  },
  reconcile(name, context) {
    const { api } = context;
    const namespace = api.get('namespaces', '', name);
    const finalizers = namespace?.spec?.finalizers ?? [];
    if (!namespace?.metadata.deletionTimestamp || !finalizers.includes(FINALIZER)) return;
    const left = deleteContent(name, context);
    const conditions = remainingConditions(namespace, left, context.timestamp());
    const told = deepEqual(conditions, namespace.status?.conditions)
      ? namespace
      : api.updateStatus('namespaces', { ...namespace, status: { ...namespace.status, conditions } } as unknown as Namespace);
    if (left.length > 0) return;
    const rest = finalizers.filter((finalizer) => finalizer !== FINALIZER);
    api.createSubresource('namespaces', '', name, 'finalize', { ...told, spec: { ...told.spec, finalizers: rest } });
  },
};

interface Left {
  resource: string;
  objects: readonly KubeObject[];
}

/** Deletes what there is and says what is still there: as long as there are pods, nothing else is touched. */
function deleteContent(namespace: string, { api, kinds }: ActorContext): Left[] {
  const left: Left[] = [];
  for (const resource of contentResources(kinds)) {
    for (const { metadata } of api.list(resource, namespace) as readonly KubeObject[]) {
      if (metadata.deletionTimestamp !== undefined) continue;
      try {
        api.delete(resource, namespace, metadata.name ?? '', { propagationPolicy: 'Background' });
      } catch (error) {
        if (!hasReason(error, 'NotFound')) throw error;
      }
    }
    const objects = api.list(resource, namespace) as readonly KubeObject[];
    if (objects.length > 0) left.push({ resource, objects });
    if (resource === 'pods' && objects.length > 0) return left;
  }
  return left;
}

function remainingConditions({ status }: Namespace, left: readonly Left[], now: string): Condition[] {
  const counts = left.map(
    ({ resource, objects }) => `${resource.includes('.') ? resource : `${resource}.`} has ${objects.length} resource instances`,
  );
  const held = new Map<string, number>();
  for (const { metadata } of left.flatMap(({ objects }) => objects)) {
    for (const finalizer of metadata.finalizers ?? []) held.set(finalizer, (held.get(finalizer) ?? 0) + 1);
  }
  const finalizers = [...held].map(([finalizer, number]) => `${finalizer} in ${number} resource instances`).sort();
  const conditions: [type: string, status: string, reason: string, message: string][] = [
    ['NamespaceDeletionDiscoveryFailure', 'False', 'ResourcesDiscovered', 'All resources successfully discovered'],
    ['NamespaceDeletionGroupVersionParsingFailure', 'False', 'ParsedGroupVersions', 'All legacy kube types successfully parsed'],
    ['NamespaceDeletionContentFailure', 'False', 'ContentDeleted', 'All content successfully deleted, may be waiting on finalization'],
    counts.length > 0
      ? ['NamespaceContentRemaining', 'True', 'SomeResourcesRemain', `Some resources are remaining: ${counts.sort().join(', ')}`]
      : ['NamespaceContentRemaining', 'False', 'ContentRemoved', 'All content successfully removed'],
    finalizers.length > 0
      ? [
          'NamespaceFinalizersRemaining',
          'True',
          'SomeFinalizersRemain',
          `Some content in the namespace has finalizers remaining: ${finalizers.join(', ')}`,
        ]
      : ['NamespaceFinalizersRemaining', 'False', 'ContentHasNoFinalizers', 'All content-preserving finalizers finished'],
  ];
  let all = (status?.conditions ?? []) as unknown as Condition[];
  for (const [type, conditionStatus, reason, message] of conditions) {
    all = inPlace(all, { type, status: conditionStatus, reason, message, lastTransitionTime: now });
  }
  return all;
}
