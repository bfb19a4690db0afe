import { deepClone, deepEqual } from '../../../api/json.ts';
import type { KubeObject } from '../../../api/object.ts';
import * as status from '../../../api/status.ts';
import type { Pod } from '../../../api/types.ts';
import { validateEphemeralContainersUpdate } from '../../kinds/core/pod-update.ts';
import { pod } from '../../kinds/core/pod.ts';
import { decodeObject } from '../decoding.ts';
import { applyPatch } from '../patching.ts';
import type { SubresourceHandler } from './handler.ts';

const resource = { group: '', resource: 'pods' };

/** The one way to put a container into a pod that runs: `kubectl debug`. Everything else in the body is left out of account. */
export const podEphemeralContainers: SubresourceHandler = {
  resource: 'pods',
  subresource: 'ephemeralcontainers',
  handle(request, context) {
    const { namespace = '', name = '', verb } = request;
    const previous = context.api.get('pods', namespace, name);
    if (!previous) throw status.notFound(resource, name);
    if (verb === 'get') return { code: 200, body: previous as KubeObject, warnings: [] };
    const body =
      verb === 'patch'
        ? applyPatch(pod, deepClone(previous) as KubeObject, request, context.warn)
        : decodeObject(pod, request.body, request.fieldValidation, context.warn);
    const version = verb === 'update' ? body.metadata.resourceVersion : undefined;
    if (version && version !== previous.metadata.resourceVersion) {
      throw status.conflict(resource, name, 'the object has been modified; please apply your changes to the latest version and try again');
    }
    const next = withEphemeralContainers(previous, body as Pod);
    const about = { kind: pod, operation: 'UPDATE', subresource: 'ephemeralcontainers', namespace, name } as const;
    context.admitted({ ...about, object: next as KubeObject, previous: previous as KubeObject }, () => {
      const errors = [
        ...(pod.validate?.(next as KubeObject) ?? []),
        ...validateEphemeralContainersUpdate(next.spec?.ephemeralContainers ?? [], previous.spec?.ephemeralContainers ?? []),
      ];
      if (errors.length > 0) throw status.invalid(pod, name, errors);
    });
    if (deepEqual(next.spec, previous.spec)) return { code: 200, body: previous as KubeObject, warnings: [] };
    next.metadata.generation = (previous.metadata.generation ?? 0) + 1;
    return { code: 200, body: context.replace('pods', next as KubeObject), warnings: [] };
  },
};

function withEphemeralContainers(previous: Pod, body: Pod): Pod {
  const next = deepClone(previous);
  next.spec!.ephemeralContainers = body.spec?.ephemeralContainers;
  pod.setDefaults?.(next as KubeObject);
  return next;
}
