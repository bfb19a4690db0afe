import type { ApiRequest } from '../../api/client.ts';
import type { Container, ContainerStatus, Pod } from '../../api/types.ts';
import { UserError } from '../../api/user-error.ts';
import type { Io } from '../io.ts';
import { allContainers } from '../pods/containers.ts';
import type { Session } from '../session.ts';

export interface AttachOptions {
  stdin: boolean;
  tty: boolean;
  quiet: boolean;
}

const RECORDED =
  'All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.\n' +
  "If you don't see a command prompt, try pressing enter.\n";
const NO_TERMINAL = 'Unable to use a TTY - input is not a terminal or the right kind of file\n';
const NOT_UPGRADED = 'unable to upgrade connection: rpc error: code = InvalidArgument desc = tty and stderr cannot both be true';

/** Refuses input that a container would have to read: it cannot be passed on yet. To be asked before anything is made. */
export async function refuseInput(io: Io, { stdin }: Pick<AttachOptions, 'stdin'>): Promise<void> {
  if (!stdin || io.stdin.isTerminal || (await io.stdin.read()).length === 0) return;
  throw new UserError('standard input cannot be passed to a container by kubesim yet; give it a command instead');
}

/**
 * Shows what a running container writes from now on, until it ends. Where kubectl cannot attach either, it says so and shows the log so far.
 * What is typed on a terminal does not reach the container, which is said.
 */
export async function attachTo(session: Session, pod: Pod, container: Container, options: AttachOptions): Promise<void> {
  const { io } = session;
  const wantsTerminal = options.tty && container.tty === true;
  if (options.tty && !container.tty && !options.quiet) {
    io.stderr.write(`error: Unable to use a TTY - container ${container.name} did not allocate one\n`);
  }
  const without = wantsTerminal && !(options.stdin && io.stdin.isTerminal);
  if (without) io.stderr.write(NO_TERMINAL);
  if (!options.quiet) io.stderr.write(RECORDED);
  if (options.stdin && io.stdin.isTerminal) io.stderr.write('kubesim: what you type does not reach the container yet\n');
  if (without) {
    io.stderr.write(`warning: couldn't attach to pod/${pod.metadata.name}, falling back to streaming logs: ${NOT_UPGRADED}\n`);
    return printLog(session, pod, container.name);
  }
  const request = logRequest(pod, container.name, { follow: 'true', tailLines: '0' });
  for await (const text of session.client.follow(request, { signal: io.signal })) io.stdout.write(text);
}

/** The log as it is now. */
export async function printLog({ client, io }: Session, pod: Pod, container: string): Promise<void> {
  io.stdout.write((await client.request(logRequest(pod, container, {}))).text ?? '');
}

function logRequest({ metadata }: Pod, container: string, query: Readonly<Record<string, string>>): ApiRequest {
  const { namespace, name } = metadata;
  return { group: '', version: 'v1', resource: 'pods', verb: 'get', namespace, name, subresource: 'log', query: { ...query, container } };
}

export function containerStatus({ status }: Pod, name: string): ContainerStatus | undefined {
  const { initContainerStatuses = [], containerStatuses = [], ephemeralContainerStatuses = [] } = status ?? {};
  return [...initContainerStatuses, ...containerStatuses, ...ephemeralContainerStatuses].find((each) => each.name === name);
}

/** The container of that name; every name is of one that exists. */
export function containerNamed(pod: Pod, name: string): Container {
  return allContainers(pod).find((each) => each.name === name) ?? { name };
}
