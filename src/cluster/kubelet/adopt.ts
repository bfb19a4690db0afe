import { parseTime } from '../../api/time.ts';
import type { Container, ContainerStatus, Pod } from '../../api/types.ts';
import { newContainer, type ContainerRecord, type PodRecord } from './records.ts';

/** The record of a pod that is new to the kubelet: empty, or, when the pod came with the status of a running one, what that says. */
export function newRecord(pod: Pod, now: number): PodRecord {
  const record: PodRecord = { uid: pod.metadata.uid ?? '', startTime: now, setup: { ready: false, attempts: 0 }, containers: {} };
  const { status, spec } = pod;
  if (status?.phase !== 'Running' || !status.containerStatuses) return record;
  record.startTime = parseTime(status.startTime ?? '') ?? now;
  record.setup.ready = true;
  if (status.podIP && !spec?.hostNetwork) record.ip = status.podIP;
  const containers = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];
  for (const each of [...(status.initContainerStatuses ?? []), ...status.containerStatuses]) {
    const container = containers.find(({ name }) => name === each.name);
    if (container) record.containers[each.name] = adopted(container, each, now);
  }
  return record;
}

function adopted(
  container: Container,
  { state, containerID, imageID, restartCount, ready, started }: ContainerStatus,
  now: number,
): ContainerRecord {
  const ended = state?.terminated;
  const begun = (state?.running ?? ended)?.startedAt;
  if (begun === undefined) return newContainer();
  return {
    phase: ended ? 'exited' : 'running',
    restarts: restartCount,
    crashes: 0,
    failedPulls: 0,
    ready,
    started: started ?? true,
    run: {
      id: containerID?.replace(/^.*:\/\//, '') ?? '',
      image: container.image ?? '',
      imageId: imageID,
      startedAt: parseTime(String(begun)) ?? now,
      ...(ended && {
        finishedAt: parseTime(String(ended.finishedAt)) ?? now,
        exit: { code: ended.exitCode, reason: ended.reason ?? 'Completed' },
      }),
    },
  };
}
