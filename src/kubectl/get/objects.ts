import type { KubeObject } from '../../api/object.ts';
import type { ObjectPrinter } from '../printers/index.ts';
import { sortObjects } from '../printers/sort.ts';
import { fetchInfo, fetchList, type Selected } from '../resources/builder.ts';
import type { Session } from '../session.ts';
import { pageSize, type GetFlags } from './options.ts';

/**
 * Fetches the objects themselves and prints them: a single named one as it is, everything else as a List. Of a single file in which
 * something has failed (`hasFailed`) nothing is printed.
 */
export async function printObjects(
  session: Session,
  selected: Selected,
  flags: GetFlags,
  print: ObjectPrinter,
  failed: (error: unknown) => void,
  hasFailed: () => boolean,
): Promise<void> {
  const objects: KubeObject[] = [];
  const attempt = async (run: () => Promise<void>): Promise<void> => {
    try {
      await run();
    } catch (error) {
      failed(error);
    }
  };
  if (selected.kind === 'lists') {
    for (const list of selected.lists) {
      await attempt(async () => {
        for (const { object } of await fetchList(session.client, list, pageSize(flags))) objects.push(object as KubeObject);
      });
    }
  } else {
    const subresource = flags.subresource === '' ? {} : { subresource: flags.subresource };
    for (const info of selected.infos) {
      await attempt(async () => {
        objects.push((await fetchInfo(session.client, info, subresource)).object as KubeObject);
      });
    }
  }
  if (hasFailed() && isOneFile(flags)) return;
  const single = selected.kind === 'infos' && selected.infos.length === 1 && !fromStdin(selected);
  if (single || (selected.kind === 'infos' && objects.length === 0)) {
    for (const object of objects) print(object);
    return;
  }
  const items = sortObjects(objects, flags['sort-by']);
  print({ apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } });
}

/** One file, folder or kustomization, which kubectl takes for one thing; standard input is none. */
export function isOneFile({ filename, kustomize }: GetFlags): boolean {
  return kustomize !== '' || (filename.length === 1 && filename[0] !== '-');
}

/** Standard input might hold any number of objects, so even one of them comes back as a List. */
function fromStdin(selected: Selected): boolean {
  return selected.kind === 'infos' && selected.fromFiles && selected.infos[0]?.source === 'STDIN';
}
