import { lstatSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { UserError } from '../../api/user-error.ts';
import { systemErrorText } from '../resources/files.ts';

/** --load-restrictor */
export type LoadRestrictor = 'LoadRestrictionsRootOnly' | 'LoadRestrictionsNone';

/** Reads what a kustomization in `root` (absolute, without links) names: files in or below it, and other kustomizations. */
export class Loader {
  readonly root: string;
  readonly #restrictor: LoadRestrictor;
  readonly #referrer: Loader | undefined;

  private constructor(root: string, restrictor: LoadRestrictor, referrer?: Loader) {
    this.root = root;
    this.#restrictor = restrictor;
    this.#referrer = referrer;
  }

  /** `path` as the user typed it. Throws when it is no folder. */
  static at(path: string, cwd: string, restrictor: LoadRestrictor): Loader {
    refuseRemote(path);
    return new Loader(confirmFolder(path, resolve(cwd, path)), restrictor);
  }

  /** The folder of a base. Throws for what is no folder, and for one that is on the way to here. */
  enter(path: string): Loader {
    if (path === '') throw new UserError('new root cannot be empty');
    refuseRemote(path);
    if (isAbsolute(path)) throw new UserError(`new root '${path}' cannot be absolute`);
    const target = join(this.root, path);
    const root = confirmFolder(target, target);
    for (const visited of this.#visited()) {
      if (isWithin(visited, root)) throw new UserError(`cycle detected: candidate root '${root}' contains visited root '${visited}'`);
    }
    return new Loader(root, this.#restrictor, this);
  }

  /** The folders on the way to here, this one first. */
  #visited(): string[] {
    return [this.root, ...(this.#referrer ? this.#referrer.#visited() : [])];
  }

  load(path: string): Buffer {
    refuseRemote(path);
    const target = isAbsolute(path) ? path : join(this.root, path);
    const real = realPath(target, target);
    if (statSync(real).isDirectory()) throw new UserError(`'${target}' must resolve to a file`);
    if (this.#restrictor === 'LoadRestrictionsRootOnly' && !isWithin(dirname(real), this.root))
      throw new UserError(`security; file '${real}' is not in or below '${this.root}'`);
    try {
      return readFileSync(real);
    } catch (error) {
      throw new UserError(systemErrorText('open', real, error));
    }
  }

  /** Undefined when there is no such file. */
  tryLoad(path: string): string | undefined {
    try {
      return this.load(path).toString();
    } catch {
      return undefined;
    }
  }
}

/** Is `path` this folder, or below it? */
function isWithin(path: string, folder: string): boolean {
  return folder === '/' || path === folder || path.startsWith(`${folder}/`);
}

function confirmFolder(shown: string, path: string): string {
  let real: string;
  try {
    real = realPath(shown, path);
  } catch (error) {
    throw new UserError(`must build at directory: not a valid directory: ${(error as Error).message}`);
  }
  if (!statSync(real).isDirectory()) throw new UserError(`must build at directory: '${shown}': file is not directory`);
  return real;
}

function realPath(shown: string, path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    throw new UserError(`evalsymlink failure on '${shown}' : ${systemErrorText('lstat', firstMissing(path), error)}`);
  }
}

/** The part of the path that is not there. */
function firstMissing(path: string): string {
  const parent = dirname(path);
  if (parent === path) return path;
  try {
    lstatSync(parent);
    return join(parent, basename(path));
  } catch {
    return firstMissing(parent);
  }
}

/** Repositories and files on the network. */
const REMOTE = /^(?:[a-z][a-z0-9+.-]*::|(?:https?|ssh|git|file|oci):\/\/|git@|gh:|github\.com[/:]|(?:[^/]+\.git)(?:[/?]|$))/i;

function refuseRemote(path: string): void {
  if (REMOTE.test(path))
    throw new UserError(`unable to read "${path}": kubesim does not use the network; copy what is there into a folder and name that`);
}
