import { deepClone } from '../../../api/json.ts';
import type { KubeObject } from '../../../api/object.ts';
import { resized, validatePodResize } from '../../kinds/core/pod-resize.ts';
import { pod } from '../../kinds/core/pod.ts';
import { podPart } from './pod-part.ts';

/** Changes how much the containers of a pod may use while it runs; the kubelet follows. */
export const podResize = podPart({
  subresource: 'resize',
  take(previous, body) {
    const next = deepClone({ ...previous, spec: resized(previous.spec!, body.spec!) });
    pod.setDefaults?.(next as KubeObject);
    return next;
  },
  validate: validatePodResize,
});
