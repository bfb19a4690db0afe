import type { KubeObject } from '../../api/object.ts';
import { UserError } from '../../api/user-error.ts';
import type { DryRun } from '../dry-run.ts';
import type { Io } from '../io.ts';
import { kindName } from '../printers/name.ts';
import type { PrintFlagValues } from '../printing.ts';
import { MISSING_RESOURCE } from '../resources/arguments.ts';
import { fetchSelected, type ResourceInfo } from '../resources/builder.ts';
import { attempt, notRegistered, typeOf, typedObject } from '../resources/typed.ts';
import { hasFiles, readFiles, select, type FileFlags } from '../selection.ts';
import type { Session } from '../session.ts';

/** One `set` command line, read. */
export interface SetCommand {
  io: Io;
  flags: FileFlags & PrintFlagValues & { local: boolean; all: boolean; selector: string; namespace: string; 'field-manager': string };
  dryRun: DryRun;
  /** Connects at the first call: with --local there may be no need. */
  session(): Promise<Session>;
  /** What --record writes into the objects. */
  cause: string | undefined;
}

/** An object to change. */
export interface SetTarget {
  object: KubeObject;
  namespace: string;
  /** Absent with --local: there is nothing to send it to. */
  info?: ResourceInfo;
}

/** How refusals name it: `deployments/web`; without a server kubectl knows the kind alone. */
export function targetName({ object, info }: SetTarget): string {
  if (info) return `${info.resource.name}/${info.name}`;
  const name = `${kindName(object)}/${object.metadata.name ?? ''}`;
  return kindName(object).includes('.') ? `${name}\n` : name;
}

/** The objects that `args` or the files name, as the server has them now (with --local as they are in the files), and what could not be had. */
export async function setTargets(command: SetCommand, args: readonly string[]): Promise<{ targets: SetTarget[]; errors: unknown[] }> {
  const { flags, io } = command;
  const errors: unknown[] = [];
  const failed = (error: unknown): void => void errors.push(error);
  if (flags.local) {
    if (!hasFiles(flags)) throw new UserError(MISSING_RESOURCE);
    const documents = await readFiles({ io }, flags, failed);
    const namespace = flags.namespace || 'default';
    return { targets: documents.flatMap((document) => attempt(() => ({ object: typedObject(document), namespace }), failed)), errors };
  }
  const session = await command.session();
  const options = { args, files: flags, builtInOnly: true, emptyMeansAll: flags.all, labelSelector: flags.selector };
  const infos = await fetchSelected(session.client, await select(session, options, failed), failed);
  return { targets: infos.flatMap((info) => attempt(() => ofServer(info), failed)), errors };
}

function ofServer(info: ResourceInfo): SetTarget {
  const object = info.object as KubeObject;
  if (!typeOf(object)) throw new UserError(notRegistered(object));
  return { object, namespace: info.namespace, info };
}
