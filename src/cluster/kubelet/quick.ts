import type { Container, Node, Pod } from '../../api/types.ts';
import type { ActorContext, Requeue } from '../sim/actor.ts';
import { fullReference, parseReference } from './images/reference.ts';
import { digestOf, type ImageCatalogue } from './images/catalogue.ts';
import { allocateIp } from './node-record.ts';
import { newContainer, type ContainerRecord, type PodRecord } from './records.ts';
import { roleOf } from './status/pod-status.ts';
import { between, containerId } from './timing.ts';

/** How long a pod takes to start (ms). */
const START = [290, 310] as const;
/** Key of the note on when the pod that came last starts. */
const LAST_START = 'last start';
/** How long a Job's pod works, and how soon a pull that failed is said to be backing off (ms). */
const WORK = 1_000;
const PULL_BACKOFF = 1_500;

/**
 * Kubelets that only play their part, as node simulators in large test clusters do: what can be pulled soon runs and goes on running whatever
 * it is, init containers are done at once, pods of Jobs end after a second. Returns when the pod has to be looked at again.
 */
export function syncQuick(pod: Pod, node: Node, record: PodRecord, catalogue: ImageCatalogue, context: ActorContext): Requeue | undefined {
  const now = context.now();
  // A pod takes a moment even here: a rollout that is over at once could not be scaled, paused or watched on its way.
  record.setup.due ??= startTime(context);
  if (record.setup.due > now) return { at: record.setup.due };
  if (!record.setup.ready) {
    record.setup = { ready: true, attempts: 0, due: record.setup.due };
    const ip = pod.spec?.hostNetwork ? undefined : allocateIp(node, context);
    if (ip !== undefined) record.ip = ip;
  }
  const spec = pod.spec!;
  const containers = [...(spec.initContainers ?? []), ...spec.containers, ...((spec.ephemeralContainers ?? []) as Container[])];
  const work = isJobPod(pod) ? WORK : undefined;
  const due: number[] = [];
  for (const container of containers) {
    const own = (record.containers[container.name] ??= newContainer());
    // Its image was changed: the new one runs at once.
    if (own.phase === 'running' && own.run?.image !== container.image) startAgain(own);
    if (own.phase === 'idle' || own.phase === 'waiting') {
      if (!catalogue.exists(container.image ?? '')) {
        due.push(failPull(own, container, now));
        if (isInit(pod, container)) break;
        continue;
      }
      start(own, container, context);
      if (isInit(pod, container) && roleOf(container) === 'init') end(own, 0, now);
    }
    if (own.phase === 'running' && work !== undefined && spec.containers.includes(container)) {
      const endsAt = own.run!.startedAt + work;
      if (endsAt <= now) end(own, exitCodeOf(container), now);
      else due.push(endsAt);
    }
  }
  stopSidecars(pod, record, now);
  const next = due.filter((at) => at > now);
  return next.length > 0 ? { at: Math.min(...next) } : undefined;
}

/** Pods start in the order in which they came: none overtakes another one on its way. */
function startTime({ now, random, memory }: ActorContext): number {
  const due = Math.max(now() + between(random, ...START, 10), memory.get<number>(LAST_START) ?? 0);
  memory.set(LAST_START, due);
  return due;
}

function isInit(pod: Pod, container: Container): boolean {
  return pod.spec?.initContainers?.includes(container) === true;
}

function isJobPod(pod: Pod): boolean {
  return pod.metadata.ownerReferences?.some(({ kind, controller }) => kind === 'Job' && controller) === true;
}

function start(own: ContainerRecord, container: Container, { random, now }: ActorContext): void {
  const image = container.image ?? '';
  own.phase = 'running';
  delete own.waiting;
  own.run = { id: containerId(random), image, imageId: imageIdOf(image), startedAt: now() };
  own.started = true;
  own.ready = true;
}

function startAgain(own: ContainerRecord): void {
  if (own.run) own.previous = { ...own.run, exit: { code: 0, reason: 'Completed' } };
  delete own.run;
  own.restarts += 1;
  own.phase = 'idle';
}

function end(own: ContainerRecord, code: number, now: number): void {
  own.phase = 'exited';
  own.run = { ...own.run!, finishedAt: now, exit: { code, reason: code === 0 ? 'Completed' : 'Error' } };
  own.started = false;
  own.ready = false;
}

/** Sidecars of a pod whose work is done are done too. */
function stopSidecars(pod: Pod, record: PodRecord, now: number): void {
  if (!pod.spec!.containers.every(({ name }) => record.containers[name]?.phase === 'exited')) return;
  for (const { name } of pod.spec!.initContainers ?? []) {
    const own = record.containers[name];
    if (own?.phase === 'running') end(own, 0, now);
  }
}

function failPull(own: ContainerRecord, container: Container, now: number): number {
  own.phase = 'waiting';
  own.due ??= now + PULL_BACKOFF;
  const image = container.image ?? '';
  const error = pullErrorOf(image);
  own.waiting =
    own.due > now
      ? { reason: 'ErrImagePull', message: error }
      : { reason: 'ImagePullBackOff', message: `Back-off pulling image "${image}": ErrImagePull: ${error}` };
  return own.due;
}

/** What a registry says of an image that it does not have. */
export function pullErrorOf(image: string): string {
  const full = fullReference(image);
  return `rpc error: code = NotFound desc = failed to pull and unpack image "${full}": failed to resolve image: ${full}: not found`;
}

/** `docker.io/library/nginx@sha256:…` */
export function imageIdOf(image: string): string {
  const reference = parseReference(image);
  if ('error' in reference) return '';
  const name = `${reference.domain}/${reference.path}`;
  return reference.digest ? `${name}@${reference.digest}` : `${name}@sha256:${digestOf(fullReference(image))}`;
}

/** Work whose command speaks of failing fails. */
function exitCodeOf({ command = [], args = [] }: Container): number {
  const text = [...command, ...args].join(' ');
  const code = /\bexit\s+([1-9]\d*)/.exec(text)?.[1];
  if (code !== undefined) return Number(code) % 256;
  return /\bfail(s|ed|ing)?\b/.test(text) || command[0] === 'false' ? 1 : 0;
}
