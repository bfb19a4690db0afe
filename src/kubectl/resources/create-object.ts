import type { KubeObject } from '../../api/object.ts';
import type { DryRun } from '../dry-run.ts';
import { send, type Session } from '../session.ts';
import type { FieldValidation } from '../validation.ts';
import { addressOf, type ResourceInfo } from './builder.ts';

export interface CreateOptions {
  dryRun: DryRun;
  fieldManager: string;
  fieldValidation: FieldValidation;
}

/** Creates an object of a manifest; with --dry-run=client it comes back as it is. A version that the manifest still has from elsewhere is left out. */
export async function createObject(
  session: Session,
  { resource, namespace }: ResourceInfo,
  object: KubeObject,
  options: CreateOptions,
): Promise<KubeObject> {
  if (options.dryRun === 'client') return object;
  const { resourceVersion: _stale, ...metadata } = object.metadata;
  const response = await send(session, {
    ...addressOf(resource),
    verb: 'create',
    ...(resource.namespaced ? { namespace } : {}),
    body: { ...object, metadata },
    dryRun: options.dryRun === 'server',
    fieldManager: options.fieldManager,
    fieldValidation: options.fieldValidation,
  });
  return response.body;
}
