import { UserError } from '../../api/user-error.ts';
import { UsageError } from '../errors.ts';
import { fetchSelected, selectResources, type ResourceInfo } from '../resources/builder.ts';
import type { Session } from '../session.ts';

/**
 * The nodes that the arguments of cordon, uncordon and drain name: NAME …, node/NAME, or a selector.
 * `verb` is for the usage line when nothing is named. Failures to find one are handed to `failed`.
 */
export async function selectNodes(
  session: Session,
  verb: string,
  args: readonly string[],
  selector: string,
  failed: (error: unknown) => void,
): Promise<ResourceInfo[]> {
  if (args.length > 0 && selector !== '') throw new UsageError('cannot specify both a node name and a --selector option');
  if (args.length === 0 && selector === '') throw new UsageError(`USAGE: ${verb} NODE [flags]`);
  const named = args.some((arg) => arg.includes('/')) ? args : ['nodes', ...args];
  const options = {
    mapper: session.mapper,
    args: named,
    namespace: session.namespace,
    ...(selector === '' ? {} : { labelSelector: selector }),
  };
  const selected = selectResources(options);
  const found = await fetchSelected(session.client, selected, failed);
  for (const { resource } of found) {
    if (resource.kind === 'Node' && resource.group === '') continue;
    const gvr = `${resource.group}/${resource.version}, Resource=${resource.name}`;
    throw new UserError(`expected resource of type node, got ${JSON.stringify(gvr)}`);
  }
  return found;
}
