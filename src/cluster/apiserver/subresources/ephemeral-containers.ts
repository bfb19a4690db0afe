import { deepClone } from '../../../api/json.ts';
import type { KubeObject } from '../../../api/object.ts';
import { validateEphemeralContainersUpdate } from '../../kinds/core/pod-update.ts';
import { pod } from '../../kinds/core/pod.ts';
import { podPart } from './pod-part.ts';

/** The one way to put a container into a pod that runs: `kubectl debug`. */
export const podEphemeralContainers = podPart({
  subresource: 'ephemeralcontainers',
  take(previous, body) {
    const next = deepClone(previous);
    next.spec!.ephemeralContainers = body.spec?.ephemeralContainers;
    pod.setDefaults?.(next as KubeObject);
    return next;
  },
  validate: (next, previous) =>
    validateEphemeralContainersUpdate(next.spec?.ephemeralContainers ?? [], previous.spec?.ephemeralContainers ?? []),
});
