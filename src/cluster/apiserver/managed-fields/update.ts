import { deepEqual } from '../../../api/json.ts';
import { difference, isEmpty, setOf, union } from '../../../api/field-set/field-set.ts';
import { fieldElement } from '../../../api/field-set/path-element.ts';
import type { KindDefinition } from '../../kinds/define.ts';
import { capUpdaters, identityOf, newEntry, type FieldManager, type Managed } from './entries.ts';
import { apiVersionOf, type OtherVersion, type VersionedComparison } from './versions.ts';

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
