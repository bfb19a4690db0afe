import type { ApiRequest, ApiResource, Client } from '../../api/client.ts';
import type { KubeObject } from '../../api/object.ts';
import { requestPages } from '../resources/pages.ts';
import { createDescription, type Description } from './description.ts';

/** What a describer may ask beyond the object itself. */
export interface DescribeContext {
  client: Client;
  /** Milliseconds since the epoch. */
  now: number;
  showEvents: boolean;
  /** The size of the pieces that long lists are fetched in. */
  pageSize: number;
  resource: ApiResource;
}

export type Describer = (object: KubeObject, context: DescribeContext) => Promise<string>;

/** A describer that writes what it knows of one kind; related objects and events are asked for on the way. */
export function defineDescriber<T extends { metadata: KubeObject['metadata'] }>(
  describe: (to: Description, object: T, context: DescribeContext) => Promise<void> | void,
): Describer {
  return async (object, context) => {
    const to = createDescription();
    await describe(to, object as unknown as T, context);
    return to.aligned();
  };
}

/** The members of a list, or undefined if they are not to be had. Most of kubectl's describers fetch long lists in pieces. */
export async function related<T>(
  context: Pick<DescribeContext, 'client' | 'pageSize'>,
  address: Pick<ApiRequest, 'group' | 'version' | 'resource' | 'namespace' | 'labelSelector' | 'fieldSelector'>,
): Promise<T[] | undefined> {
  try {
    return ((await requestPages(context.client, { verb: 'list', ...address, limit: context.pageSize }))['items'] ?? []) as T[];
  } catch {
    return undefined;
  }
}
