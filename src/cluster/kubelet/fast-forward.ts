import type { ContainerRecord, PodRecord, Run } from './records.ts';

/** Back-offs, in seconds, and attempts from which on a pod only repeats itself. */
const LONGEST_BACKOFF = 300;
const MANY_PULLS = 6;
const MANY_RETRIES = 20;
const MANY_MOUNTS = 9;
/** What a round takes besides the back-off (ms): the kubelet looks only now and then. */
const ROUND_OF_CRASHES = 310_000;
const ROUND_OF_PULLS = 376_000;
const ROUND_OF_RETRIES = 305_000;
const ROUND_OF_MOUNTS = 122_000;
const ROUND_OF_PROBES = 300_000;

/**
 * Lets whole rounds of what repeats itself pass until `until`, in a record whose time has come now: a crash loop at its longest
 * back-off, pulls, mounts and probes that fail for good. Answers when to go on; undefined when the pod does anything else.
 */
export function leapOver(record: PodRecord, until: number, now: number): number | undefined {
  const { setup, containers, stopping, ended } = record;
  if (stopping || ended) return undefined;
  if (!setup.ready) {
    if (setup.due !== now || setup.attempts < MANY_MOUNTS) return undefined;
    return (setup.due = after(now, ROUND_OF_MOUNTS, until));
  }
  const waiting = Object.values(containers).filter(hasDue);
  const [own] = waiting;
  // Rounds of several containers are not in step.
  if (!own || waiting.length > 1) return undefined;
  const round = roundOf(own, now);
  if (round === undefined) return undefined;
  const resumed = after(now, round, until);
  if (own.phase === 'exited') repeatRun(own, (resumed - now) / round, resumed - now);
  if (own.phase === 'running') own.probes!.readiness!.due = resumed;
  else own.due = resumed;
  return resumed;
}

function hasDue({ due, showBackOffAt, probes, phase, run }: ContainerRecord): boolean {
  const times = [
    due,
    showBackOffAt,
    phase === 'running' ? run?.endsAt : undefined,
    ...Object.values(probes ?? {}).map((probe) => probe.due),
  ];
  return times.some((at) => at !== undefined);
}

/** How long one repetition takes, if that is all the container does. */
function roundOf(own: ContainerRecord, now: number): number | undefined {
  const { phase, due, waiting, failedPulls, run } = own;
  if (phase === 'running') {
    const others = Object.entries(own.probes ?? {}).filter(([kind, probe]) => kind !== 'readiness' && probe.due !== undefined);
    const repeats = run?.endsAt === undefined && others.length === 0 && !own.ready && own.probes?.readiness?.due === now;
    return repeats && own.probes!.readiness!.told > MANY_RETRIES ? ROUND_OF_PROBES : undefined;
  }
  if (due !== now) return undefined;
  if (phase === 'exited') {
    const { startedAt = 0, finishedAt = 0 } = run ?? {};
    return own.backOff === LONGEST_BACKOFF && waiting !== undefined ? ROUND_OF_CRASHES + finishedAt - startedAt : undefined;
  }
  if (phase !== 'waiting') return undefined;
  if (waiting?.reason === 'ImagePullBackOff') return failedPulls >= MANY_PULLS ? ROUND_OF_PULLS : undefined;
  return waiting?.reason !== 'ErrImagePull' && failedPulls >= MANY_RETRIES ? ROUND_OF_RETRIES : undefined;
}

/** The first end of a round that is not before `until`. */
function after(now: number, round: number, until: number): number {
  return now + Math.ceil((until - now) / round) * round;
}

function repeatRun(own: ContainerRecord, times: number, shift: number): void {
  own.restarts += times;
  own.crashes += times;
  for (const run of [own.run, own.previous]) if (run) later(run, shift);
}

function later(run: Run, shift: number): void {
  run.startedAt += shift;
  if (run.finishedAt !== undefined) run.finishedAt += shift;
  if (run.endsAt !== undefined) run.endsAt += shift;
  if (run.toldAt !== undefined) run.toldAt += shift;
}
