import { select } from '../selection.ts';
import type { Session } from '../session.ts';
import type { ResourceInfo } from './builder.ts';

/** Objects named as commands about pods take them (`web`, `deploy/web`, `node/worker`), or by files. Throws for the first that cannot be. */
export async function namedPods(
  session: Session,
  names: readonly string[],
  filenames: readonly string[] = [],
): Promise<readonly ResourceInfo[]> {
  const files = { filename: filenames, kustomize: '', recursive: false };
  const args = names.map((name) => (name.includes('/') ? name : `pods/${name}`));
  const fail = (error: unknown): never => {
    throw error;
  };
  const selected = await select(session, { args, files }, fail);
  return selected.kind === 'infos' ? selected.infos : [];
}
