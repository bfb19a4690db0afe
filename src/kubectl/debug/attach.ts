import type { Pod } from '../../api/types.ts';
import { attachTo, containerNamed, containerStatus, printLog } from '../attach/stream.ts';
import { waitForPod } from '../attach/wait-for-pod.ts';
import type { Session } from '../session.ts';
import type { DebugFlags } from './options.ts';

/** Waits for the debug container and attaches to it; of one that has ended already the log is shown. */
export async function attachToDebugger(session: Session, pod: Pod, container: string, flags: DebugFlags): Promise<void> {
  const told = new Set<string>();
  const started = await waitForPod(session, pod, 0, (current) => {
    const state = containerStatus(current, container)?.state;
    if (state?.running || state?.terminated) return true;
    const message = state?.waiting?.message;
    if (message && !flags.quiet && !told.has(message)) session.io.stderr.write(`Warning: container ${container}: ${message}\n`);
    if (message) told.add(message);
    return false;
  });
  if (containerStatus(started, container)?.state?.terminated) return printLog(session, started, container);
  await attachTo(session, started, containerNamed(started, container), flags);
}
