import type { Client, UserInfo } from '../api/client.ts';
import { pathNotFound, StatusError, type Status } from '../api/status.ts';
import { UserError } from '../api/user-error.ts';
import type { WireAnswer, WireRequest } from '../cluster/cluster.ts';
import type { ClusterSession } from './cluster-session.ts';

/** Whoever can open a cluster's file is this user. */
const OWNER: UserInfo = { username: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };

interface RawSource extends Pick<Client, 'watch' | 'follow'> {
  session: ClusterSession;
  now(): number;
}

/** Sends a request as it would go over the wire and gives the answer's text (through the private socket, what was not given comes as null). Refusals are StatusErrors. */
export async function rawRequest(
  { session, follow, watch, now }: RawSource,
  method: string,
  target: string,
  body?: string | null,
  contentType?: string | null,
  user?: UserInfo,
): Promise<string> {
  const headers = { accept: 'application/json, */*', ...(body ? { 'content-type': contentType ?? 'application/json' } : {}) };
  const request: WireRequest = { method, target, headers, trusted: user ?? OWNER, ...(body ? { body } : {}) };
  const run = method === 'GET' ? session.read.bind(session) : session.write.bind(session);
  const answer = await run((cluster) => cluster.wire(request));
  switch (answer.kind) {
    case 'whole':
      return wholeText(answer);
    case 'follow':
      return joined(follow(answer.request));
    case 'watch': {
      const { timeoutSeconds, encode } = answer;
      if (timeoutSeconds === undefined) throw new UserError('a watch by its path needs timeoutSeconds: what it shows is shown at its end');
      const events = watch(answer.watch.request, { deadline: now() + timeoutSeconds * 1000 });
      return joined(mapped(events, encode));
    }
  }
}

function wholeText({ status, headers, body }: Extract<WireAnswer, { kind: 'whole' }>): string {
  if (status < 400) return body;
  if (headers['content-type']?.startsWith('application/json')) throw new StatusError(JSON.parse(body) as Status);
  if (status === 404) throw pathNotFound();
  throw new StatusError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message: body.trimEnd(), code: status });
}

async function* mapped<T>(items: AsyncIterable<T>, text: (item: T) => string): AsyncGenerator<string> {
  for await (const item of items) yield text(item);
}

async function joined(pieces: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}
