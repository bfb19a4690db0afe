import * as fields from '../../../api/field-error.ts';
import type { KubeObject } from '../../../api/object.ts';
import { humanDuration } from '../../../api/time.ts';
import { hasReason, invalid, notFound, pathNotFound, type StatusError } from '../../../api/status.ts';
import type { KindDefinition, ScaleBinding } from '../../kinds/define.ts';

/** A Scale is decoded, patched and applied by a type of its own. */
export const scaleKind: KindDefinition = {
  group: 'autoscaling',
  version: 'v1',
  kind: 'Scale',
  plural: 'scales',
  singular: 'scale',
  namespaced: true,
  definition: 'autoscaling.v1.Scale',
  nameRule: 'dns-subdomain',
  columns: [],
};

/** The autoscaling/v1 Scale of an object. NotFound for kinds that do not scale. */
export function scaleOf(kind: KindDefinition, object: KubeObject): KubeObject {
  const binding = scaleBinding(kind);
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const selector = binding.selector(object);
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp } as KubeObject['metadata'],
    spec: binding.replicas(object) === 0 ? {} : { replicas: binding.replicas(object) },
    status: { replicas: binding.statusReplicas(object), ...(selector === '' ? {} : { selector }) },
  };
}

/** A Scale as the server prints it. */
export function scaleTable(scale: KubeObject, now: number): KubeObject {
  const { name = '', creationTimestamp } = scale.metadata;
  const age = creationTimestamp ? humanDuration(now - Date.parse(creationTimestamp)) : '<unknown>';
  const column = (title: string, type: string, format = ''): object => ({ name: title, type, format, description: '', priority: 0 });
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: {},
    columnDefinitions: [
      column('Name', 'string', 'name'),
      column('Desired', 'integer'),
      column('Available', 'integer'),
      column('Age', 'string'),
    ],
    rows: [{ cells: [name, scale['spec'].replicas ?? 0, scale['status'].replicas, age], object: scale }],
  };
}

/** The object with the replicas of a Scale; a private copy. Invalid when they are negative. */
export function withScale(kind: KindDefinition, copy: KubeObject, scale: KubeObject): KubeObject {
  const replicas = (scale['spec'] as { replicas?: number } | undefined)?.replicas ?? 0;
  if (replicas < 0) {
    const error = fields.invalid('spec.replicas', replicas, 'must be greater than or equal to 0');
    throw invalid({ group: 'autoscaling', kind: 'Scale' }, copy.metadata.name ?? '', [error]);
  }
  scaleBinding(kind).setReplicas(copy, replicas);
  if (scale.metadata?.resourceVersion) copy.metadata.resourceVersion = scale.metadata.resourceVersion;
  else delete copy.metadata.resourceVersion;
  return copy;
}

/** The refusal when there is no such object, or when its kind does not scale. */
export function noScale({ scale, group, plural }: KindDefinition, name: string): StatusError {
  return scale ? notFound(scale.missing ?? { group, resource: plural }, name) : pathNotFound();
}

/** What is read of the object, or the refusal of its scale when there is none. */
export function orNoScale<T>(kind: KindDefinition, name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw hasReason(error, 'NotFound') ? noScale(kind, name) : error;
  }
}

function scaleBinding(kind: KindDefinition): ScaleBinding {
  if (!kind.scale) throw pathNotFound();
  return kind.scale;
}
