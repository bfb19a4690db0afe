import { deepEqual } from '../../api/json.ts';
import { controllerOf, type KubeObject } from '../../api/object.ts';
import type { Selector } from '../../api/labels.ts';
import { hasReason } from '../../api/status.ts';
import type { ControllerRevision, PodTemplateSpec } from '../../api/types.ts';
import type { ClusterApi, NewObject } from '../apiserver/cluster-api.ts';
import { claim, controllerReference } from './ownership.ts';

/** The owner's revisions, oldest first. */
export function revisionsOf(owner: KubeObject, selector: Selector, api: ClusterApi): ControllerRevision[] {
  return claim(api, 'controllerrevisions.apps', owner, selector).sort(byRevision);
}

export function byRevision(a: ControllerRevision, b: ControllerRevision): number {
  return a.revision - b.revision || ((a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1);
}

/** What a revision keeps of its owner: a patch that puts the pod template back. */
export function templatePatch(template: PodTemplateSpec): unknown {
  return { spec: { template: { ...template, $patch: 'replace' } } };
}

/** The pod template that a revision keeps. */
export function templateOf({ data }: ControllerRevision): PodTemplateSpec | undefined {
  const template = (data as { spec?: { template?: PodTemplateSpec & { $patch?: string } } } | undefined)?.spec?.template;
  if (!template) return undefined;
  const { $patch: _, ...kept } = template;
  return kept;
}

export function keeps(revision: ControllerRevision, patch: unknown): boolean {
  return deepEqual(revision.data, patch);
}

export function newRevision(
  owner: KubeObject,
  revision: number,
  hash: string,
  hashLabel: string,
  labels: Readonly<Record<string, string>> | undefined,
  data: unknown,
): NewObject<ControllerRevision> {
  const { name = '', namespace = '', annotations } = owner.metadata;
  return {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name: `${name.slice(0, 223)}-${hash}`,
      namespace,
      labels: { ...labels, [hashLabel]: hash },
      ...(annotations ? { annotations: { ...annotations } } : {}),
      ownerReferences: [controllerReference(owner)],
    },
    data,
    revision,
  } as NewObject<ControllerRevision>;
}

/** Creates a revision; undefined when its name belongs to another content (the next attempt takes another hash). */
export function storeRevision(api: ClusterApi, revision: NewObject<ControllerRevision>): ControllerRevision | undefined {
  try {
    return api.create('controllerrevisions.apps', revision);
  } catch (error) {
    if (!hasReason(error, 'AlreadyExists')) throw error;
    const present = api.get('controllerrevisions.apps', revision.metadata.namespace ?? '', revision.metadata.name ?? '');
    const ours = present && controllerOf(present)?.uid === revision.metadata.ownerReferences?.[0]?.uid;
    return ours && keeps(present, revision.data) ? present : undefined;
  }
}

/** Deletes the oldest of the revisions that nothing uses, beyond the limit. */
export function truncateHistory(
  api: ClusterApi,
  revisions: readonly ControllerRevision[],
  limit: number,
  inUse: (revision: ControllerRevision) => boolean,
): void {
  const unused = revisions.filter((revision) => !inUse(revision));
  for (const { metadata } of unused.slice(0, Math.max(0, unused.length - limit))) {
    try {
      api.delete('controllerrevisions.apps', metadata.namespace ?? '', metadata.name ?? '');
    } catch (error) {
      if (!hasReason(error, 'NotFound')) throw error;
    }
  }
}
