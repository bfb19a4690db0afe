import { promises as fs } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '../../api/user-error.ts';
import type { Io } from '../io.ts';

/** The files that a command may read. Paths are as the user wrote them; errors are Node's, with their code. */
export interface Files {
  readFile(path: string): Promise<Uint8Array>;
  /** Names in the order of their bytes. */
  readdir(path: string): Promise<string[]>;
  stat(path: string): Promise<{ isDirectory: boolean }>;
  /** All of standard input. */
  stdin(): Promise<Uint8Array>;
}

/** The real ones, relative to the command's working directory. */
export function filesOf(io: Io): Files {
  const at = (path: string): string => resolve(io.cwd, path);
  return {
    readFile: (path) => fs.readFile(at(path)),
    readdir: async (path) => (await fs.readdir(at(path))).sort((a, b) => (a < b ? -1 : 1)),
    stat: async (path) => ({ isDirectory: (await fs.stat(at(path))).isDirectory() }),
    stdin: () => io.stdin.read(),
  };
}

const systemTexts: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EISDIR: 'is a directory',
  ENOTDIR: 'not a directory',
  ELOOP: 'too many levels of symbolic links',
  ENAMETOOLONG: 'file name too long',
};

export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** A failed system call as Go tells it: `open x.yaml: no such file or directory`. */
export function systemErrorText(call: 'open' | 'read' | 'stat' | 'lstat', path: string, error: unknown): string {
  const code = errorCode(error);
  return `${call} ${path}: ${(code === undefined ? undefined : systemTexts[code]) ?? (error instanceof Error ? error.message : String(error))}`;
}

/** The text of a file; UTF-16 with a byte order mark is understood too. Throws UserError with Go's words. */
export async function readText(files: Files, path: string): Promise<string> {
  try {
    return decodeText(await files.readFile(path));
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(systemErrorText(errorCode(error) === 'EISDIR' ? 'read' : 'open', path, error));
  }
}

export function decodeText(bytes: Uint8Array): string {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}
