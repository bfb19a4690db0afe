import { deepEqual, isObject, type JsonObject } from '../../../api/json.ts';
import type { KubeObject } from '../../../api/object.ts';
import { lastApplied } from '../../../api/patch/last-applied.ts';
import { badRequest, serverError } from '../../../api/status.ts';
import {
  difference,
  intersection,
  isEmpty,
  recursiveDifference,
  union,
  EMPTY_SET,
  type FieldSet,
} from '../../../api/field-set/field-set.ts';
import type { KindDefinition } from '../../kinds/define.ts';
import { ConflictError, conflictsOf, refuse, type Conflicts } from './conflicts.ts';
import { identityOf, newEntry, stored, type Managed, type ManagedFieldsEntry } from './entries.ts';
import { ownedByLastApplied, withSyncedAnnotation } from './last-applied.ts';
import { merged, pathsIn, withoutPaths, withStructFields } from './typed-value.ts';
import { noteUpdate, SERVERS_OWN, takeAway, type Tracking } from './update.ts';
import { schemaFaults } from './validation.ts';
import { apiVersionOf, converted, emptyObject, ignoredFields, inVersion, kindShape, VersionedComparison } from './versions.ts';

export interface Application extends Tracking {
  /** Take over what others manage. */
  force: boolean;
}

export interface Applied {
  /** The object in the version of the request, yet to be decoded; undefined: nothing about it changes. */
  object: JsonObject | undefined;
  managed: Managed;
}

/** kubectl's name as an applier: for it alone the annotation of client-side apply counts. */
const KUBECTL = 'kubectl';
/** Who owns what was there before anybody was noted. */
const BEFORE_FIRST_APPLY = 'before-first-apply';

/**
 * Lays a configuration over the stored object (undefined: there is none yet): the manager owns what the configuration says, and what it said
 * last time and does not say any more goes, unless somebody else owns it too.
 * @throws StatusErrors: BadRequest, Conflict with a cause for each field that others manage
 */
export function applyConfiguration(live: KubeObject | undefined, configuration: JsonObject, application: Application): Applied {
  const { kind, manager } = application;
  checkType(configuration, kind);
  let managed = stored(live?.metadata.managedFields);
  if (managed.size === 0 && live) {
    const comparison = new VersionedComparison(kind, application.otherVersion, emptyObject(kind), inVersion(kind, live), EMPTY_SET);
    noteUpdate(managed, comparison, { ...application, manager: { ...manager, name: BEFORE_FIRST_APPLY } });
  }
  checkConfiguration(configuration, kind);
  let object: JsonObject | undefined;
  try {
    ({ object, managed } = structuredApply(live, configuration, managed, application));
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    if (manager.name !== KUBECTL || !live) throw refuse(error.conflicts);
    const left = unexcused(error.conflicts, live, kind);
    if (left.size > 0) throw refuse(left);
    ({ object, managed } = structuredApply(live, configuration, managed, { ...application, force: true }));
  }
  if (manager.name === KUBECTL) {
    const base = object ?? (live ? inVersion(kind, live) : {});
    if (lastApplied(base as unknown as KubeObject)) object = withSyncedAnnotation(base, configuration);
  }
  return { object, managed };
}

/** Conflicts that the annotation of client-side apply does not excuse: kubectl takes over what it applied in the old way. */
function unexcused(conflicts: Conflicts, live: KubeObject, kind: KindDefinition): Conflicts {
  const owned = ownedByLastApplied(live, kind);
  if (!owned) return conflicts;
  const left: Conflicts = new Map();
  for (const [id, { entry, fields }] of conflicts) {
    const rest = difference(fields, owned);
    if (!isEmpty(rest)) left.set(id, { entry, fields: rest });
  }
  return left;
}

function checkType(configuration: JsonObject, kind: KindDefinition): void {
  const apiVersion = typeof configuration['apiVersion'] === 'string' ? configuration['apiVersion'] : '';
  const name = typeof configuration['kind'] === 'string' ? configuration['kind'] : '';
  if (apiVersion === apiVersionOf(kind) && name === kind.kind) return;
  throw badRequest(`invalid object type: ${apiVersion.includes('/') ? '' : '/'}${apiVersion}, Kind=${name}`);
}

