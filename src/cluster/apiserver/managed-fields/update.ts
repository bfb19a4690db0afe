import { deepEqual } from '../../../api/json.ts';
import type { KubeObject } from '../../../api/object.ts';
import { difference, isEmpty, setOf, union } from '../../../api/field-set/field-set.ts';
import { fieldElement } from '../../../api/field-set/path-element.ts';
import type { KindDefinition } from '../../kinds/define.ts';
import { capUpdaters, identityOf, isReset, listed, newEntry, received, stored, type FieldManager, type Managed } from './entries.ts';
import { apiVersionOf, emptyObject, ignoredFields, inVersion, VersionedComparison, type OtherVersion } from './versions.ts';

/** How a write is to be noted. */
export interface Tracking {
  /** The kind in the version of the request. */
  kind: KindDefinition;
  otherVersion: OtherVersion;
  manager: FieldManager;
  /** RFC 3339. */
  time: string;
}

const metadata = (name: string): string[] => [fieldElement('metadata'), fieldElement(name)];

/** What the server itself keeps is nobody's. */
export const SERVERS_OWN = setOf(
  [fieldElement('apiVersion')],
  [fieldElement('kind')],
  [fieldElement('metadata')],
  ...['name', 'namespace', 'creationTimestamp', 'selfLink', 'uid', 'generation', 'managedFields', 'resourceVersion'].map(metadata),
);

/**
 * Notes in metadata.managedFields of `next` that the manager now owns what it has set or changed; others lose what was changed or taken away.
 * Both objects are as they are stored; `next` is changed in place. An object whose managers were reset is not tracked until somebody applies it:
 * its managedFields are then an empty list, which nobody is shown.
 */
export function trackUpdate(next: KubeObject, previous: KubeObject | undefined, tracking: Tracking): void {
  const { kind, otherVersion, manager } = tracking;
  const { managed, forgotten } = managersOf(next, previous, manager);
  if (forgotten && previous) {
    next.metadata.managedFields = [];
    return;
  }
  const before = previous ? inVersion(kind, previous) : emptyObject(kind);
  const comparison = new VersionedComparison(kind, otherVersion, before, inVersion(kind, next), ignoredFields(kind, manager.subresource));
  noteUpdate(managed, comparison, tracking);
  if (managed.size > 0 || previous) next.metadata.managedFields = listed(managed);
  else delete next.metadata.managedFields;
}

/** A client may change managedFields itself, but not through a sub-resource; what makes no sense is overlooked. */
function managersOf(
  next: KubeObject,
  previous: KubeObject | undefined,
  { subresource }: FieldManager,
): { managed: Managed; forgotten: boolean } {
  const before = previous?.metadata.managedFields;
  const given = next.metadata.managedFields;
  const wasReset = before?.length === 0;
  if (given !== undefined && subresource === '' && !deepEqual(given, before)) {
    if (isReset(given)) return { managed: new Map(), forgotten: true };
    const managed = received(given);
    if (managed && managed.size > 0) return { managed, forgotten: false };
  }
  return { managed: stored(before), forgotten: wasReset };
}

/** The bookkeeping of an update: who changes a field owns it, and only he. */
export function noteUpdate(
  managed: Managed,
  comparison: VersionedComparison,
  { kind, manager, time }: Omit<Tracking, 'otherVersion'>,
): void {
  const version = apiVersionOf(kind);
  const { added, modified } = comparison.in(version)!;
  takeAway(managed, comparison);
  const taken = difference(union(modified, added), SERVERS_OWN);
  if (!isEmpty(taken)) {
    const entry = newEntry(manager, 'Update', version, taken, time);
    const id = identityOf(entry);
    managed.set(id, { ...entry, fieldsV1: union(taken, managed.get(id)?.fieldsV1 ?? {}) });
  }
  capUpdaters(managed);
}

/** Takes from all (but one) what has changed or is gone. Managers of versions that are not served any more are forgotten. */
export function takeAway(managed: Managed, comparison: VersionedComparison, except?: string): void {
  for (const [id, entry] of managed) {
    if (id === except) continue;
    const changes = comparison.in(entry.apiVersion);
    if (!changes) {
      managed.delete(id);
      continue;
    }
    const left = [changes.modified, changes.added, changes.removed].reduce(difference, entry.fieldsV1);
    if (isEmpty(left)) managed.delete(id);
    else if (left !== entry.fieldsV1 && !deepEqual(left, entry.fieldsV1)) managed.set(id, { ...entry, fieldsV1: left });
  }
}
