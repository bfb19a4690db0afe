import { formatDuration } from '../../api/time.ts';
import type { Container, Node, Pod } from '../../api/types.ts';
import type { ActorContext } from '../sim/actor.ts';
import { backOffShown, crashBackOff, PULL_BACKOFF_SHOWN, pullRetry, RESET_AFTER, restartWindow, retryWindow } from './back-off.ts';
import { creationError } from './creation-error.ts';
import { podText, tell } from './events.ts';
import type { ImageCatalogue } from './images/catalogue.ts';
import { runHook } from './hooks.ts';
import { ImagePulls } from './image-pulls.ts';
import { parseReference } from './images/reference.ts';
import { processOf } from './process/container-process.ts';
import { follow, startErrorOf, stopped, type Followed, type Process } from './process/process.ts';
import { ContainerProbes } from './probes/container-probes.ts';
import { imageIdOf } from './quick.ts';
import { isBlocked, type ContainerRecord, type PodRecord, type Run } from './records.ts';
import { mountFault, terminationMessage } from './run-outcome.ts';
import { between, containerId } from './timing.ts';

/** What creating and starting a container takes (ms). */
const CREATION: [number, number] = [150, 300];

/** The lives of a pod's containers: from the pull of the image to the last restart. Works on their records. */
export class ContainerLife {
  readonly #pod: Pod;
  readonly #record: PodRecord;
  readonly #catalogue: ImageCatalogue;
  readonly #context: ActorContext;
  readonly #now: number;
  readonly #pulls: ImagePulls;
  readonly #probes: ContainerProbes;

  constructor(pod: Pod, node: Node, record: PodRecord, catalogue: ImageCatalogue, context: ActorContext) {
    this.#pod = pod;
    this.#record = record;
    this.#catalogue = catalogue;
    this.#context = context;
    this.#now = context.now();
    this.#pulls = new ImagePulls(pod, node.metadata.name ?? '', catalogue, context);
    this.#probes = new ContainerProbes(pod, context, record.ip ?? '');
  }

