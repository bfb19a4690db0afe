import { UserError } from '../api/user-error.ts';

/** What the host refuses: files, locks, settings, kubeconfig. */
export class HostError extends UserError {
  override readonly name: string = 'HostError';
}

/** Go's words for the errors of the operating system that people meet, as kubectl prints them. */
const SYSTEM_ERRORS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  ENOENT: 'no such file or directory',
  ENOTDIR: 'not a directory',
  EEXIST: 'file exists',
  EISDIR: 'is a directory',
  EROFS: 'read-only file system',
  ENOSPC: 'no space left on device',
  EDQUOT: 'disk quota exceeded',
  EMFILE: 'too many open files',
  ELOOP: 'too many levels of symbolic links',
  ENAMETOOLONG: 'file name too long',
  EXDEV: 'invalid cross-device link',
  EIO: 'input/output error',
};

export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** `permission denied` for EACCES and so on; the error's own words otherwise. */
export function systemErrorText(error: unknown): string {
  const code = errorCode(error);
  return (code && SYSTEM_ERRORS[code]) || (error instanceof Error ? error.message : String(error));
}
