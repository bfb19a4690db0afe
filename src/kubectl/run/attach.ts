import type { KubeObject } from '../../api/object.ts';
import type { Pod } from '../../api/types.ts';
import { UserError } from '../../api/user-error.ts';
import { attachTo, containerNamed, printLog } from '../attach/stream.ts';
import { waitForPod } from '../attach/wait-for-pod.ts';
import { deleteInfos } from '../delete/delete-infos.ts';
import { parseCascade } from '../delete/options.ts';
import { BareError } from '../errors.ts';
import { isCompleted } from '../pods/attachable.ts';
import { defaultContainer } from '../pods/containers.ts';
import type { Session } from '../session.ts';

export interface RunAttachFlags {
  stdin: boolean;
  tty: boolean;
  quiet: boolean;
  rm: boolean;
  cascade: string;
  'grace-period': number;
  wait: boolean;
  timeout: number;
  restart: string;
  'leave-stdin-open': boolean;
  'pod-running-timeout': number;
}

/** Attaches to the pod of `kubectl run`, waits for its end where it has one, and throws its exit status when that is not 0; with --rm the pod is deleted at last, whatever happened. */
export async function attachToRun(session: Session, pod: Pod, flags: RunAttachFlags): Promise<void> {
  let end: Pod | undefined;
  try {
    end = await untilItsEnd(session, pod, flags);
  } finally {
    if (flags.rm) await remove(session, pod, flags);
  }
  if (end) checkEnd(end);
}

/** The pod as it was when it had ended; undefined when nobody waits for that. */
async function untilItsEnd(session: Session, pod: Pod, flags: RunAttachFlags): Promise<Pod | undefined> {
  await attachToPod(session, pod, flags);
  if (flags['leave-stdin-open'] || !['Never', 'OnFailure'].includes(flags.restart)) return undefined;
  const done = flags.restart === 'Never' ? isCompleted : ({ status }: Pod) => status?.phase === 'Succeeded';
  return waitForPod(session, pod, flags['pod-running-timeout'], done);
}

async function remove(session: Session, pod: Pod, flags: RunAttachFlags): Promise<void> {
  const { namespace = '', name = '' } = pod.metadata;
  const resource = session.mapper.forArgument('pods');
  await deleteInfos(session, [{ resource, namespace, name, object: pod as KubeObject }], {
    propagation: parseCascade(flags.cascade, session.io),
    gracePeriod: flags['grace-period'],
    ignoreNotFound: true,
    wait: flags.wait,
    timeout: flags.timeout,
    dryRun: 'none',
    nameOnly: false,
    quiet: flags.quiet,
  });
}

/** Throws what a pod that failed leaves: its exit status is the command's. */
function checkEnd({ metadata, status }: Pod): void {
  if (status?.phase !== 'Failed') return;
  const where = `pod ${metadata.namespace}/${metadata.name}`;
  const terminated = status.containerStatuses?.[0]?.state?.terminated;
  if (!terminated?.exitCode) throw new UserError(`${where} failed with unknown exit code`);
  throw new BareError(`${where} terminated (${terminated.reason ?? ''})\n${terminated.message ?? ''}`, { exitCode: terminated.exitCode });
}

async function attachToPod(session: Session, pod: Pod, flags: RunAttachFlags): Promise<void> {
  const { io } = session;
  const started = await waitForPod(session, pod, flags['pod-running-timeout'], (current) => {
    const ready = current.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True');
    return isCompleted(current) || (current.status?.phase === 'Running' && ready === true);
  });
  const container = defaultContainer(started, (text) => io.stderr.write(text));
  if (isCompleted(started)) return printLog(session, started, container);
  await attachTo(session, started, containerNamed(started, container), flags);
}
