import { deepClone, deepEqual, type JsonObject } from '../../api/json.ts';
import { formatLabelSelector, type LabelSelector } from '../../api/labels.ts';
import { controllerOf, type KubeObject } from '../../api/object.ts';
import { applyStrategicMergePatch } from '../../api/patch/strategic-merge.ts';
import { definitionForKind } from '../../api/schema/index.ts';
import { CHANGE_CAUSE } from '../change-cause.ts';
import type { ResourceInfo } from '../resources/builder.ts';
import type { Session } from '../session.ts';
import { groupKindOf, notImplemented } from './group-kind.ts';

const REVISION = 'deployment.kubernetes.io/revision';
const TEMPLATE_HASH = 'pod-template-hash';

/** One revision that a workload could be rolled back to. */
export interface Revision {
  number: number;
  /** '' when nobody said why. */
  cause: string;
  /** What pods of this revision are made from. */
  template: KubeObject;
  /** What `-o` prints of it: a Deployment's ReplicaSet, or the workload itself as it was. */
  object: KubeObject;
  /** The object that records the revision: a ReplicaSet or ControllerRevision. */
  record: KubeObject;
}

/** The revisions of a workload, oldest first. Throws for kinds that keep none. */
export async function revisionsOf(session: Session, info: ResourceInfo, what: 'history viewer' | 'rollbacker'): Promise<Revision[]> {
  const groupKind = groupKindOf(info.resource);
  const revisions =
    groupKind === 'Deployment.apps'
      ? await replicaSetRevisions(session, info)
      : groupKind === 'DaemonSet.apps' || groupKind === 'StatefulSet.apps'
        ? await recordedRevisions(session, info)
        : undefined;
  if (!revisions) throw notImplemented(info.resource, what, what === 'rollbacker' ? 'rollbacker' : 'history');
  return revisions.sort((a, b) => a.number - b.number);
}

async function replicaSetRevisions(session: Session, info: ResourceInfo): Promise<Revision[]> {
  const replicaSets = await ownedObjects(session, info, 'replicasets', 'ReplicaSet');
  return replicaSets.flatMap((record) => {
    const number = Number(record.metadata.annotations?.[REVISION] ?? 0);
    if (number === 0) return [];
    const cause = record.metadata.annotations?.[CHANGE_CAUSE] ?? '';
    return [{ number, cause, template: withCause(record['spec'].template as KubeObject, cause), object: record, record }];
  });
}

/** The template as it is shown: with the reason of the change among its annotations. */
function withCause(template: KubeObject, cause: string): KubeObject {
  if (cause === '') return template;
  return { ...template, metadata: { ...template.metadata, annotations: { ...template.metadata.annotations, [CHANGE_CAUSE]: cause } } };
}

async function recordedRevisions(session: Session, info: ResourceInfo): Promise<Revision[]> {
  const records = await ownedObjects(session, info, 'controllerrevisions', 'ControllerRevision');
  const { group, version, kind } = info.resource;
  const schema = definitionForKind(group, version, kind);
  return records.map((record) => {
    const object = applyStrategicMergePatch(info.object as JsonObject, record['data'] as JsonObject, schema) as KubeObject;
    const cause = record.metadata.annotations?.[CHANGE_CAUSE] ?? '';
    return { number: record['revision'] as number, cause, template: object['spec'].template as KubeObject, object, record };
  });
}

async function ownedObjects(session: Session, info: ResourceInfo, resource: string, kind: string): Promise<KubeObject[]> {
  const object = info.object as KubeObject;
  const response = await session.client.request({
    group: 'apps',
    version: 'v1',
    resource,
    verb: 'list',
    namespace: info.namespace,
    labelSelector: formatLabelSelector(object['spec'].selector as LabelSelector),
  });
  const items = (response.body['items'] ?? []) as KubeObject[];
  return items.filter((item) => controllerOf(item)?.uid === object.metadata.uid).map((item) => ({ ...item, apiVersion: 'apps/v1', kind }));
}

/** Are these templates the same but for the hash that the Deployment controller adds? */
export function sameTemplate(a: KubeObject, b: KubeObject): boolean {
  return deepEqual(withoutHash(a), withoutHash(b));
}

/** A copy of a ReplicaSet's template as its Deployment has it. */
export function withoutHash(template: KubeObject): KubeObject {
  const copy = deepClone(template);
  if (copy.metadata.labels) delete copy.metadata.labels[TEMPLATE_HASH];
  return copy;
}
