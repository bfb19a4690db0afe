import { UserError } from '../../api/user-error.ts';
import { throwAll } from '../errors.ts';
import { errorCode, systemErrorText } from './files.ts';
import type { Files } from './files.ts';

const extensions = ['.json', '.yaml', '.yml'];

/** `-` stands for standard input. */
export const STDIN = '-';

/**
 * The files behind -f: patterns and folders (with -R to any depth) become the files in them, in the order of their names. A file that is named itself may
 * have any extension. Throws for what is not there before anything is read.
 */
export async function expandPaths(files: Files, filenames: readonly string[], recursive = false): Promise<string[]> {
  const found: string[] = [];
  const errors: unknown[] = [];
  let stdin = false;
  for (const name of filenames) {
    if (name === STDIN) {
      if (stdin) errors.push(new UserError('standard input cannot be used for multiple arguments'));
      stdin = true;
      found.push(STDIN);
      continue;
    }
    if (/^https?:\/\//.test(name)) {
      errors.push(new UserError(`unable to read URL "${name}": kubesim does not use the network; save the file and name it with -f`));
      continue;
    }
    try {
      const paths = await matching(files, name);
      for (const path of paths) found.push(...(await filesBelow(files, path, path, recursive)));
      if (!found.some((path) => path !== STDIN)) {
        throw new UserError(`error reading [${paths.join(' ')}]: recognized file extensions are [${extensions.join(' ')}]`);
      }
    } catch (error) {
      errors.push(error);
    }
  }
  throwAll(errors);
  return found;
}

/** The path itself, or what matches it where no such file is there. */
async function matching(files: Files, pattern: string): Promise<string[]> {
  try {
    await files.stat(pattern);
    return [pattern];
  } catch (error) {
    if (errorCode(error) !== 'ENOENT')
      throw new UserError(`the path "${pattern}" cannot be accessed: ${systemErrorText('stat', pattern, error)}`);
  }
  const matches = await glob(files, pattern);
  if (matches.length === 0) throw new UserError(`the path "${pattern}" does not exist`);
  return matches;
}

async function filesBelow(files: Files, root: string, path: string, recursive: boolean): Promise<string[]> {
  const { isDirectory } = await files.stat(path);
  if (!isDirectory) return path === root || extensions.some((extension) => path.endsWith(extension)) ? [path] : [];
  if (path !== root && !recursive) return [];
  let names: string[];
  try {
    names = await files.readdir(path);
  } catch (error) {
    throw new UserError(`error reading "${root}": ${systemErrorText('open', path, error)}`);
  }
  const found: string[] = [];
  for (const name of names) found.push(...(await filesBelow(files, root, join(path, name), recursive)));
  return found;
}

function join(folder: string, name: string): string {
  if (folder === '.') return name;
  return `${folder.replace(/^\.\//, '').replace(/\/+$/, '') || (folder.startsWith('/') ? '' : '.')}/${name}`;
}

/** `*`, `?`, `[a-z]` and `\` within the parts of a path. */
async function glob(files: Files, pattern: string): Promise<string[]> {
  if (!/[*?[\\]/.test(pattern)) return [];
  const parts = pattern.split('/');
  let folders = [pattern.startsWith('/') ? '/' : ''];
  for (const part of parts.filter((each) => each !== '')) {
    const expression = globExpression(part, pattern);
    const next: string[] = [];
    for (const folder of folders) {
      const prefix = folder === '' || folder.endsWith('/') ? folder : `${folder}/`;
      const names = await files.readdir(folder === '' ? '.' : folder).catch(() => []);
      next.push(...names.filter((name) => expression.test(name)).map((name) => prefix + name));
    }
    folders = next;
  }
  return folders;
}

function globExpression(part: string, pattern: string): RegExp {
  let source = '';
  for (let i = 0; i < part.length; i++) {
    const char = part[i]!;
    if (char === '*') source += '.*';
    else if (char === '?') source += '.';
    else if (char === '[') {
      const end = part.indexOf(']', i + 2);
      if (end < 0) throw badPattern(pattern);
      source += `[${part
        .slice(i + 1, end)
        .replaceAll('\\', '\\\\')
        .replaceAll('[', '\\[')}]`;
      i = end;
    } else {
      if (char === '\\' && ++i >= part.length) throw badPattern(pattern);
      source += part[i]!.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
    }
  }
  try {
    return new RegExp(`^${source}$`, 'su');
  } catch {
    throw badPattern(pattern);
  }
}

function badPattern(pattern: string): UserError {
  return new UserError(`pattern "${pattern}" is not valid: syntax error in pattern`);
}
