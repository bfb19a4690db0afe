import type { ApiRequest } from '../../api/client.ts';
import type { KubeObject } from '../../api/object.ts';
import { hasReason } from '../../api/status.ts';
import { addressOf, type ResourceInfo } from '../resources/builder.ts';
import { send, type Session } from '../session.ts';
import { reconciledBinding, reconciledRole, type Reconciliation } from './reconciliation.ts';

export interface ReconcileOptions {
  /** Nothing is written. */
  dryRun: boolean;
  removeExtraPermissions: boolean;
  removeExtraSubjects: boolean;
}

/** Brings the object of a file and the server's together; undefined for kinds that are none of RBAC's. */
export async function reconcile(session: Session, info: ResourceInfo, options: ReconcileOptions): Promise<Reconciliation | undefined> {
  if (info.resource.group !== 'rbac.authorization.k8s.io') return undefined;
  const expected = withDefaults(info.object as KubeObject);
  const existing = await find(session, info);
  const result = info.resource.kind.endsWith('Binding')
    ? reconciledBinding(expected, existing, options.removeExtraSubjects)
    : reconciledRole(expected, existing, options.removeExtraPermissions);
  if (options.dryRun || result.isProtected) return result;
  return { ...result, object: await write(session, info, result, existing) };
}

/** As the server would fill in what the file leaves out: else the two could not be compared. */
function withDefaults(object: KubeObject): KubeObject {
  const group = 'rbac.authorization.k8s.io';
  const { roleRef, subjects } = object as KubeObject & {
    roleRef?: { apiGroup?: string };
    subjects?: { kind: string; apiGroup?: string }[];
  };
  return {
    ...object,
    ...(roleRef ? { roleRef: { ...roleRef, apiGroup: roleRef.apiGroup || group } } : {}),
    ...(subjects
      ? {
          subjects: subjects.map((subject) =>
            subject.kind === 'User' || subject.kind === 'Group' ? { ...subject, apiGroup: subject.apiGroup || group } : subject,
          ),
        }
      : {}),
  };
}

async function find({ client }: Session, info: ResourceInfo): Promise<KubeObject | undefined> {
  try {
    return (await client.request({ ...target(info), verb: 'get', name: info.name })).body;
  } catch (error) {
    if (hasReason(error, 'NotFound')) return undefined;
    throw error;
  }
}

async function write(
  session: Session,
  info: ResourceInfo,
  { operation, object }: Reconciliation,
  existing: KubeObject | undefined,
): Promise<KubeObject> {
  if (operation === 'none') return object;
  if (operation === 'update') return (await send(session, { ...target(info), verb: 'update', name: info.name, body: object })).body;
  if (operation === 'recreate') {
    const preconditions = { uid: existing?.metadata.uid };
    await send(session, {
      ...target(info),
      verb: 'delete',
      name: info.name,
      body: { kind: 'DeleteOptions', apiVersion: 'v1', preconditions },
    });
  } else await ensureNamespace(session, info.namespace);
  return (await send(session, { ...target(info), verb: 'create', body: object })).body;
}

async function ensureNamespace(session: Session, name: string): Promise<void> {
  if (name === '') return;
  const namespaces = { group: '', version: 'v1', resource: 'namespaces' };
  try {
    await session.client.request({ ...namespaces, verb: 'get', name });
  } catch (error) {
    if (!hasReason(error, 'NotFound')) throw error;
    await send(session, { ...namespaces, verb: 'create', body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name } } });
  }
}

function target(info: ResourceInfo): Pick<ApiRequest, 'group' | 'version' | 'resource' | 'namespace'> {
  return { ...addressOf(info.resource), ...(info.namespace === '' ? {} : { namespace: info.namespace }) };
}
