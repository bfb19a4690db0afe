import { constants } from 'node:os';
import { serve, type RunningServer, type ServeOptions } from './serve.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Serves until a signal tells to stop; gives back the exit status. A second signal ends the process at once: the journal has what was answered. */
export async function untilStopped(options: ServeOptions, ready: (server: RunningServer) => void): Promise<number> {
  const signals = awaitSignal();
  try {
    const server = await serve({ ...options, stop: signals.stop });
    ready(server);
    await signals.stopped;
    await server.stop();
    return 0;
  } finally {
    signals.ignore();
  }
}

/** `stopped` resolves with the first signal that tells to end, or when `stop` is called; a second one ends the process. */
export function awaitSignal(): { stopped: Promise<void>; stop(): void; ignore(): void } {
  let stop: () => void = () => undefined;
  const stopped = new Promise<void>((resolve) => (stop = resolve));
  let signals = 0;
  const onSignal = (signal: (typeof SIGNALS)[number]): void => {
    signals += 1;
    if (signals > 1) process.exit(128 + constants.signals[signal]);
    stop();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    stopped,
    stop: () => stop(),
    ignore() {
      for (const signal of SIGNALS) process.removeListener(signal, onSignal);
    },
  };
}
