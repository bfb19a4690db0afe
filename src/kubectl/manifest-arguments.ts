import { UserError } from '../api/user-error.ts';
import { UsageError } from './errors.ts';
import { hasFiles, type FileFlags } from './selection.ts';

/** For verbs that work on files alone: create, apply, replace. */
export function requireFiles(files: FileFlags): void {
  if (files.kustomize !== '' && files.filename.length > 0) throw new UserError('only one of -f or -k can be specified');
  if (!hasFiles(files)) throw new UserError('must specify one of -f and -k');
}

/** Create and apply do not overlook stray arguments as replace does. */
export function refuseArguments(args: readonly string[]): void {
  if (args.length > 0) throw new UsageError(`Unexpected args: [${args.join(' ')}]`);
}
