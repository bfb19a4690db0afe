import type { KubeObject } from '../../api/object.ts';
import { CHANGE_CAUSE } from '../change-cause.ts';
import type { DryRun } from '../dry-run.ts';
import { addressOf, type ResourceInfo } from '../resources/builder.ts';
import { send, type Session } from '../session.ts';

/** Which of an object's maps a verb changes. */
export type MetadataField = 'labels' | 'annotations';

export interface AppliedChange {
  before: KubeObject;
  after: KubeObject;
  /** Keys that were to be removed and were not there. */
  missing: readonly string[];
}

/** Sets and removes keys in a copy. */
export function changed(
  object: KubeObject,
  field: MetadataField,
  set: Readonly<Record<string, string>>,
  remove: readonly string[],
): AppliedChange {
  const before = object.metadata[field] ?? {};
  const missing = remove.filter((key) => !Object.hasOwn(before, key));
  const entries = Object.entries(before).filter(([key]) => !remove.includes(key) && !Object.hasOwn(set, key));
  const next = Object.fromEntries([...entries, ...Object.entries(set)]);
  const metadata = { ...object.metadata };
  if (Object.keys(next).length > 0) metadata[field] = next;
  else delete metadata[field];
  return { before: object, after: { ...object, metadata }, missing };
}

/** Sends the change as a merge patch; with a resourceVersion the server refuses it when the object is another one by now. */
export async function patchMetadata(
  session: Session,
  info: ResourceInfo,
  field: MetadataField,
  set: Readonly<Record<string, string>>,
  remove: readonly string[],
  options: { resourceVersion: string; dryRun: DryRun; fieldManager: string; cause: string | undefined },
): Promise<KubeObject> {
  const values: Record<string, string | null> = { ...Object.fromEntries(remove.map((key) => [key, null])), ...set };
  const recorded = options.cause === undefined ? {} : { [CHANGE_CAUSE]: options.cause };
  const metadata = {
    ...(options.cause === undefined ? {} : { annotations: recorded }),
    [field]: field === 'annotations' ? { ...recorded, ...values } : values,
    ...(options.resourceVersion === '' ? {} : { resourceVersion: options.resourceVersion }),
  };
  const response = await send(session, {
    ...addressOf(info.resource),
    verb: 'patch',
    namespace: info.namespace,
    name: info.name,
    patchType: 'merge',
    body: { metadata },
    dryRun: options.dryRun === 'server',
    fieldManager: options.fieldManager,
  });
  return response.body;
}
