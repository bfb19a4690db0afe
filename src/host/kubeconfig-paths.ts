import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { HostError, systemErrorText } from './host-error.ts';

/** Where a path was typed, and the kubeconfig that it is for. */
interface Place {
  cwd: string;
  file: string;
}

/** Paths to files below the kubeconfig's folder are kept relative to it, so that the folder can be moved. */
export function storedPath(path: string, { cwd, file }: Place): string {
  if (path === '') return path;
  const absolute = resolve(cwd, path);
  const below = relative(dirname(resolve(cwd, file)), absolute);
  return below.startsWith('..') || isAbsolute(below) ? absolute : below;
}

/** The file's bytes in base64, for a field such as `certificate-authority-data`. */
export function embedded(flag: string, path: string, { cwd }: Place): string {
  try {
    return readFileSync(join(isAbsolute(path) ? '' : cwd, path)).toString('base64');
  } catch (error) {
    throw new HostError(`could not stat ${flag} file ${path}: stat ${path}: ${systemErrorText(error)}`);
  }
}
