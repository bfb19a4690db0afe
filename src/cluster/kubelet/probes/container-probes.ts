import type { Container, Pod, Probe } from '../../../api/types.ts';
import type { ActorContext } from '../../sim/actor.ts';
import { tell } from '../events.ts';
import type { Process } from '../process/process.ts';
import type { ContainerRecord, ProbeKind, ProbeRecord } from '../records.ts';
import { between } from '../timing.ts';
import { probeOutcome } from './outcome.ts';

const KINDS: readonly ProbeKind[] = ['startup', 'liveness', 'readiness'];
const NAMES: Readonly<Record<ProbeKind, string>> = { startup: 'Startup', liveness: 'Liveness', readiness: 'Readiness' };
/** So many failures are told one by one; the recorder drops most of what comes after. */
const TOLD = 25;
const SELDOM = 300_000;

/** The container has to be restarted. */
export interface Verdict {
  kind: ProbeKind;
  graceSeconds: number | undefined;
}

/** Asks the probes of a container when they are due; those whose answer will not change by itself are left alone. */
export class ContainerProbes {
  readonly #pod: Pod;
  readonly #context: ActorContext;
  readonly #ip: string;

  constructor(pod: Pod, context: ActorContext, ip: string) {
    this.#pod = pod;
    this.#context = context;
    this.#ip = ip;
  }

  begin(container: Container, own: ContainerRecord): void {
    const probes: Partial<Record<ProbeKind, ProbeRecord>> = {};
    for (const kind of KINDS) {
      const probe = probeOf(container, kind);
      if (!probe) continue;
      // Asked as soon as it runs the first time; later when its turn comes.
      const period = (probe.periodSeconds ?? 10) * 1000;
      const turn = own.restarts === 0 ? 0 : between(this.#context.random, 0.1 * period, 0.9 * period);
      probes[kind] = { due: own.run!.startedAt + (probe.initialDelaySeconds ?? 0) * 1000 + turn, successes: 0, failures: 0, told: 0 };
    }
    if (Object.keys(probes).length > 0) own.probes = probes;
    else delete own.probes;
  }

  step(container: Container, own: ContainerRecord, process: () => Process): Verdict | undefined {
    const now = this.#context.now();
    for (const kind of KINDS) {
      const record = own.probes?.[kind];
      const probe = probeOf(container, kind);
      if (!record || !probe || record.due === undefined || record.due > now) continue;
      // The startup probe holds the others back.
      if (kind !== 'startup' && !own.started) {
        record.due = nextTick(probe, own.run!.startedAt, now);
        continue;
      }
      const verdict = this.#ask(kind, probe, record, container, own, process());
      if (verdict) return verdict;
    }
    return undefined;
  }

  #ask(
    kind: ProbeKind,
    probe: Probe,
    record: ProbeRecord,
    container: Container,
    own: ContainerRecord,
    process: Process,
  ): Verdict | undefined {
    const now = this.#context.now();
    const { startedAt } = own.run!;
    const outcome = probeOutcome(probe, container, process, now - startedAt, this.#ip);
    if (outcome.ok) {
      record.successes += 1;
      record.failures = 0;
    } else {
      record.failures += 1;
      record.successes = 0;
      const output = outcome.output;
      tell(this.#context, this.#pod, {
        type: 'Warning',
        reason: 'Unhealthy',
        message: `${NAMES[kind]} probe failed: ${output}`,
        container: container.name,
      });
      record.told += 1;
    }
    const settled = outcome.ok && record.successes >= (probe.successThreshold ?? 1);
    if (settled) this.#passed(kind, container, own);
    if (settled && (outcome.until === Infinity || kind === 'startup')) delete record.due;
    else if (settled) record.due = nextTick(probe, startedAt, Math.max(now, startedAt + outcome.until - 1));
    else record.due = record.told > TOLD && kind === 'readiness' ? now + SELDOM : nextTick(probe, startedAt, now);
    if (outcome.ok || record.failures < (probe.failureThreshold ?? 3)) return undefined;
    if (kind !== 'readiness') return { kind, graceSeconds: probe.terminationGracePeriodSeconds };
    own.ready = false;
    return undefined;
  }

  #passed(kind: ProbeKind, container: Container, own: ContainerRecord): void {
    if (kind === 'readiness') own.ready = true;
    if (kind !== 'startup' || own.started) return;
    own.started = true;
    delete own.probes?.startup;
    if (!own.probes?.readiness) own.ready = true;
    // Readiness is asked at once, liveness when its turn comes; neither before its initial delay is over.
    const waiting = own.probes?.readiness;
    if (!waiting) return;
    waiting.due = Math.max(this.#context.now(), own.run!.startedAt + (container.readinessProbe?.initialDelaySeconds ?? 0) * 1000);
  }
}

function probeOf(container: Container, kind: ProbeKind): Probe | undefined {
  return kind === 'startup' ? container.startupProbe : kind === 'liveness' ? container.livenessProbe : container.readinessProbe;
}

/** The first moment after `after` at which the probe is asked. */
function nextTick({ initialDelaySeconds = 0, periodSeconds = 10 }: Probe, startedAt: number, after: number): number {
  const first = startedAt + initialDelaySeconds * 1000;
  if (after < first) return first;
  const period = periodSeconds * 1000;
  return first + (Math.floor((after - first) / period) + 1) * period;
}
