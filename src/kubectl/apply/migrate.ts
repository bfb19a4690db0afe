import type { JsonObject } from '../../api/json.ts';
import type { KubeObject } from '../../api/object.ts';
import { fieldElement } from '../../api/field-set/path-element.ts';
import { hasPath, union, type FieldSet } from '../../api/field-set/field-set.ts';
import { lastApplied, lastAppliedAnnotation } from '../../api/patch/last-applied.ts';
import { hasReason } from '../../api/status.ts';
import { fetchInfo, type ResourceInfo } from '../resources/builder.ts';
import type { Session } from '../session.ts';

/** An entry of metadata.managedFields, as far as it matters here. */
interface ManagerEntry {
  manager?: string;
  operation?: string;
  apiVersion?: string;
  subresource?: string;
  fieldsV1?: JsonObject;
}

/** Sends a patch to the object and answers with what it has become. */
export type SendPatch = (patchType: 'apply' | 'json', body: unknown, fieldManager: string | undefined) => Promise<KubeObject>;

const SERVER_SIDE = 'kubectl';
/** Who owns the annotation of client-side apply once nobody applies in that way any more. */
const ANNOTATION_KEEPER = 'kubectl-last-applied';
const ANNOTATION_PATH = ['metadata', 'annotations', lastAppliedAnnotation].map(fieldElement);
const MAX_RETRIES = 5;

/**
 * After a server-side apply: what client-side apply had set becomes the applier's own, so that it goes when the manifest leaves it.
 * Nothing of this is worth failing for; a later apply tries again. Answers with the object as it is then.
 */
export async function migrateManagers(
  session: Session,
  info: ResourceInfo,
  applied: KubeObject,
  fieldManager: string,
  configuration: KubeObject,
  patch: SendPatch,
): Promise<KubeObject> {
  let object = applied;
  const warn = (what: string, error: unknown): void => {
    const why = error instanceof Error ? error.message : String(error);
    session.warn(`${what}. This is non-fatal and will be retried next time you apply. Error: ${why}`);
  };
  try {
    object = await keepAnnotation(object, fieldManager, patch);
  } catch (error) {
    warn(`failed to migrate ${lastAppliedAnnotation} for Server-Side Apply`, error);
    return object;
  }
  try {
    const migrated = await migrate(session, info, object, fieldManager, patch);
    if (!migrated) return object;
    object = migrated;
  } catch (error) {
    warn('server rejected managed fields migration to Server-Side Apply', error);
    return object;
  }
  try {
    return await patch('apply', configuration, fieldManager);
  } catch (error) {
    warn('failed to re-apply configuration after performing Server-Side Apply migration', error);
    return object;
  }
}

/** The annotation stays, and stays up to date, as long as kubectl applies under its own name. */
async function keepAnnotation(object: KubeObject, fieldManager: string, patch: SendPatch): Promise<KubeObject> {
  const annotation = lastApplied(object);
  if (fieldManager !== SERVER_SIDE || annotation === undefined || annotationOwners(object, 'Apply').length > 0) return object;
  const { name, namespace } = object.metadata;
  return patch(
    'apply',
    {
      apiVersion: object.apiVersion,
      kind: object.kind,
      metadata: { annotations: { [lastAppliedAnnotation]: annotation }, name, ...(namespace ? { namespace } : {}) },
    },
    ANNOTATION_KEEPER,
  );
}

async function migrate(
  session: Session,
  info: ResourceInfo,
  object: KubeObject,
  fieldManager: string,
  patch: SendPatch,
): Promise<KubeObject | undefined> {
  const clientSide = [...new Set(annotationOwners(object, 'Update').map(({ manager = '' }) => manager))];
  let current = object;
  for (let attempt = 1; ; attempt += 1) {
    const entries = entriesOf(current);
    const upgraded = clientSide.reduce((list, name) => upgrade(list, name, fieldManager), entries);
    if (upgraded === entries) return undefined;
    const body = [
      { op: 'replace', path: '/metadata/managedFields', value: upgraded },
      { op: 'replace', path: '/metadata/resourceVersion', value: current.metadata.resourceVersion },
    ];
    try {
      return await patch('json', body, undefined);
    } catch (error) {
      if (!hasReason(error, 'Conflict') || attempt >= MAX_RETRIES) throw error;
      current = (await fetchInfo(session.client, info)).object as KubeObject;
    }
  }
}

function entriesOf(object: KubeObject): readonly ManagerEntry[] {
  return (object.metadata.managedFields ?? []) as ManagerEntry[];
}

function annotationOwners(object: KubeObject, operation: 'Apply' | 'Update'): readonly ManagerEntry[] {
  return entriesOf(object).filter((entry) => entry.operation === operation && entry.fieldsV1 && hasPath(entry.fieldsV1, ANNOTATION_PATH));
}

/** The entries with those of a client-side applier made part of the server-side one's. The same list when there is nothing to do. */
export function upgrade(entries: readonly ManagerEntry[], clientSide: string, serverSide: string): readonly ManagerEntry[] {
  const isOwn = ({ subresource = '' }: ManagerEntry): boolean => subresource === '';
  const isClientSide = (entry: ManagerEntry): boolean => entry.manager === clientSide && entry.operation === 'Update' && isOwn(entry);
  const isServerSide = (entry: ManagerEntry): boolean => entry.manager === serverSide && entry.operation === 'Apply' && isOwn(entry);
  const heir = entries.find(isServerSide) ?? entries.find(isClientSide);
  if (!heir || !entries.some(isClientSide)) return entries;
  const same = entries.find((entry) => isClientSide(entry) && entry.apiVersion === heir.apiVersion);
  const fieldsV1 = union((heir.fieldsV1 ?? {}) as FieldSet, (same?.fieldsV1 ?? {}) as FieldSet);
  return entries.flatMap((entry) => {
    if (entry === heir) return [{ ...heir, manager: serverSide, operation: 'Apply', fieldsV1 }];
    return isClientSide(entry) ? [] : [entry];
  });
}
