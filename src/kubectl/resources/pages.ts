import type { ApiRequest, Client } from '../../api/client.ts';
import type { KubeObject } from '../../api/object.ts';

/** kubectl's size of the pieces that long lists are fetched in. */
export const PAGE_SIZE = 500;

/** The answer to a list request, in one piece: where it has a `limit`, as many requests are made as it takes. */
export async function requestPages(client: Client, request: ApiRequest): Promise<KubeObject> {
  let { body } = await client.request(request);
  const members = 'rows' in body ? 'rows' : 'items';
  const all: unknown[] = [];
  const first = body;
  for (;;) {
    all.push(...((body[members] ?? []) as unknown[]));
    const { continue: next } = body.metadata as { continue?: string };
    if (!next) break;
    // The token tells of the revision, too.
    const { resourceVersion: _, ...rest } = request;
    ({ body } = await client.request({ ...rest, continue: next }));
  }
  if (body === first) return first;
  const { resourceVersion = '' } = first.metadata;
  return { ...first, metadata: { resourceVersion }, [members]: all };
}
