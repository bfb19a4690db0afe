import type { KubeObject } from '../../../api/object.ts';
import type { GroupResource } from '../../../api/status.ts';
import { formatSelector, type LabelSelector } from '../../../api/labels.ts';
import type { ScaleBinding } from '../define.ts';
import { compiledSelector } from '../field-checks.ts';

interface Scalable extends KubeObject {
  spec?: { replicas?: number; selector?: LabelSelector };
  status?: { replicas?: number };
}

/** The scale sub-resource of kinds that count replicas in spec and status and select their pods by a LabelSelector. */
export function scaleBinding<T extends KubeObject>(missing?: GroupResource): ScaleBinding<T> {
  const binding: ScaleBinding<Scalable> = {
    replicas: ({ spec }) => spec?.replicas ?? 0,
    setReplicas(object, replicas) {
      object.spec = { ...object.spec, replicas };
    },
    statusReplicas: ({ status }) => status?.replicas ?? 0,
    selector: ({ spec }) => formatSelector(compiledSelector(spec?.selector) ?? []),
    ...(missing ? { missing } : {}),
  };
  return binding as unknown as ScaleBinding<T>;
}
