import { UserError } from '../../api/user-error.ts';

/** `[[namespace/]pod:]path` */
export interface FileSpec {
  /** '' for a file of this machine. */
  pod: string;
  namespace: string;
  path: string;
}

const FORM = 'filespec must match the canonical format: [[namespace/]pod:]file/path';

/** Throws UserError for what is no place of a file. */
export function parseFileSpec(text: string): FileSpec {
  const colon = text.indexOf(':');
  if (colon === 0) throw new UserError(FORM);
  if (colon < 0) return { pod: '', namespace: '', path: text };
  const parts = text.slice(0, colon).split('/');
  const path = text.slice(colon + 1);
  if (parts.length > 2) throw new UserError(FORM);
  return parts.length === 1 ? { pod: parts[0]!, namespace: '', path } : { pod: parts[1]!, namespace: parts[0]!, path };
}
