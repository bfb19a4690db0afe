import { lastAppliedAnnotation } from '../../api/patch/last-applied.ts';
import { parseGroupVersion, type KubeObject } from '../../api/object.ts';
import { inStructOrder } from '../../api/schema/struct-order.ts';
import { StatusError } from '../../api/status.ts';
import { UserError } from '../../api/user-error.ts';
import type { FlagValues } from '../argv/flags.ts';
import { dryRunFlag, fieldManagerFlag, printFlags, saveConfigFlag, validateFlag } from '../argv/shared-flags.ts';
import { parseDryRun } from '../dry-run.ts';
import { UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { printTypedResult, resultPrinter } from '../printing.ts';
import { addressOf } from '../resources/builder.ts';
import { openSession, send, type Session } from '../session.ts';
import type { Connection } from '../runtime.ts';
import { parseValidation } from '../validation.ts';

/** The flags of every `kubectl create KIND NAME`. */
export const createFlags = { ...printFlags(), ...dryRunFlag, ...fieldManagerFlag('kubectl-create'), ...saveConfigFlag, ...validateFlag };

/** The NAME of `create KIND NAME`, and the words behind `--`. Throws UsageError for none or several. */
export function nameAndCommand({ args, dashAt }: { args: readonly string[]; dashAt: number }): { name: string; command: string[] } {
  const count = dashAt < 0 ? args.length : dashAt;
  if (count !== 1) throw new UsageError(`exactly one NAME is required, got ${count}`);
  return { name: args[0] as string, command: args.slice(1) };
}

/** A kind that a generator makes. */
export interface Generated {
  object: KubeObject;
  /** What stands before a refusal of the server, `failed to create deployment: `; '' tells it as the server does. */
  failure: string;
}

/** Creates one generated object (or with --dry-run=client only shows it). `make` may look things up in the cluster. */
export async function createGenerated(
  io: Io,
  flags: FlagValues<typeof createFlags>,
  connect: () => Promise<Connection>,
  make: (session: () => Promise<Session>) => Generated | Promise<Generated>,
): Promise<void> {
  const dryRun = parseDryRun(flags['dry-run'], io);
  await resultPrinter(io, flags, 'given');
  const connection = await connect();
  let opened: Promise<Session> | undefined;
  const session = (): Promise<Session> => (opened ??= openSession(connection, io));
  const { object: made, failure } = await make(session);
  const namespaced = !clusterScoped.has(made.kind ?? '');
  const placed =
    namespaced && connection.namespaceEnforced ? { ...made, metadata: { ...made.metadata, namespace: connection.namespace } } : made;
  const object = flags['save-config'] ? withSavedConfig(placed) : placed;
  if (dryRun === 'client') return printTypedResult(io, flags, object, 'created', dryRun);
  const validation = parseValidation(flags.validate);
  try {
    const opening = await session();
    const { group, version } = parseGroupVersion(object.apiVersion ?? '');
    const resource = opening.mapper.forKind(group, version, object.kind ?? '');
    if (!resource) throw new UserError(`no matches for kind "${object.kind ?? ''}" in version "${object.apiVersion ?? ''}"`);
    const response = await send(opening, {
      ...addressOf(resource),
      verb: 'create',
      ...(resource.namespaced ? { namespace: connection.namespace } : {}),
      body: object,
      dryRun: dryRun === 'server',
      fieldManager: flags['field-manager'],
      fieldValidation: validation,
    });
    await printTypedResult(io, flags, response.body, 'created', dryRun);
  } catch (error) {
    throw failure !== '' && error instanceof StatusError ? new UserError(failure + error.message) : error;
  }
}

const clusterScoped: ReadonlySet<string> = new Set(['Namespace', 'ClusterRole', 'ClusterRoleBinding', 'PriorityClass']);

/** A copy that carries itself in the annotation of `kubectl apply`, in the words of its Go type. */
export function withSavedConfig(object: KubeObject): KubeObject {
  const { [lastAppliedAnnotation]: _own, ...annotations } = object.metadata.annotations ?? {};
  const text = JSON.stringify(inStructOrder({ ...object, metadata: { ...object.metadata, annotations } })).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return { ...object, metadata: { ...object.metadata, annotations: { ...annotations, [lastAppliedAnnotation]: `${text}\n` } } };
}
