import { deepEqual } from '../../../api/json.ts';
import type { KubeObject } from '../../../api/object.ts';
import { difference, hasPath, isEmpty, setOf, union } from '../../../api/field-set/field-set.ts';
import { fieldElement } from '../../../api/field-set/path-element.ts';
import type { KindDefinition } from '../../kinds/define.ts';
import { identityOf, listed, newEntry, stored, type FieldManager, type Managed, type ManagedFieldsEntry } from './entries.ts';
import { apiVersionOf } from './versions.ts';

// A Scale is a view of another object: its one field is owned in the entries of that object.

const REPLICAS_IN_SCALE = setOf([fieldElement('spec'), fieldElement('replicas')]);

function replicasPath(kind: KindDefinition): string[] {
  return (kind.scale?.replicasPath ?? ['spec', 'replicas']).map(fieldElement);
}

/** The managers of the replicas, as entries of the Scale. */
export function managersOfScale(kind: KindDefinition, object: KubeObject): ManagedFieldsEntry[] {
  const path = replicasPath(kind);
  return listed(stored(object.metadata.managedFields))
    .filter(({ fieldsV1 }) => hasPath(fieldsV1, path))
    .map((entry) => ({ ...entry, apiVersion: 'autoscaling/v1', fieldsV1: REPLICAS_IN_SCALE }));
}

/** The entries of the object after somebody has written other replicas through its Scale: they are his now. Such entries have no time. */
export function scaledBy(kind: KindDefinition, object: KubeObject, manager: FieldManager): ManagedFieldsEntry[] {
  const replicas = setOf(replicasPath(kind));
  const managed = without(stored(object.metadata.managedFields), () => replicas);
  const entry = newEntry(manager, 'Update', apiVersionOf(kind), replicas, undefined);
  managed.set(identityOf(entry), entry);
  return listed(managed);
}

/** The entries of the object after an apply to its Scale, of which `entries` are the managers now. */
export function appliedScale(kind: KindDefinition, object: KubeObject, entries: readonly ManagedFieldsEntry[]): ManagedFieldsEntry[] {
  const path = replicasPath(kind);
  const replicas = setOf(path);
  const left = entries.filter(({ fieldsV1 }) => !isEmpty(fieldsV1)).map((entry) => asParent(entry, kind));
  const owners = new Set(left.map(identityOf));
  const managed = without(stored(object.metadata.managedFields), (id) => (owners.has(id) ? undefined : replicas));
  for (const entry of left) {
    const before = managed.get(identityOf(entry));
    const fields = union(before?.fieldsV1 ?? {}, replicas);
    if (!before || !deepEqual(before.fieldsV1, fields)) managed.set(identityOf(entry), { ...entry, ...before, fieldsV1: fields });
  }
  return listed(managed);
}

function asParent({ time: _, ...entry }: ManagedFieldsEntry, kind: KindDefinition): ManagedFieldsEntry {
  return { ...entry, apiVersion: apiVersionOf(kind) };
}

function without(managed: Managed, lost: (id: string) => ManagedFieldsEntry['fieldsV1'] | undefined): Managed {
  for (const [id, entry] of managed) {
    const taken = lost(id);
    const fieldsV1 = taken ? difference(entry.fieldsV1, taken) : entry.fieldsV1;
    if (isEmpty(fieldsV1)) managed.delete(id);
    else if (taken && !deepEqual(fieldsV1, entry.fieldsV1)) managed.set(id, { ...entry, fieldsV1 });
  }
  return managed;
}
