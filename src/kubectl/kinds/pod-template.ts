import { isObject, type JsonObject } from '../../api/json.ts';
import { parseGroupVersion, type KubeObject } from '../../api/object.ts';
import { UserError } from '../../api/user-error.ts';
import { groupKindOf } from '../rollout/group-kind.ts';

/** Where each kind keeps the template of its pods. A Pod is its own. */
const templatePaths: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  ReplicationController: ['spec', 'template'],
  'DaemonSet.apps': ['spec', 'template'],
  'Deployment.apps': ['spec', 'template'],
  'ReplicaSet.apps': ['spec', 'template'],
  'StatefulSet.apps': ['spec', 'template'],
  'Job.batch': ['spec', 'template'],
  'CronJob.batch': ['spec', 'jobTemplate', 'spec', 'template'],
};

/** `groupKind` is `Deployment.apps`; undefined for kinds without pods. */
export function podTemplatePath(groupKind: string): readonly string[] | undefined {
  return Object.hasOwn(templatePaths, groupKind) ? templatePaths[groupKind] : undefined;
}

/** The metadata and spec that an object's pods are made from; undefined for kinds without pods. */
export function podTemplateOf(object: KubeObject): JsonObject | undefined {
  const path = podTemplatePath(groupKindOfObject(object));
  return path?.reduce<JsonObject>((at, key) => (isObject(at[key]) ? at[key] : {}), object as JsonObject);
}

/** A copy with another pod spec. Throws kubectl's refusal for kinds without pods. */
export function withPodSpec(object: KubeObject, change: (spec: JsonObject) => JsonObject): KubeObject {
  const path = podTemplatePath(groupKindOfObject(object));
  if (path === undefined) throw new UserError(`the object is not a pod or does not have a pod template: ${goType(object)}`);
  return changedAt(object as JsonObject, [...path, 'spec'], change) as KubeObject;
}

function changedAt(object: JsonObject, [key = '', ...rest]: readonly string[], change: (spec: JsonObject) => JsonObject): JsonObject {
  const value = isObject(object[key]) ? object[key] : {};
  return { ...object, [key]: rest.length === 0 ? change(value) : changedAt(value, rest, change) };
}

function groupKindOfObject({ apiVersion = '', kind = '' }: KubeObject): string {
  return groupKindOf({ group: parseGroupVersion(apiVersion).group, kind });
}

/** `*v1.Service` */
function goType({ apiVersion = '', kind = '' }: KubeObject): string {
  return `*${parseGroupVersion(apiVersion).version}.${kind}`;
}
