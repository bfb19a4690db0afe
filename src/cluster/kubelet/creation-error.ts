import type { Container, Pod } from '../../api/types.ts';
import type { ClusterApi } from '../apiserver/cluster-api.ts';
import { environmentOf } from './environment.ts';
import { podText } from './events.ts';
import type { ImageCatalogue } from './images/catalogue.ts';

/** What keeps the container from being created: its environment, or a user it must not run as. */
export function creationError(pod: Pod, container: Container, catalogue: ImageCatalogue, api: ClusterApi): string | undefined {
  return userError(pod, container, catalogue) ?? environmentOf(pod, container, api).error;
}

function userError(pod: Pod, container: Container, catalogue: ImageCatalogue): string | undefined {
  const { runAsNonRoot, runAsUser } = { ...pod.spec?.securityContext, ...container.securityContext };
  if (!runAsNonRoot) return undefined;
  const where = `(pod: "${podText(pod)}", container: ${container.name})`;
  if (runAsUser !== undefined) return runAsUser === 0 ? `container's runAsUser breaks non-root policy ${where}` : undefined;
  const entry = catalogue.find(container.image ?? '');
  if (entry?.userName !== undefined)
    return `container has runAsNonRoot and image has non-numeric user (${entry.userName}), cannot verify user is non-root ${where}`;
  return (entry?.user.uid ?? 0) === 0 ? `container has runAsNonRoot and image will run as root ${where}` : undefined;
}
