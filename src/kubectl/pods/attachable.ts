import type { KubeObject } from '../../api/object.ts';
import type { Pod } from '../../api/types.ts';
import { UserError } from '../../api/user-error.ts';
import { podSelectorOf } from '../kinds/pods-of.ts';
import type { Session } from '../session.ts';
import { allContainers, containerNames, defaultContainer } from './containers.ts';
import { firstPod } from './first-pod.ts';

/** A pod itself, or the pod of a workload or service that is worth looking at most; waits up to `timeout` (ms) for one. Throws UserError for kinds without pods. */
export async function attachablePod({ client }: Session, object: KubeObject, timeout: number): Promise<Pod> {
  if (object.kind === 'Pod') return object as unknown as Pod;
  const { namespace = '' } = object.metadata;
  let selector: string;
  try {
    selector = podSelectorOf(object);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`cannot attach to ${goType(object)}: ${error.message}`);
  }
  return (await firstPod(client, namespace, selector, timeout)).pod;
}

/** `*v1.Deployment` */
function goType({ apiVersion = '', kind = '' }: KubeObject): string {
  return `*${apiVersion.split('/').at(-1)}.${kind}`;
}

/** The container of that name, or the default one; `say` hears which, when there was a choice. Throws UserError for a name that no container has. */
export function chosenContainer(pod: Pod, wanted: string, say: (text: string) => void): string {
  if (wanted === '') return defaultContainer(pod, say);
  if (allContainers(pod).some(({ name }) => name === wanted)) return wanted;
  throw new UserError(`container ${wanted} is not valid for pod ${pod.metadata.name} out of: ${containerNames(pod)}`);
}

/** Has it done all that it had to do? */
export function isCompleted({ status }: Pod): boolean {
  return status?.phase === 'Succeeded' || status?.phase === 'Failed';
}
