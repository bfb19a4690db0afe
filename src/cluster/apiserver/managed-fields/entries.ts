import { isEmpty, readFieldSet, union, type FieldSet } from '../../../api/field-set/field-set.ts';
import type { Json } from '../../../api/json.ts';
import { compareText } from '../../../api/text-order.ts';

/** Who writes, and which part of the object. */
export interface FieldManager {
  name: string;
  /** '' for the object itself. */
  subresource: string;
}

/** One entry of metadata.managedFields, as it is stored and shown. */
export interface ManagedFieldsEntry {
  apiVersion: string;
  fieldsType: 'FieldsV1';
  fieldsV1: FieldSet;
  manager: string;
  operation: 'Apply' | 'Update';
  subresource?: string;
  /** RFC 3339. Writes through `scale` leave none. */
  time?: string;
}

/** Entries by their identity. */
export type Managed = Map<string, ManagedFieldsEntry>;

/** Entries of updates beyond this number are thrown together, the oldest first. */
export const MAX_UPDATERS = 10;
const OLD_UPDATES = 'ancient-changes';

/** What tells entries apart, in the words in which the server sorts them. An applier is the same whatever version it applies. */
export function identityOf({
  manager,
  operation,
  apiVersion,
  subresource = '',
}: Omit<ManagedFieldsEntry, 'fieldsV1' | 'fieldsType'>): string {
  return JSON.stringify({
    ...(manager === '' ? {} : { manager }),
    operation,
    ...(operation === 'Apply' ? {} : { apiVersion }),
    ...(subresource === '' ? {} : { subresource }),
  });
}

export function newEntry(
  manager: FieldManager,
  operation: ManagedFieldsEntry['operation'],
  apiVersion: string,
  fieldsV1: FieldSet,
  time: string | undefined,
): ManagedFieldsEntry {
  return {
    apiVersion,
    fieldsType: 'FieldsV1',
    fieldsV1,
    manager: manager.name === '' ? 'unknown' : manager.name,
    operation,
    ...(manager.subresource === '' ? {} : { subresource: manager.subresource }),
    ...(time === undefined ? {} : { time }),
  };
}

/** Entries as the server has stored them. */
export function stored(managedFields: readonly unknown[] | undefined): Managed {
  const entries = (managedFields ?? []) as readonly ManagedFieldsEntry[];
  return new Map(entries.map((entry) => [identityOf(entry), entry]));
}

/** Entries as a client has sent them; undefined when they make no sense: then those that are stored hold. */
export function received(managedFields: readonly unknown[]): Managed | undefined {
  const result: Managed = new Map();
  for (const given of managedFields as readonly Partial<ManagedFieldsEntry>[]) {
    const { manager = '', operation, apiVersion, fieldsType, subresource = '', time } = given;
    if ((operation !== 'Apply' && operation !== 'Update') || !apiVersion || fieldsType !== 'FieldsV1') return undefined;
    try {
      const fields = readFieldSet(given.fieldsV1 as Json | undefined);
      const entry = { ...newEntry({ name: manager, subresource }, operation, apiVersion, fields, time), manager };
      result.set(identityOf(entry), entry);
    } catch {
      return undefined;
    }
  }
  return result;
}

/** An empty list, or one with a single empty entry, asks the server to forget all managers. */
export function isReset(managedFields: readonly unknown[] | undefined): boolean {
  if (managedFields === undefined || managedFields.length > 1) return false;
  return (
    managedFields.length === 0 ||
    Object.values(managedFields[0] as object).every((value) => value === '' || value === undefined || value === null)
  );
}

/** The entries in the server's order: appliers first, then by age. Entries without fields are gone. */
export function listed(managed: Managed): ManagedFieldsEntry[] {
  return inOrder([...managed.values()].filter(({ fieldsV1 }) => !isEmpty(fieldsV1)));
}

export function inOrder(entries: ManagedFieldsEntry[]): ManagedFieldsEntry[] {
  return entries.sort(byAge);
}

function byAge(a: ManagedFieldsEntry, b: ManagedFieldsEntry): number {
  return compareEntries(a, b, seconds(a) - seconds(b));
}

/** The server's order of two entries of which the first is so much younger (`age`, in any unit). */
export function compareEntries(a: ManagedFieldsEntry, b: ManagedFieldsEntry, age: number): number {
  return (
    compareText(a.operation, b.operation) ||
    age ||
    compareText(a.manager, b.manager) ||
    compareText(a.apiVersion, b.apiVersion) ||
    compareText(a.subresource ?? '', b.subresource ?? '')
  );
}

function seconds({ time }: ManagedFieldsEntry): number {
  return time === undefined ? 0 : Date.parse(time);
}

/** Throws the oldest updates of each API version together while there are too many. */
export function capUpdaters(managed: Managed): void {
  const updaters = [...managed].filter(([, { operation }]) => operation === 'Update');
  let count = updaters.length;
  if (count <= MAX_UPDATERS) return;
  updaters.sort(([a, left], [b, right]) => seconds(left) - seconds(right) || compareText(a, b));
  const firstOf = new Map<string, string>();
  for (const [id, entry] of updaters) {
    if (count <= MAX_UPDATERS) return;
    const first = firstOf.get(entry.apiVersion);
    if (first === undefined) {
      firstOf.set(entry.apiVersion, id);
      continue;
    }
    const bucket = newEntry({ name: OLD_UPDATES, subresource: '' }, 'Update', entry.apiVersion, entry.fieldsV1, entry.time);
    const bucketId = identityOf(bucket);
    const before = managed.get(bucketId) ?? managed.get(first);
    managed.delete(first);
    managed.delete(id);
    managed.set(bucketId, { ...bucket, fieldsV1: union(entry.fieldsV1, before?.fieldsV1 ?? {}) });
    count--;
  }
}

/** Do the entries differ in more than their times? */
export function sameEntries(
  a: readonly ManagedFieldsEntry[],
  b: readonly ManagedFieldsEntry[],
  equal: (a: unknown, b: unknown) => boolean,
): boolean {
  const timeless = ({ time: _, ...entry }: ManagedFieldsEntry): object => entry;
  return a.length === b.length && a.every((entry, i) => equal(timeless(entry), timeless(b[i] as ManagedFieldsEntry)));
}
