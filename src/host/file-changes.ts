import { watch, type FSWatcher } from 'node:fs';
import { basename, dirname } from 'node:path';

/** How often to look where the system does not tell of changes (network file systems, some mounts); ms. */
const LOOK = 150;

export interface Changes {
  /** Resolves after `ms` at the latest, when others have (probably) changed the cluster, or when the signal aborts. Without `ms`: no limit. */
  next(ms: number | undefined, signal?: AbortSignal): Promise<void>;
  close(): void;
}

/** Waits for other processes to replace a file. `outdated` is asked now and then, and before every wait, so that no change is missed. */
export function fileChanges(path: string, outdated: () => boolean): Changes {
  let watcher: FSWatcher | undefined;
  const waiting = new Set<() => void>();
  const start = (): void => {
    try {
      watcher = watch(dirname(path), { persistent: false }, (_, name) => {
        if (name === null || name === basename(path)) for (const wake of [...waiting]) wake();
      });
      watcher.on('error', () => watcher?.close());
    } catch {
      // Out of watches, or not supported here: looking every now and then has to do.
    }
  };
  return {
    next(ms, signal) {
      if (!watcher) start();
      if ((ms !== undefined && ms <= 0) || signal?.aborted || outdated()) return Promise.resolve();
      return new Promise((resolve) => {
        const wake = (): void => {
          clearTimeout(timer);
          clearInterval(looking);
          waiting.delete(wake);
          signal?.removeEventListener('abort', wake);
          resolve();
        };
        const timer = ms === undefined ? undefined : setTimeout(wake, Math.min(ms, 2 ** 31 - 1));
        const looking = setInterval(() => {
          if (outdated()) wake();
        }, LOOK);
        waiting.add(wake);
        signal?.addEventListener('abort', wake);
      });
    },
    close() {
      watcher?.close();
      for (const wake of [...waiting]) wake();
    },
  };
}
