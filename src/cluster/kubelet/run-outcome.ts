import type { Container } from '../../api/types.ts';
import type { Followed } from './process/process.ts';

/** A mount inside of something that is no folder. */
export function mountFault({ volumeMounts = [] }: Container): string | undefined {
  const wrong = volumeMounts.find(({ mountPath }) => /^\/etc\/(passwd|hosts|hostname|group|resolv\.conf)\//.test(mountPath));
  if (!wrong) return undefined;
  return `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: error mounting "${wrong.name}" to rootfs at "${wrong.mountPath}": not a directory`;
}

/** What the process left in its termination log, or, if wanted, the end of its output. */
export function terminationMessage(
  { terminationMessagePath = '/dev/termination-log', terminationMessagePolicy }: Container,
  { files, lines, end }: Followed,
): string | undefined {
  const written = files.findLast(({ path }) => path === terminationMessagePath)?.text;
  if (written) return written.slice(0, 4096);
  if (terminationMessagePolicy !== 'FallbackToLogsOnError' || end?.code === 0) return undefined;
  return lines
    .slice(-80)
    .map(({ text }) => `${text}\n`)
    .join('')
    .slice(-2048);
}
