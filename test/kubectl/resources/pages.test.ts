import { expect, it } from 'vitest';
import type { ApiRequest, Client } from '../../../src/api/client.ts';
import { requestPages } from '../../../src/kubectl/resources/pages.ts';

const pods = { group: '', version: 'v1', resource: 'pods', verb: 'list' } as const;

/** A server with the members 1 to 5. */
function server(members: 'items' | 'rows', asked: ApiRequest[]): Client {
  const request: Client['request'] = async (request) => {
    asked.push(request);
    const { limit = 0, continue: token = '0' } = request;
    const from = Number(token);
    const end = limit > 0 ? Math.min(from + limit, 5) : 5;
    const metadata = { resourceVersion: '7', ...(end < 5 ? { continue: String(end), remainingItemCount: 5 - end } : {}) };
    return { code: 200, warnings: [], body: { metadata, [members]: [1, 2, 3, 4, 5].slice(from, end) } };
  };
  return { request } as Client;
}

it.each(['items', 'rows'] as const)('a list in pieces is one list: %s', async (members) => {
  const asked: ApiRequest[] = [];
  const list = await requestPages(server(members, asked), { ...pods, labelSelector: 'a=b', resourceVersion: '7', limit: 2 });
  expect(list).toEqual({ metadata: { resourceVersion: '7' }, [members]: [1, 2, 3, 4, 5] });
  // The token says which state the list is of.
  expect(asked.slice(1)).toEqual(['2', '4'].map((token) => ({ ...pods, labelSelector: 'a=b', limit: 2, continue: token })));
});

it('without a limit it is one request', async () => {
  const asked: ApiRequest[] = [];
  expect((await requestPages(server('items', asked), { ...pods, limit: 0 }))['items']).toHaveLength(5);
  expect(asked).toHaveLength(1);
});
