import { UserError } from '../api/user-error.ts';
import { UsageError } from './errors.ts';
import { hasFiles, type FileFlags } from './selection.ts';

/** For verbs that work on files alone (create, apply, replace): no files and stray arguments are refused. */
export function requireFiles(files: FileFlags, args: readonly string[]): void {
  refuseArguments(files, args);
  if (!hasFiles(files)) throw new UserError('must specify one of -f and -k');
}

export function refuseArguments(files: FileFlags, args: readonly string[]): void {
  if (files.kustomize !== '' && files.filename.length > 0) throw new UserError('only one of -f or -k can be specified');
  if (args.length > 0) throw new UsageError(`Unexpected args: [${args.join(' ')}]`);
}
