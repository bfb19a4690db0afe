import { UserError } from '../../api/user-error.ts';
import { selectorFlag, filenameFlags } from '../argv/shared-flags.ts';
import { fetchSelected, type ResourceInfo } from '../resources/builder.ts';
import { hasFiles, select, type FileFlags } from '../selection.ts';
import type { Session } from '../session.ts';

export const rolloutFlags = { ...filenameFlags('naming the workloads.'), ...selectorFlag };

/** The workloads that a rollout command is about: a type alone means all of them in the namespace. Says so when there are none, unless `quiet`. */
export async function selectWorkloads(
  session: Session,
  args: readonly string[],
  flags: FileFlags & { selector: string },
  failed: (error: unknown) => void,
  options: { quiet?: boolean } = {},
): Promise<ResourceInfo[]> {
  requireWorkloads(args, flags);
  const errors: unknown[] = [];
  const note = (error: unknown): void => {
    errors.push(error);
    failed(error);
  };
  const selected = await select(
    session,
    { args, files: flags, builtInOnly: true, labelSelector: flags.selector, emptyMeansAll: true },
    note,
  );
  const infos = await fetchSelected(session.client, selected, note);
  if (infos.length === 0 && errors.length === 0 && !options.quiet)
    session.io.stderr.write(`No resources found in ${session.namespace} namespace.\n`);
  return infos;
}

export function requireWorkloads(args: readonly string[], flags: FileFlags): void {
  if (args.length === 0 && !hasFiles(flags)) throw new UserError('required resource not specified');
}
