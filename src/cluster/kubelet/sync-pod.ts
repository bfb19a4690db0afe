import { deepEqual } from '../../api/json.ts';
import { parseTime } from '../../api/time.ts';
import type { Container, Node, Pod, ResourceRequirements } from '../../api/types.ts';
import type { ActorContext, Requeue } from '../sim/actor.ts';
import { rejection } from './admission.ts';
import { mountRetry } from './back-off.ts';
import { ContainerLife } from './container-life.ts';
import { tell } from './events.ts';
import type { ImageCatalogue } from './images/catalogue.ts';
import { allocateIp } from './node-record.ts';
import { newContainer, type ContainerRecord, type PodRecord } from './records.ts';
import { isInitializing } from './status/pod-status.ts';
import { between } from './timing.ts';
import { mountErrors } from './volumes.ts';

const DEADLINE_EXCEEDED = { reason: 'DeadlineExceeded', message: 'Pod was active on the node longer than the specified deadline' };
/** What a sidecar gets at least when the others took all of the grace period (ms). */
const LEAST_GRACE = 2_000;
/** From the end of the last container to that of the pod (ms). */
const CLEAN_UP = 500;

/**
 * The life of a pod on a real kubelet, up to now. Changes the record only; returns when the pod has to be looked at again.
 * Every due time in the record is passed exactly once, whatever else wakes the pod.
 */
export function syncPod(pod: Pod, node: Node, record: PodRecord, catalogue: ImageCatalogue, context: ActorContext): Requeue | undefined {
  const life = new ContainerLife(pod, node, record, catalogue, context);
  const sync = new PodSync(pod, node, record, context, life);
  sync.run();
  return sync.requeue();
}

class PodSync {
  readonly #pod: Pod;
  readonly #node: Node;
  readonly #record: PodRecord;
  readonly #context: ActorContext;
  readonly #life: ContainerLife;
  readonly #now: number;

  constructor(pod: Pod, node: Node, record: PodRecord, context: ActorContext, life: ContainerLife) {
    this.#pod = pod;
    this.#node = node;
    this.#record = record;
    this.#context = context;
    this.#life = life;
    this.#now = context.now();
  }

