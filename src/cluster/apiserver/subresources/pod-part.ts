import type { FieldError } from '../../../api/field-error.ts';
import { deepClone, deepEqual } from '../../../api/json.ts';
import type { KubeObject } from '../../../api/object.ts';
import * as status from '../../../api/status.ts';
import type { Pod } from '../../../api/types.ts';
import { pod } from '../../kinds/core/pod.ts';
import { decodeObject } from '../decoding.ts';
import { applyPatch } from '../patching.ts';
import type { SubresourceHandler } from './handler.ts';

const resource = { group: '', resource: 'pods' };
const STALE = 'the object has been modified; please apply your changes to the latest version and try again';

export interface PodPart {
  subresource: string;
  /** A new pod with what the sub-resource takes from the body; everything else in it is left out of account. */
  take(previous: Pod, body: Pod): Pod;
  /** What the change may not do; that the new pod is a valid one is checked besides. */
  validate(next: Pod, previous: Pod): FieldError[];
}

/** A sub-resource that brings a whole pod and changes a part of it that an update of the pod may not change. */
export function podPart({ subresource, take, validate }: PodPart): SubresourceHandler {
  return {
    resource: 'pods',
    subresource,
    handle(request, context) {
      const { namespace = '', name = '', verb } = request;
      const previous = context.api.get('pods', namespace, name);
      if (!previous) throw status.notFound(resource, name);
      if (verb === 'get') return { code: 200, body: previous as KubeObject, warnings: [] };
      if (verb !== 'update' && verb !== 'patch') throw status.methodNotSupported(resource, verb);
      const body =
        verb === 'patch'
          ? applyPatch(pod, deepClone(context.shown(previous as KubeObject)), request, context.warn)
          : decodeObject(pod, request.body, request.fieldValidation, context.warn);
      if (body.metadata.name && body.metadata.name !== name) {
        throw status.badRequest(`the name of the object (${body.metadata.name}) does not match the name on the URL (${name})`);
      }
      const version = body.metadata.resourceVersion;
      if (version && version !== '0' && version !== previous.metadata.resourceVersion) throw status.conflict(resource, name, STALE);
      const next = take(previous, body as Pod) as KubeObject;
      if (!deepEqual(next['spec'], previous.spec)) next.metadata.generation = (previous.metadata.generation ?? 0) + 1;
      context.admitted(
        { kind: pod, operation: 'UPDATE', subresource, namespace, name, object: next, previous: previous as KubeObject },
        () => {
          const errors = [...(pod.validate?.(next) ?? []), ...validate(next as Pod, previous)];
          if (errors.length > 0) throw status.invalid(pod, name, errors);
        },
      );
      if (deepEqual(next['spec'], previous.spec)) return { code: 200, body: previous as KubeObject, warnings: [] };
      return { code: 200, body: context.replace('pods', next), warnings: [] };
    },
  };
}
