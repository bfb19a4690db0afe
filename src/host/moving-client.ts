import type { Client, ClusterClock, WatchRequest } from '../api/client.ts';
import { ServedMeanwhile, ServerGone } from './server-gone.ts';

/**
 * A client on a cluster that may come to be served, or cease to be, while a command runs. What has not been done yet, and what only looks,
 * goes on where the cluster is then; a change that a server may have made before it went is not tried again.
 */
export function movingClient(first: Client, choose: () => Promise<Client>): Client {
  let current = first;
  const moved = async (error: unknown, repeatable: boolean): Promise<void> => {
    if (!(error instanceof ServedMeanwhile) && !(error instanceof ServerGone && repeatable)) throw error;
    await current.close().catch(() => undefined);
    current = await choose();
  };
  const on = async <T>(use: (client: Client) => Promise<T>, repeatable: boolean): Promise<T> => {
    for (let tries = 0; ; tries++) {
      try {
        return await use(current);
      } catch (error) {
        if (tries > 2) throw error;
        await moved(error, repeatable);
      }
    }
  };
  const clock: ClusterClock = {
    now: () => current.clock.now(),
    async sleep(ms, signal) {
      const until = current.clock.now() + ms;
      await on((client) => client.clock.sleep(Math.max(0, until - client.clock.now()), signal), true);
    },
  };
  return {
    clock,
    request: (request) => on((client) => client.request(request), request.verb === 'get' || request.verb === 'list'),
    async *watch(request, options) {
      for (let asked: WatchRequest = request; ;) {
        try {
          for await (const event of current.watch(asked, options)) {
            const { resourceVersion } = event.object.metadata ?? {};
            if (resourceVersion) asked = { ...request, resourceVersion };
            yield event;
          }
          return;
        } catch (error) {
          await moved(error, true);
        }
      }
    },
    async *follow(request, options) {
      let given = false;
      for (;;) {
        try {
          for await (const piece of current.follow(request, options)) {
            given = true;
            yield piece;
          }
          return;
        } catch (error) {
          // Where the log goes on cannot be told from its text.
          if (given) throw error;
          await moved(error, true);
        }
      }
    },
    raw: (...args) => on((client) => client.raw(...args), args[0] === 'GET'),
    discovery: () => on((client) => client.discovery(), true),
    close: () => current.close(),
  };
}
