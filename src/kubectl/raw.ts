import { UserError } from '../api/user-error.ts';
import type { Io } from './io.ts';
import { decodeText, filesOf, readText } from './resources/files.ts';
import type { FileFlags } from './selection.ts';

/** `--raw PATH` of create, replace and delete. */
export interface RawFlags extends FileFlags {
  raw: string;
  output?: string;
  edit?: boolean;
}

/** Refuses what cannot be combined with --raw. */
export function checkRaw(flags: RawFlags, fileNeeded = true): void {
  const { filename, kustomize } = flags;
  if (flags.edit) throw new UserError('--raw and --edit are mutually exclusive');
  if (kustomize !== '' || filename.length > 1 || (fileNeeded && filename.length !== 1))
    throw new UserError('--raw can only use a single local file or stdin');
  if (/^https?:\/\//.test(filename[0] ?? '')) throw new UserError('--raw cannot read from a url');
  if (flags.recursive) throw new UserError('--raw and --recursive are mutually exclusive');
  if (flags.output) throw new UserError('--raw and --output are mutually exclusive');
  if (!flags.raw.startsWith('/')) throw new UserError(`--raw must be a valid URL path: parse "${flags.raw}": invalid URI for request`);
}

/** The text of the file that goes with --raw. */
export async function rawBody(io: Io, { filename }: FileFlags): Promise<string | undefined> {
  const [path] = filename;
  if (path === undefined) return undefined;
  return path === '-' ? decodeText(await io.stdin.read()) : readText(filesOf(io), path);
}
