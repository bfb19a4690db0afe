import type { KubeObject } from '../../api/object.ts';
import { hasReason, StatusError } from '../../api/status.ts';
import { formatDuration } from '../../api/time.ts';
import { UserError } from '../../api/user-error.ts';
import { dryRunSuffix, type DryRun } from '../dry-run.ts';
import { BareError, throwAll } from '../errors.ts';
import type { Session } from '../session.ts';

export interface EvictionOptions {
  dryRun: DryRun;
  /** Delete instead of evicting: budgets are not asked. */
  disableEviction: boolean;
  /** Seconds; negative: the pod's own. */
  gracePeriod: number;
  /** Milliseconds of cluster time for everything; 0 is no limit. */
  timeout: number;
}

/** How often a refused eviction is tried again, and how often one looks whether a pod has gone (ms of cluster time). */
const RETRY = 5_000;
const POLL = 1_000;

interface Going {
  pod: KubeObject;
  /** Cluster time of the next attempt or look. */
  next: number;
  evicted: boolean;
}

/** Evicts (or deletes) all the pods at once and waits until they have gone. Throws what went wrong, one error per pod. */
export async function evictPods(session: Session, pods: readonly KubeObject[], options: EvictionOptions): Promise<void> {
  const { clock } = session.client;
  const deadline = options.timeout > 0 ? clock.now() + options.timeout : Infinity;
  const errors: unknown[] = [];
  let going: Going[] = pods.map((pod) => ({ pod, next: clock.now(), evicted: false }));
  while (going.length > 0) {
    const still: Going[] = [];
    for (const each of going) {
      if (each.next > clock.now()) still.push(each);
      else if (!(await step(session, each, options, errors))) still.push(each);
    }
    going = still;
    if (going.length === 0) break;
    const next = Math.min(...going.map((each) => each.next));
    if (next >= deadline) {
      await clock.sleep(Math.max(0, deadline - clock.now()));
      for (const { pod, evicted } of going) errors.push(timedOut(pod, evicted, options));
      break;
    }
    await clock.sleep(Math.max(1, next - clock.now()));
  }
  throwAll(errors);
}

/** One attempt or look; true when there is nothing more to do for this pod. */
async function step(session: Session, each: Going, options: EvictionOptions, errors: unknown[]): Promise<boolean> {
  const { clock } = session.client;
  if (each.evicted) {
    if (!(await gone(session, each.pod))) {
      each.next = clock.now() + POLL;
      return false;
    }
    session.io.stdout.write(
      `pod/${each.pod.metadata.name ?? ''} ${options.disableEviction ? 'deleted' : 'evicted'}${dryRunSuffix(options.dryRun)}\n`,
    );
    return true;
  }
  const name = `${each.pod.metadata.namespace ?? ''}/${each.pod.metadata.name ?? ''}`;
  session.io.stdout.write(`${options.disableEviction ? 'deleting' : 'evicting'} pod ${name}${dryRunSuffix(options.dryRun)}\n`);
  try {
    await remove(session, each.pod, options);
  } catch (error) {
    return refused(session, each, error, errors);
  }
  if (options.dryRun === 'server') return true;
  each.evicted = true;
  each.next = clock.now();
  return false;
}

function refused(session: Session, each: Going, error: unknown, errors: unknown[]): boolean {
  if (!(error instanceof StatusError)) throw error;
  const { message } = error;
  if (hasReason(error, 'NotFound')) return true;
  const { name = '', namespace = '' } = each.pod.metadata;
  if (hasReason(error, 'TooManyRequests')) {
    session.io.stderr.write(
      `error when evicting pods/${JSON.stringify(name)} -n ${JSON.stringify(namespace)} (will retry after 5s): ${message}\n`,
    );
    each.next = session.client.clock.now() + RETRY;
    return false;
  }
  errors.push(new UserError(`error when evicting pods/${JSON.stringify(name)} -n ${JSON.stringify(namespace)}: ${message}`));
  return true;
}

async function remove(session: Session, pod: KubeObject, options: EvictionOptions): Promise<void> {
  const { name = '', namespace = '', uid } = pod.metadata;
  const address = { group: '', version: 'v1', resource: 'pods', namespace, name, dryRun: options.dryRun === 'server' };
  const deleteOptions = options.gracePeriod >= 0 ? { gracePeriodSeconds: options.gracePeriod } : {};
  if (options.disableEviction) {
    await session.client.request({ ...address, verb: 'delete', body: { ...deleteOptions, preconditions: { uid } } });
    return;
  }
  const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace }, deleteOptions };
  await session.client.request({ ...address, verb: 'create', subresource: 'eviction', body });
}

async function gone(session: Session, pod: KubeObject): Promise<boolean> {
  const { name = '', namespace = '' } = pod.metadata;
  try {
    const { body } = await session.client.request({ group: '', version: 'v1', resource: 'pods', verb: 'get', namespace, name });
    return body.metadata.uid !== pod.metadata.uid;
  } catch (error) {
    if (hasReason(error, 'NotFound')) return true;
    throw error;
  }
}

function timedOut(pod: KubeObject, evicted: boolean, options: EvictionOptions): BareError {
  const { name = '', namespace = '' } = pod.metadata;
  const subject = `error when ${evicted ? 'waiting for pod' : 'evicting pods/'}`;
  const where = evicted
    ? ` ${JSON.stringify(name)} in namespace ${JSON.stringify(namespace)} to terminate`
    : `${JSON.stringify(name)} -n ${JSON.stringify(namespace)}`;
  return new BareError(`${subject}${where}: global timeout reached: ${formatDuration(options.timeout)}`);
}
