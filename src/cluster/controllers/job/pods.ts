import { selectorFromLabelSelector } from '../../../api/labels.ts';
import { hasReason } from '../../../api/status.ts';
import { parseTime } from '../../../api/time.ts';
import type { Job, Pod, PodTemplateSpec } from '../../../api/types.ts';
import type { NewObject } from '../../apiserver/cluster-api.ts';
import type { ActorContext } from '../../sim/actor.ts';
import { claim } from '../ownership.ts';
import { podFromTemplate } from '../pod-control.ts';

export const FINALIZER = 'batch.kubernetes.io/job-tracking';
const INDEX = 'batch.kubernetes.io/job-completion-index';
const INDEX_FAILURES = 'batch.kubernetes.io/job-index-failure-count';
const INDEX_IGNORED_FAILURES = 'batch.kubernetes.io/job-index-ignored-failure-count';

export function isIndexed(job: Job): boolean {
  return job.spec?.completionMode === 'Indexed';
}

export function podsOf(job: Job, context: ActorContext): Pod[] {
  return claim(context.api, 'pods', job, selectorFromLabelSelector(job.spec?.selector));
}

export function isTracked({ metadata }: Pod): boolean {
  return metadata.finalizers?.includes(FINALIZER) ?? false;
}

/** Failed, or (where the policy does not wait for the end) on its way out. */
export function hasFailed(job: Job, { status, metadata }: Pod): boolean {
  if (status?.phase === 'Failed') return true;
  if (status?.phase === 'Succeeded' || job.spec?.podReplacementPolicy === 'Failed') return false;
  return metadata.deletionTimestamp !== undefined;
}

export function indexOf({ metadata }: Pod): number | undefined {
  const text = metadata.annotations?.[INDEX];
  return text !== undefined && /^[0-9]+$/.test(text) ? Number(text) : undefined;
}

/** How often pods of an index have failed, with and without counting. */
export interface IndexFailures {
  counted: number;
  ignored: number;
}

/** The failures of those whose place the pod has taken. */
export function failuresBefore({ metadata }: Pod): IndexFailures {
  const told = (annotation: string): number => Number(metadata.annotations?.[annotation] ?? 0);
  return { counted: told(INDEX_FAILURES), ignored: told(INDEX_IGNORED_FAILURES) };
}

/** When the pod came to its end (ms since the epoch): its last container's, or what comes nearest. */
export function finishedAt({ status, metadata }: Pod, now: number): number {
  const ends = (status?.containerStatuses ?? []).flatMap(({ state }) => {
    const time = state?.terminated?.finishedAt;
    return time ? [parseTime(String(time)) ?? 0] : [];
  });
  if (ends.length > 0 && ends.length === status?.containerStatuses?.length) return Math.max(...ends);
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  if (ready?.lastTransitionTime) return parseTime(String(ready.lastTransitionTime)) ?? now;
  return metadata.deletionTimestamp
    ? (parseTime(metadata.deletionTimestamp) ?? now) - (metadata.deletionGracePeriodSeconds ?? 0) * 1000
    : now;
}

/** A pod of the Job; with an index it is named, labelled and told by it. `failures`: where they are limited for each index. */
export function newPod(job: Job, index?: number, failures?: IndexFailures): NewObject<Pod> {
  const pod = podFromTemplate(job.spec?.template as PodTemplateSpec, job);
  pod.metadata.finalizers = [...(pod.metadata.finalizers ?? []).filter((finalizer) => finalizer !== FINALIZER), FINALIZER];
  if (index === undefined) return pod;
  const name = job.metadata.name ?? '';
  pod.metadata.generateName = `${name}-${index}-`;
  pod.metadata.labels = { ...pod.metadata.labels, [INDEX]: String(index) };
  pod.metadata.annotations = {
    ...pod.metadata.annotations,
    [INDEX]: String(index),
    ...(failures === undefined ? {} : { [INDEX_FAILURES]: String(failures.counted) }),
    ...(failures?.ignored ? { [INDEX_IGNORED_FAILURES]: String(failures.ignored) } : {}),
  };
  const env = { name: 'JOB_COMPLETION_INDEX', valueFrom: { fieldRef: { fieldPath: `metadata.labels['${INDEX}']` } } };
  type Container = NonNullable<Pod['spec']>['containers'][number];
  const told = (container: Container): Container =>
    container.env?.some(({ name: variable }) => variable === env.name) ? container : { ...container, env: [...(container.env ?? []), env] };
  const spec = pod.spec as NonNullable<Pod['spec']>;
  pod.spec = {
    ...spec,
    hostname: `${name}-${index}`,
    containers: spec.containers.map(told),
    ...(spec.initContainers ? { initContainers: spec.initContainers.map(told) } : {}),
  };
  return pod;
}

/** The pod has been counted and may go. */
export function untrack(pod: Pod, { api }: ActorContext): void {
  const finalizers = (pod.metadata.finalizers ?? []).filter((finalizer) => finalizer !== FINALIZER);
  const { finalizers: _, ...metadata } = pod.metadata;
  try {
    api.update('pods', { ...pod, metadata: { ...metadata, ...(finalizers.length > 0 ? { finalizers } : {}) } });
  } catch (error) {
    if (!hasReason(error, 'NotFound')) throw error;
  }
}