  run(): void {
    const record = this.#record;
    if (record.generation === undefined && !record.setup.ready) this.#admit();
    this.#noteChange();
    if (!record.ended) {
      this.#checkDeadline();
      if (this.#pod.metadata.deletionTimestamp) this.#beginStop('deletion', (this.#pod.metadata.deletionGracePeriodSeconds ?? 0) * 1000);
      if (!record.stopping) this.#setUp();
      if (record.setup.ready || record.stopping) this.#runContainers();
      this.#finish();
    }
    if (record.ended && record.stopping?.for === 'deletion') record.removeAt ??= this.#now + CLEAN_UP;
    this.#remember();
  }

  requeue(): Requeue | undefined {
    const { setup, containers, stopping, ended, removeAt } = this.#record;
    const due = [removeAt, ...(ended ? [] : [setup.ready ? undefined : setup.due, this.#deadline()])];
    if (!ended) {
      for (const own of Object.values(containers)) {
        due.push(own.due, own.showBackOffAt, ...Object.values(own.probes ?? {}).map((probe) => probe.due));
        if (own.phase === 'running') due.push(own.run?.endsAt);
      }
      if (stopping && Object.values(containers).some(({ phase }) => phase === 'running')) due.push(stopping.deadline);
    }
    const next = due.filter((at): at is number => at !== undefined && at > this.#now);
    return next.length > 0 ? { at: Math.min(...next) } : undefined;
  }

  /** Pods that were put here past the scheduler may be refused. */
  #admit(): void {
    const rejected = rejection(this.#pod, this.#node, this.#context.api);
    if (!rejected) return;
    this.#record.failure = rejected;
    this.#record.ended = true;
    tell(this.#context, this.#pod, { type: 'Warning', ...rejected, message: rejected.message.replace('Pod was rejected: ', '') });
  }

  /** A change of the pod makes the kubelet look at it: what backs off says so. */
  #noteChange(): void {
    const record = this.#record;
    const { generation = 1 } = this.#pod.metadata;
    if (record.generation !== undefined && record.generation !== generation) this.#resize();
    const changed = record.seen !== undefined && (record.generation !== generation || record.seen !== this.#labels());
    record.generation = generation;
    if (!changed) return;
    for (const own of Object.values(record.containers)) if (own.showBackOffAt !== undefined) own.showBackOffAt = this.#now;
  }

  /** What the pod looks like is remembered while somebody would mind that it changes. */
  #remember(): void {
    if (Object.values(this.#record.containers).some(({ showBackOffAt }) => showBackOffAt !== undefined)) this.#record.seen = this.#labels();
    else delete this.#record.seen;
  }

  #labels(): string {
    return JSON.stringify([this.#pod.metadata.labels, this.#pod.metadata.annotations]);
  }

  /** Resources that were changed in place are in force at once, or once the container has been restarted where its policy says so. */
  #resize(): void {
    const sidecars = (this.#pod.spec!.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
    const running = [...this.#pod.spec!.containers, ...sidecars].filter(({ name }) =>
      isAlive(this.#record.containers[name] ?? newContainer()),
    );
    const changed = running.filter(({ name, resources }) => !deepEqual(this.#record.containers[name]!.resources, resources ?? {}));
    if (changed.length === 0) return;
    const { generation } = this.#pod.metadata;
    const text = JSON.stringify({
      containers: changed.map(({ name, resources }) => ({ name, resources: { limits: resources?.limits, requests: resources?.requests } })),
      generation,
    });
    tell(this.#context, this.#pod, { reason: 'ResizeStarted', message: `Pod resize started: ${text}` });
    for (const container of changed) {
      const own = this.#record.containers[container.name]!;
      const restarts = needsRestart(container, own.resources as ResourceRequirements | undefined);
      own.resources = container.resources ?? {};
      if (!restarts) continue;
      const grace = (this.#pod.spec?.terminationGracePeriodSeconds ?? 30) * 1000;
      this.#life.stop(container, own, this.#now + grace, 'change', `Container ${container.name} resize requires restart`);
    }
    tell(this.#context, this.#pod, { reason: 'ResizeCompleted', message: `Pod resize completed: ${text}` });
  }

  #deadline(): number | undefined {
    const seconds = this.#pod.spec?.activeDeadlineSeconds;
    if (seconds === undefined || this.#record.failure) return undefined;
    return (parseTime(String(this.#pod.status?.startTime ?? '')) ?? this.#record.startTime) + seconds * 1000;
  }

  #checkDeadline(): void {
    const deadline = this.#deadline();
    if (deadline === undefined || deadline > this.#now || this.#record.stopping) return;
    this.#record.failure = DEADLINE_EXCEEDED;
    tell(this.#context, this.#pod, DEADLINE_EXCEEDED);
    this.#beginStop('failure', (this.#pod.spec?.terminationGracePeriodSeconds ?? 30) * 1000);
  }

  #beginStop(reason: 'deletion' | 'failure', grace: number): void {
    const { stopping } = this.#record;
    const wanted = reason === 'deletion' ? (parseTime(this.#pod.metadata.deletionTimestamp ?? '') ?? this.#now) : this.#now + grace;
    // deletionTimestamp has whole seconds; the grace period counts from when the kubelet hears of it.
    const deadline = Math.max(wanted, this.#now + (stopping ? 0 : grace));
    if (!stopping) this.#record.stopping = { deadline, for: reason };
    else if (wanted < stopping.deadline - 1_000) {
      this.#record.stopping = { deadline: Math.max(wanted, this.#now), for: reason };
      for (const own of Object.values(this.#record.containers))
        if (own.phase === 'stopping') this.#life.hurry(own, Math.max(wanted, this.#now));
    } else if (reason === 'deletion') stopping.for = reason;
  }

  /** Volumes, then sandbox and network. */
  #setUp(): void {
    const { setup } = this.#record;
    if (setup.ready) return;
    setup.due ??= this.#now + between(this.#context.random, 300, 400);
    if (setup.due > this.#now) return;
    const errors = mountErrors(this.#pod, this.#context.api);
    if (errors.length > 0) {
      for (const message of errors) tell(this.#context, this.#pod, { type: 'Warning', reason: 'FailedMount', message });
      setup.due = this.#now + mountRetry(setup.attempts);
      setup.attempts += 1;
      return;
    }
    setup.ready = true;
    delete setup.due;
    const ip = this.#pod.spec?.hostNetwork ? undefined : allocateIp(this.#node, this.#context);
    if (ip !== undefined) this.#record.ip = ip;
  }

  #runContainers(): void {
    const spec = this.#pod.spec!;
    for (const container of spec.initContainers ?? []) this.#step(container);
    for (const container of spec.containers) this.#step(container);
    for (const container of (spec.ephemeralContainers ?? []) as Container[]) this.#step(container);
    if (this.#record.stopping) this.#stopContainers();
    else {
      this.#startContainers();
      if (this.#isDone()) this.#stopSidecars(this.#now + (spec.terminationGracePeriodSeconds ?? 30) * 1000);
    }
  }

  #own(container: Container): ContainerRecord {
    return (this.#record.containers[container.name] ??= newContainer());
  }

  #step(container: Container): void {
    this.#life.step(container, this.#own(container));
  }

  /** Debug containers whenever there are any; init containers one after the other, sidecars as soon as it is their turn; then all others. */
  #startContainers(): void {
    const spec = this.#pod.spec!;
    for (const container of (spec.ephemeralContainers ?? []) as Container[]) this.#begin(container);
    if (this.#hasFailedInit()) return;
    for (const container of spec.initContainers ?? []) {
      const own = this.#begin(container);
      const through = container.restartPolicy === 'Always' ? own.started === true : own.phase === 'exited' && own.run?.exit?.code === 0;
      if (!through && isInitializing(this.#pod, this.#record)) return;
    }
    for (const container of spec.containers) this.#begin(container);
  }

  /** A kubelet starts the containers of a pod one at a time: the next one when the image of the one before is there, it was started and its postStart hook is through. */
  #begin(container: Container): ContainerRecord {
    const own = this.#own(container);
    const busy = Object.values(this.#record.containers).some(({ phase }) => phase === 'pulling' || phase === 'creating');
    if (own.phase === 'idle' && !busy) this.#life.begin(container, own);
    return own;
  }

  #hasFailedInit(): boolean {
    return (this.#pod.spec?.initContainers ?? []).some((container) => {
      const own = this.#record.containers[container.name];
      return container.restartPolicy !== 'Always' && own?.phase === 'exited' && own.due === undefined && own.run?.exit?.code !== 0;
    });
  }

  /** Nothing of it will run again, sidecars apart. */
  #isDone(): boolean {
    if (this.#hasFailedInit()) return true;
    return this.#pod.spec!.containers.every(({ name }) => {
      const own = this.#record.containers[name];
      return own?.phase === 'exited' && own.due === undefined;
    });
  }

  #stopContainers(): void {
    const { deadline } = this.#record.stopping!;
    const spec = this.#pod.spec!;
    const plain = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy !== 'Always');
    const mains = [...spec.containers, ...plain, ...((spec.ephemeralContainers ?? []) as Container[])];
    for (const container of mains) this.#life.stop(container, this.#own(container), deadline, 'pod');
    if (mains.every((container) => !isAlive(this.#own(container)))) this.#stopSidecars(Math.max(deadline, this.#now + LEAST_GRACE));
  }

  /** Last come first gone. */
  #stopSidecars(deadline: number): void {
    const sidecars = (this.#pod.spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
    for (const container of sidecars.toReversed()) {
      const own = this.#own(container);
      this.#life.stop(container, own, deadline, 'pod');
      if (isAlive(own)) return;
    }
  }

  #finish(): void {
    const { stopping, setup } = this.#record;
    const containers = Object.values(this.#record.containers);
    if (containers.some(isAlive)) return;
    if (stopping || (setup.ready && this.#isDone())) {
      this.#record.ended = true;
      for (const own of containers) {
        delete own.due;
        delete own.showBackOffAt;
      }
    }
  }
}

/** Does the container's resize policy ask for a restart when what changes changes? */
function needsRestart({ resources, resizePolicy = [] }: Container, before: ResourceRequirements | undefined): boolean {
  return resizePolicy.some(
    ({ resourceName: name, restartPolicy }) =>
      restartPolicy === 'RestartContainer' &&
      (resources?.limits?.[name] !== before?.limits?.[name] || resources?.requests?.[name] !== before?.requests?.[name]),
  );
}

function isAlive({ phase }: ContainerRecord): boolean {
  return phase === 'running' || phase === 'stopping';
}
