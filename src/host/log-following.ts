import type { ApiRequest, Client } from '../api/client.ts';
import type { KubeObject } from '../api/object.ts';
import { StatusError } from '../api/status.ts';

interface LogSource {
  request: Client['request'];
  step(until: number | undefined, signal?: AbortSignal, lookAfter?: number): Promise<void>;
  now(): number;
}

/** Query parameters that choose where a log begins; what comes later is wanted whole. */
const BEGINNINGS = ['tailLines', 'sinceSeconds', 'sinceTime', 'limitBytes', 'follow'];

/** How long (ms) a line may be there before it is seen, and how much of the time looking may take at most. */
const LOOK_AFTER = 200;
const SHARE = 0.1;

/** `logs -f`: the log so far as asked for, then what is added, until the container ends, is replaced, or goes away with its pod. */
export async function* followLog(
  request: ApiRequest,
  { deadline, signal }: { deadline?: number; signal?: AbortSignal } = {},
  source: LogSource,
): AsyncGenerator<string> {
  const limit = request.query?.limitBytes === undefined ? Infinity : Number(request.query.limitBytes);
  const beginning = { ...request, query: without(request.query, ['follow']) };
  const whole = { ...request, query: without(request.query, BEGINNINGS) };
  const previous = { ...whole, query: { ...whole.query, previous: 'true' } };
  const first = (await source.request(beginning)).text ?? '';
  if (first !== '') yield first;
  let given = Buffer.byteLength(first);
  let seen = ((await source.request(whole)).text ?? '').length;
  const container = await runningContainer(request, source);
  let lookAfter = LOOK_AFTER;
  while (container !== undefined && given < limit && !signal?.aborted && (deadline === undefined || source.now() < deadline)) {
    await source.step(deadline, signal, lookAfter);
    const lookedAt = performance.now();
    const running = await runningContainer(request, source);
    // The log of the container that is followed, not of its successor.
    const text = await logText(running === undefined || running === container ? whole : previous, source);
    if (text.length > seen) {
      const piece = text.slice(seen);
      seen = text.length;
      given += Buffer.byteLength(piece);
      yield piece;
    }
    if (running !== container) return;
    lookAfter = Math.max(LOOK_AFTER, (performance.now() - lookedAt) / SHARE);
  }
}

async function logText(request: ApiRequest, source: LogSource): Promise<string> {
  try {
    return (await source.request(request)).text ?? '';
  } catch (error) {
    if (error instanceof StatusError) return '';
    throw error;
  }
}

interface ContainerStatus {
  name: string;
  containerID?: string;
  state?: { running?: unknown };
}

/** The ID of the followed container while it runs. */
async function runningContainer(request: ApiRequest, source: LogSource): Promise<string | undefined> {
  let pod: KubeObject;
  try {
    const { group, version, resource, namespace, name } = request;
    pod = (await source.request({ verb: 'get', group, version, resource, namespace, name })).body;
  } catch (error) {
    if (error instanceof StatusError) return undefined;
    throw error;
  }
  const wanted = request.query?.container ?? (pod.spec?.containers as { name: string }[] | undefined)?.[0]?.name;
  const statuses = ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'].flatMap(
    (list) => (pod.status?.[list] as ContainerStatus[] | undefined) ?? [],
  );
  const status = statuses.find(({ name }) => name === wanted);
  return status?.state?.running ? (status.containerID ?? '') : undefined;
}

function without(query: ApiRequest['query'], names: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(query ?? {}).filter(([name]) => !names.includes(name)));
}