function checkConfiguration(configuration: JsonObject, kind: KindDefinition): void {
  const metadata = isObject(configuration['metadata']) ? configuration['metadata'] : {};
  if (Array.isArray(metadata['managedFields'])) throw badRequest('metadata.managedFields must be nil');
  const faults = schemaFaults(kindShape(kind), configuration);
  if (faults !== '') throw serverError(`failed to create typed patch object (${described(configuration, kind)}): ${faults}`);
}

/** `default/web; apps/v1, Kind=Deployment` */
export function described(object: JsonObject, { group, version, kind }: KindDefinition): string {
  const metadata = isObject(object['metadata']) ? object['metadata'] : {};
  const text = (field: string): string => (typeof metadata[field] === 'string' ? metadata[field] : '');
  return `${text('namespace')}/${text('name')}; ${group}/${version}, Kind=${kind}`;
}

function structuredApply(live: KubeObject | undefined, configuration: JsonObject, managers: Managed, application: Application): Applied {
  const { kind, manager, time, otherVersion, force } = application;
  const shape = kindShape(kind);
  const version = apiVersionOf(kind);
  const ignored = ignoredFields(kind, manager.subresource);
  const before = live ? inVersion(kind, live) : emptyObject(kind);
  const managed: Managed = new Map(managers);
  const fields = recursiveDifference(pathsIn(shape, configuration), ignored);
  const id = identityOf(newEntry(manager, 'Apply', version, fields, undefined));
  const last = managed.get(id);
  managed.set(id, newEntry(manager, 'Apply', version, fields, last?.time));
  const object = pruned(merged(shape, before, configuration), managed, last, application);
  const comparison = new VersionedComparison(kind, otherVersion, before, object, ignored);
  const conflicts = conflictsOf(managed, comparison, id);
  if (!force && conflicts.size > 0) throw new ConflictError(conflicts);
  takeAway(managed, comparison, id);
  const changed = !deepEqual(before, object);
  const own = difference(fields, SERVERS_OWN);
  if (isEmpty(own)) managed.delete(id);
  else managed.set(id, newEntry(manager, 'Apply', version, own, changed ? time : last?.time));
  return { object: changed ? object : undefined, managed };
}

/** Without the fields and elements that the manager applied last and now does not, and that nobody else owns. */
function pruned(
  object: JsonObject,
  managed: Managed,
  last: ManagedFieldsEntry | undefined,
  { kind, otherVersion }: Application,
): JsonObject {
  if (!last || isEmpty(last.fieldsV1)) return object;
  const version = (apiVersion: string): KindDefinition | undefined => (apiVersion === apiVersionOf(kind) ? kind : otherVersion(apiVersion));
  const then = version(last.apiVersion);
  if (!then) return object;
  const shape = kindShape(then);
  const whole = converted(object, kind, then);
  const lastFields = withStructFields(shape, last.fieldsV1);
  let result = withoutPaths(shape, whole, lastFields);
  let at = then;
  for (const [apiVersion, owned] of ownedByVersion(managed, last.apiVersion)) {
    const next = version(apiVersion);
    if (!next) continue;
    result = withOwned(kindShape(next), converted(whole, then, next), converted(result, at, next), owned);
    at = next;
  }
  result = withDangling(shape, whole, converted(result, at, then), lastFields);
  return converted(result, then, kind);
}

/** The fields of all managers by API version, the version last applied first. */
function ownedByVersion(managed: Managed, first: string): Map<string, FieldSet> {
  const result = new Map<string, FieldSet>([[first, EMPTY_SET]]);
  for (const { apiVersion, fieldsV1 } of managed.values()) result.set(apiVersion, union(result.get(apiVersion) ?? EMPTY_SET, fieldsV1));
  return result;
}

/** Puts back what somebody owns. */
function withOwned(shape: ReturnType<typeof kindShape>, whole: JsonObject, cut: JsonObject, owned: FieldSet): JsonObject {
  const all = withStructFields(shape, pathsIn(shape, whole));
  const kept = union(withStructFields(shape, pathsIn(shape, cut)), withStructFields(shape, owned));
  return withoutPaths(shape, whole, difference(all, kept));
}

/** Puts back what was never the manager's own: only what it applied last may go. */
function withDangling(shape: ReturnType<typeof kindShape>, whole: JsonObject, cut: JsonObject, last: FieldSet): JsonObject {
  const all = withStructFields(shape, pathsIn(shape, whole));
  const kept = withStructFields(shape, pathsIn(shape, cut));
  return withoutPaths(shape, whole, intersection(difference(all, kept), last));
}
