import type { Container, ContainerStatus, Pod } from '../../../api/types.ts';

export type Phase = 'Pending' | 'Running' | 'Succeeded' | 'Failed';

/** The pod's phase as it follows from its containers. */
export function podPhase(pod: Pod, initStatuses: readonly ContainerStatus[], statuses: readonly ContainerStatus[]): Phase {
  const spec = pod.spec!;
  const statusOf = (container: Container, list: readonly ContainerStatus[]): ContainerStatus | undefined =>
    list.find(({ name }) => name === container.name);
  const never = spec.restartPolicy === 'Never';
  for (const container of spec.initContainers ?? []) {
    const status = statusOf(container, initStatuses);
    if (container.restartPolicy === 'Always') {
      if (!status?.started && !isSucceeded(status)) {
        if (everyWaiting(statuses)) return never && (status?.state?.terminated?.exitCode ?? 0) !== 0 ? 'Failed' : 'Pending';
      }
      continue;
    }
    const ended = status?.state?.terminated;
    if (ended && ended.exitCode !== 0 && never) return 'Failed';
    if (ended?.exitCode !== 0) return 'Pending';
  }
  let waiting = 0;
  let running = 0;
  let failed = 0;
  for (const container of spec.containers) {
    const { state, lastState } = statusOf(container, statuses) ?? {};
    if (state?.running) running++;
    else if (state?.terminated) {
      if (state.terminated.exitCode !== 0) failed++;
    } else if (lastState?.terminated) running++;
    else waiting++;
  }
  if (waiting > 0) return 'Pending';
  if (running > 0 || spec.restartPolicy === 'Always') return 'Running';
  if (failed === 0) return 'Succeeded';
  return never ? 'Failed' : 'Running';
}

function isSucceeded(status: ContainerStatus | undefined): boolean {
  return status?.state?.terminated?.exitCode === 0;
}

function everyWaiting(statuses: readonly ContainerStatus[]): boolean {
  return statuses.every(({ state, lastState }) => !state?.running && !state?.terminated && !lastState?.terminated);
}
