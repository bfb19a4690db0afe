import type { Pod } from '../../../api/types.ts';
import { parseTime } from '../../../api/time.ts';
import { age, ageColumn, nameColumn } from '../columns.ts';
import type { Column } from '../define.ts';
import type { ContainerStatus } from '../../../api/types.ts';

const none = '<none>';

export const podColumns: readonly Column<Pod>[] = [
  nameColumn,
  { name: 'Ready', type: 'string', cell: (pod) => summary(pod).ready },
  { name: 'Status', type: 'string', cell: (pod) => summary(pod).status },
  { name: 'Restarts', type: 'string', cell: (pod, now) => restartsCell(summary(pod), now) },
  ageColumn,
  { name: 'IP', type: 'string', priority: 1, cell: (pod) => pod.status?.podIPs?.[0]?.ip || pod.status?.podIP || none },
  { name: 'Node', type: 'string', priority: 1, cell: (pod) => pod.spec?.nodeName || none },
  { name: 'Nominated Node', type: 'string', priority: 1, cell: (pod) => pod.status?.nominatedNodeName || none },
  { name: 'Readiness Gates', type: 'string', priority: 1, cell: readinessGatesCell },
];

interface PodSummary {
  ready: string;
  status: string;
  restarts: number;
  /** When the container that restarted last had ended. */
  lastRestart: string | undefined;
}

const summaries = new WeakMap<Pod, PodSummary>();

function summary(pod: Pod): PodSummary {
  let result = summaries.get(pod);
  if (result === undefined) summaries.set(pod, (result = summarize(pod)));
  return result;
}

class Restarts {
  count = 0;
  last: string | undefined;

  add(status: ContainerStatus): void {
    this.count += status.restartCount;
    const ended = status.lastState?.terminated?.finishedAt;
    if (ended !== undefined && (this.last === undefined || parseTime(ended)! > parseTime(this.last)!)) this.last = ended;
  }
}

/** The status is the reason of the container that matters most, the pod's own, or its phase. */
function summarize(pod: Pod): PodSummary {
  const { spec, status } = pod;
  const sidecars = new Set(spec?.initContainers?.filter(({ restartPolicy }) => restartPolicy === 'Always').map(({ name }) => name));
  const initial = initialization(pod, sidecars);
  const isInitialized = status?.conditions?.some(({ type, status: value }) => type === 'Initialized' && value === 'True');
  let reason = initial.reason ?? ownReason(pod);
  let ready = initial.readySidecars;
  let restarts = initial.all;

  if (initial.reason === undefined || isInitialized) {
    restarts = initial.sidecars;
    let isRunning = false;
    for (const container of (status?.containerStatuses ?? []).toReversed()) {
      restarts.add(container);
      const { waiting, terminated, running } = container.state ?? {};
      if (waiting?.reason) reason = waiting.reason;
      else if (terminated) reason = terminated.reason || exitText(terminated);
      else if (container.ready && running) {
        isRunning = true;
        ready++;
      }
    }
    if (reason === 'Completed' && isRunning) reason = hasReadyCondition(pod) ? 'Running' : 'NotReady';
  }

  if (pod.metadata.deletionTimestamp !== undefined) {
    if (status?.reason === 'NodeLost') reason = 'Unknown';
    else if (status?.phase !== 'Succeeded' && status?.phase !== 'Failed') reason = 'Terminating';
  }
  const total = (spec?.containers.length ?? 0) + sidecars.size;
  return { ready: `${ready}/${total}`, status: reason, restarts: restarts.count, lastRestart: restarts.last };
}

function ownReason(pod: Pod): string {
  const isGated = pod.status?.conditions?.some(({ type, reason }) => type === 'PodScheduled' && reason === 'SchedulingGated');
  return isGated ? 'SchedulingGated' : pod.status?.reason || pod.status?.phase || '';
}

/** How far the init containers have come; no reason means that they are through. */
function initialization(
  pod: Pod,
  names: ReadonlySet<string>,
): { reason?: string; readySidecars: number; all: Restarts; sidecars: Restarts } {
  const all = new Restarts();
  const sidecars = new Restarts();
  let readySidecars = 0;
  for (const [i, container] of (pod.status?.initContainerStatuses ?? []).entries()) {
    const isSidecar = names.has(container.name);
    all.add(container);
    if (isSidecar) sidecars.add(container);
    const { waiting, terminated } = container.state ?? {};
    if (terminated?.exitCode === 0) continue;
    if (isSidecar && container.started) {
      if (container.ready) readySidecars++;
      continue;
    }
    const reason = terminated
      ? terminated.reason || exitText(terminated)
      : waiting?.reason && waiting.reason !== 'PodInitializing'
        ? waiting.reason
        : `${i}/${pod.spec?.initContainers?.length ?? 0}`;
    return { reason: `Init:${reason}`, readySidecars, all, sidecars };
  }
  return { readySidecars, all, sidecars };
}

function exitText({ signal, exitCode }: { signal?: number; exitCode: number }): string {
  return signal ? `Signal:${signal}` : `ExitCode:${exitCode}`;
}

function hasReadyCondition(pod: Pod): boolean {
  return pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
}

function restartsCell({ restarts, lastRestart }: PodSummary, now: number): string {
  return restarts !== 0 && lastRestart !== undefined ? `${restarts} (${age(lastRestart, now)} ago)` : String(restarts);
}

function readinessGatesCell(pod: Pod): string {
  const gates = pod.spec?.readinessGates ?? [];
  if (gates.length === 0) return none;
  const isTrue = (gate: string): boolean => pod.status?.conditions?.find(({ type }) => type === gate)?.status === 'True';
  return `${gates.filter(({ conditionType }) => isTrue(conditionType)).length}/${gates.length}`;
}