  /** Lets happen what is due. */
  step(container: Container, own: ContainerRecord): void {
    if (own.showBackOffAt !== undefined && own.showBackOffAt <= this.#now) this.#showBackOff(container, own);
    if (own.phase === 'running' && own.run?.image !== container.image) {
      this.stop(container, own, this.#now + this.#grace(), 'change', `Container ${container.name} definition changed, will be restarted`);
    }
    if (own.phase === 'running') this.#watch(container, own);
    if (isBlocked(own)) this.#lookSooner(container, own);
    if (own.due === undefined || own.due > this.#now) return;
    delete own.due;
    if (own.phase === 'pulling') this.#pulled(container, own);
    else if (own.phase === 'creating') this.#start(container, own);
    else if (own.phase === 'waiting' || own.phase === 'exited') this.#retry(container, own);
    else if (own.phase === 'stopping') this.#ended(container, own, this.#now);
  }

  /** From the image on. */
  begin(container: Container, own: ContainerRecord): void {
    delete own.showBackOffAt;
    const reference = parseReference(container.image ?? '');
    if ('error' in reference) return this.#waitForName(container, own, reference.error);
    const pull = this.#pulls.begin(container);
    if (pull === 'never') {
      const message = `Container image "${container.image ?? ''}" is not present with pull policy of Never`;
      tell(this.#context, this.#pod, { type: 'Warning', reason: 'ErrImageNeverPull', message, container: container.name });
      return this.#failed(container, own, 'ErrImageNeverPull', message, 'Error: ErrImageNeverPull');
    }
    if (pull === 'present') return this.#create(container, own);
    own.phase = 'pulling';
    own.pull = { startedAt: this.#now, took: pull };
    own.due = this.#now + pull;
  }

  /** Tells the container to stop; it ends by itself, as its process takes it, or at the deadline. */
  stop(
    container: Container,
    own: ContainerRecord,
    deadline: number,
    why: NonNullable<Run['stoppedFor']>,
    message = `Stopping container ${container.name}`,
  ): void {
    if (own.phase === 'stopping') return;
    // Its process is there, though nobody has been told.
    if (own.hook) this.#runs(container, own, own.hook.run);
    if (own.phase !== 'running') {
      if (why === 'pod') {
        delete own.due;
        delete own.showBackOffAt;
      }
      return;
    }
    tell(this.#context, this.#pod, { reason: 'Killing', message, container: container.name });
    const run = own.run!;
    const process = this.#process(container, run);
    const hook = this.#preStop(container, process, run, deadline);
    const at = Math.min(this.#now + hook, deadline) - run.startedAt;
    const end = stopped(process, at, Math.max(0, deadline - run.startedAt - at));
    own.phase = 'stopping';
    own.due = Math.max(this.#now, run.startedAt + end.at);
    run.stoppedFor = why;
    run.toldAt = run.startedAt + at;
    run.exit = { code: end.code, reason: end.code === 0 ? 'Completed' : 'Error' };
    delete run.endsAt;
    delete own.probes;
    // It may be over before this moment is.
    if (own.due <= this.#now) this.step(container, own);
  }

  /** The deadline has come nearer. */
  hurry(own: ContainerRecord, deadline: number): void {
    if (own.due === undefined || own.due <= deadline) return;
    own.due = deadline;
    if (own.run) own.run.exit = { code: 137, reason: 'Error' };
  }

  #grace(): number {
    return (this.#pod.spec?.terminationGracePeriodSeconds ?? 30) * 1000;
  }

  #process(container: Container, run: Pick<Run, 'image' | 'startedAt'>): Process {
    return processOf(this.#pod, container, run, { api: this.#context.api, catalogue: this.#catalogue });
  }

  #waitForName(container: Container, own: ContainerRecord, error: string): void {
    const image = container.image ?? '';
    const message = `Failed to apply default image tag "${image}": couldn't parse image name "${image}": ${error}`;
    tell(this.#context, this.#pod, { type: 'Warning', reason: 'InspectFailed', message, container: container.name });
    this.#failed(container, own, 'InvalidImageName', message, 'Error: InvalidImageName');
  }

  /** Something keeps it from being created; looked at again now and then. */
  #failed(container: Container, own: ContainerRecord, reason: string, message: string, told: string): void {
    tell(this.#context, this.#pod, { type: 'Warning', reason: 'Failed', message: told, container: container.name });
    own.phase = 'waiting';
    own.waiting = { reason, message };
    own.due = this.#now + between(this.#context.random, ...retryWindow(own.failedPulls));
    own.failedPulls += 1;
  }

  /** However long ago it was tried last: once what was missing is there, it takes no longer than usual. */
  #lookSooner(container: Container, own: ContainerRecord): void {
    const [, longest] = retryWindow(0);
    if ((own.due ?? 0) <= this.#now + longest) return;
    if (creationError(this.#pod, container, this.#catalogue, this.#context.api) !== undefined) return;
    own.due = this.#now + between(this.#context.random, 0, longest);
  }

  #pulled(container: Container, own: ContainerRecord): void {
    const image = container.image ?? '';
    const error = this.#pulls.end(container, own.pull!);
    if (error === undefined) {
      own.failedPulls = 0;
      return this.#create(container, own);
    }
    own.failedPulls += 1;
    own.phase = 'waiting';
    own.waiting = { reason: 'ErrImagePull', message: error };
    own.due = this.#now + between(this.#context.random, ...PULL_BACKOFF_SHOWN);
    tell(this.#context, this.#pod, {
      type: 'Warning',
      reason: 'Failed',
      message: `Failed to pull image "${image}": ${error}`,
      container: container.name,
    });
    tell(this.#context, this.#pod, { type: 'Warning', reason: 'Failed', message: 'Error: ErrImagePull', container: container.name });
  }

  #retry(container: Container, own: ContainerRecord): void {
    if (own.waiting?.reason !== 'ErrImagePull') return this.begin(container, own);
    const image = container.image ?? '';
    const message = `Back-off pulling image "${image}"`;
    own.waiting = { reason: 'ImagePullBackOff', message: `${message}: ErrImagePull: ${own.waiting.message ?? ''}` };
    own.due = this.#now + pullRetry(own.failedPulls) - PULL_BACKOFF_SHOWN[0];
    tell(this.#context, this.#pod, { reason: 'BackOff', message, container: container.name });
    tell(this.#context, this.#pod, { type: 'Warning', reason: 'Failed', message: 'Error: ImagePullBackOff', container: container.name });
  }

  #create(container: Container, own: ContainerRecord): void {
    const error = creationError(this.#pod, container, this.#catalogue, this.#context.api);
    if (error !== undefined) return this.#failed(container, own, 'CreateContainerConfigError', error, `Error: ${error}`);
    tell(this.#context, this.#pod, { reason: 'Created', message: 'Container created', container: container.name });
    own.phase = 'creating';
    own.due = this.#now + between(this.#context.random, ...CREATION);
  }

  #start(container: Container, own: ContainerRecord): void {
    if (own.hook) return this.#hooked(container, own, own.hook);
    const image = container.image ?? '';
    const run: Run = { id: containerId(this.#context.random), image, imageId: imageIdOf(image), startedAt: this.#now };
    own.failedPulls = 0;
    const process = this.#process(container, run);
    const fault = mountFault(container) ?? startErrorOf(process);
    if (fault !== undefined) {
      tell(this.#context, this.#pod, { type: 'Warning', reason: 'Failed', message: `Error: ${fault}`, container: container.name });
      run.exit = { code: 128, reason: 'StartError', message: fault };
      this.#take(own, run);
      return this.#ended(container, own, this.#now);
    }
    tell(this.#context, this.#pod, { reason: 'Started', message: 'Container started', container: container.name });
    const postStart = container.lifecycle?.postStart;
    if (!postStart) return this.#runs(container, own, run);
    const { ok, took, error } = runHook(postStart, container, process, 0, { ip: this.#record.ip ?? '', limit: Infinity });
    if (error !== undefined) {
      const command = (postStart.exec?.command ?? []).join(' ');
      run.hookError = `Exec lifecycle hook ([${command}]) for Container "${container.name}" in Pod "${podText(this.#pod)}" failed - error: ${error}`;
    }
    own.hook = { run, ok };
    if (took <= 0) this.#hooked(container, own, own.hook);
    else if (took !== Infinity) own.due = this.#now + took;
  }

  /** A container counts as running when its postStart hook is through, and is stopped when that failed. */
  #hooked(container: Container, own: ContainerRecord, { run, ok }: NonNullable<ContainerRecord['hook']>): void {
    this.#runs(container, own, run);
    if (ok) return;
    tell(this.#context, this.#pod, {
      type: 'Warning',
      reason: 'FailedPostStartHook',
      message: 'PostStartHook failed',
      container: container.name,
    });
    this.stop(container, own, this.#now + this.#grace(), 'hook', 'FailedPostStartHook');
  }

  /** From here on this is the container's run, and what ran before the previous one. */
  #take(own: ContainerRecord, run: Run): void {
    if (own.run) {
      own.previous = own.run;
      own.restarts += 1;
    }
    own.run = run;
    delete own.hook;
    delete own.waiting;
    delete own.showBackOffAt;
  }

  #runs(container: Container, own: ContainerRecord, run: Run): void {
    this.#take(own, run);
    own.phase = 'running';
    own.started = container.startupProbe === undefined;
    own.ready = own.started && container.readinessProbe === undefined;
    own.resources = container.resources ?? {};
    this.#foresee(container, own, follow(this.#process(container, run), { horizon: Infinity }));
    this.#probes.begin(container, own);
    if (run.endsAt !== undefined && run.endsAt <= this.#now) this.#ended(container, own, run.endsAt);
    else this.#watch(container, own);
  }

  /** Notes how and when the process is going to end. */
  #foresee(container: Container, own: ContainerRecord, followed: Followed): void {
    const run = own.run!;
    const { end, missed } = followed;
    if (missed.length > 0) own.waitsFor = [...missed];
    else delete own.waitsFor;
    if (!end) return;
    run.endsAt = Math.max(this.#now, run.startedAt + end.at);
    run.exit = { code: end.code, reason: end.outOfMemory ? 'OOMKilled' : end.code === 0 ? 'Completed' : 'Error' };
    const message = terminationMessage(container, followed);
    if (message) run.exit.message = message;
  }

  /** A running container: its end, the hosts it waits for, its probes. */
  #watch(container: Container, own: ContainerRecord): void {
    const run = own.run!;
    if (own.waitsFor) this.#foresee(container, own, follow(this.#process(container, run), { horizon: Infinity }));
    if (run.endsAt !== undefined && run.endsAt <= this.#now) return this.#ended(container, own, run.endsAt);
    if (!own.probes || this.#record.stopping) return;
    const verdict = this.#probes.step(container, own, () => this.#process(container, run));
    if (!verdict) return;
    const grace = verdict.graceSeconds === undefined ? this.#grace() : verdict.graceSeconds * 1000;
    this.stop(container, own, this.#now + grace, 'probe', `Container ${container.name} failed ${verdict.kind} probe, will be restarted`);
  }

  #ended(container: Container, own: ContainerRecord, at: number): void {
    const run = own.run!;
    own.phase = 'exited';
    own.started = false;
    own.ready = false;
    delete own.probes;
    delete own.waitsFor;
    run.finishedAt = Math.max(at, run.startedAt);
    run.exit ??= { code: 0, reason: 'Completed' };
    if (!this.#restarts(container, run)) return;
    if (run.finishedAt - run.startedAt >= RESET_AFTER) own.crashes = 0;
    const atOnce = run.stoppedFor === 'change' ? Infinity : run.stoppedFor === 'probe' ? 2 : 1;
    const seconds = own.crashes < atOnce ? 0 : crashBackOff(own.crashes - atOnce + 1);
    own.crashes += 1;
    own.due = run.finishedAt + between(this.#context.random, ...restartWindow(seconds));
    if (run.exit.reason === 'StartError') own.waiting = { reason: 'RunContainerError', message: run.exit.message ?? '' };
    if (run.stoppedFor === 'hook')
      own.waiting = { reason: 'PostStartHookError', ...(run.hookError !== undefined && { message: run.hookError }) };
    if (seconds === 0) return;
    own.backOff = seconds;
    const ranFor = run.finishedAt - run.startedAt;
    own.showBackOffAt =
      run.stoppedFor === 'probe'
        ? this.#now
        : run.finishedAt + between(this.#context.random, ...backOffShown(seconds, own.due - run.finishedAt, ranFor));
    if (own.showBackOffAt <= this.#now) this.#showBackOff(container, own);
    else this.#tellBackOff(container);
  }

  #restarts(container: Container, run: Run): boolean {
    const { spec } = this.#pod;
    if (this.#record.stopping) return false;
    if (spec?.ephemeralContainers?.some(({ name }) => name === container.name)) return false;
    const isInit = spec?.initContainers?.some(({ name }) => name === container.name) === true;
    const policy = container.restartPolicy ?? spec?.restartPolicy ?? 'Always';
    const failed = run.exit?.code !== 0;
    // An ordinary init container that is through is never run again.
    if (isInit && policy === 'Always' && container.restartPolicy !== 'Always') return failed;
    return policy === 'Always' ? !this.#isOver() : policy === 'OnFailure' ? failed : false;
  }

  /** A sidecar does not come back once the work is done. */
  #isOver(): boolean {
    return (
      this.#pod.spec!.restartPolicy !== 'Always' &&
      this.#pod.spec!.containers.every(({ name }) => {
        const own = this.#record.containers[name];
        return own?.phase === 'exited' && own.due === undefined;
      })
    );
  }

  #tellBackOff(container: Container): void {
    const message = `Back-off restarting failed container ${container.name} in pod ${podText(this.#pod)}`;
    tell(this.#context, this.#pod, { type: 'Warning', reason: 'BackOff', message, container: container.name });
  }

  #showBackOff(container: Container, own: ContainerRecord): void {
    delete own.showBackOffAt;
    if (own.phase !== 'exited' || own.due === undefined) return;
    const text = formatDuration((own.backOff ?? 10) * 1000);
    own.waiting = {
      reason: 'CrashLoopBackOff',
      message: `back-off ${text} restarting failed container=${container.name} pod=${podText(this.#pod)}`,
    };
    if (own.due > this.#now) this.#tellBackOff(container);
  }

  /** How long the hook takes before the process is told to stop (ms). */
  #preStop(container: Container, process: Process, run: Run, deadline: number): number {
    const hook = container.lifecycle?.preStop;
    if (!hook || deadline <= this.#now) return 0;
    const { ok, took } = runHook(hook, container, process, this.#now - run.startedAt, {
      ip: this.#record.ip ?? '',
      limit: deadline - this.#now,
    });
    if (!ok)
      tell(this.#context, this.#pod, {
        type: 'Warning',
        reason: 'FailedPreStopHook',
        message: 'PreStopHook failed',
        container: container.name,
      });
    return Math.min(took, deadline - this.#now);
  }
}
