import type { KubeObject } from '../../../api/object.ts';
import type { KindDefinition } from '../../kinds/define.ts';
import type { FieldSet } from '../../../api/field-set/field-set.ts';
import { listed, newEntry, type FieldManager, type Managed, type ManagedFieldsEntry } from './entries.ts';
import { noteUpdate } from './update.ts';
import { apiVersionOf, emptyObject, ignoredFields, inVersion, VersionedComparison } from './versions.ts';

/** A state of an object, and who has made it what it is; undefined: the server itself, which manages nothing. */
export type Step = readonly [manager: FieldManager | undefined, object: KubeObject];

/** The entry of one who has applied these fields. */
export function appliedEntry(kind: KindDefinition, manager: FieldManager, fields: FieldSet, time: string): ManagedFieldsEntry {
  return newEntry(manager, 'Apply', apiVersionOf(kind), fields, time);
}

/** The managers of an object that several have written in turn, all in one second (`time`, RFC 3339), without the states in between being stored. */
export function entriesAfter(kind: KindDefinition, steps: readonly Step[], time: string): ManagedFieldsEntry[] {
  const managed: Managed = new Map();
  let before = emptyObject(kind);
  for (const [manager, object] of steps) {
    const after = inVersion(kind, object);
    if (manager) {
      const comparison = new VersionedComparison(kind, () => undefined, before, after, ignoredFields(kind, manager.subresource));
      noteUpdate(managed, comparison, { kind, manager, time });
    }
    before = after;
  }
  return listed(managed);
}
