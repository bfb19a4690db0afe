import type { AdmissionPlugin } from './plugin.ts';
import { newestDefault } from './default-storage-class.ts';

const ANNOTATION = 'ingressclass.kubernetes.io/is-default-class';

/** An Ingress that names no class gets the newest default one. */
export const defaultIngressClass: AdmissionPlugin = {
  name: 'DefaultIngressClass',
  admit({ kind, operation, object, subresource }, { api }) {
    if (kind.kind !== 'Ingress' || operation !== 'CREATE' || subresource !== '' || !object) return;
    const spec = object['spec'] as { ingressClassName?: string } | undefined;
    if (!spec || spec.ingressClassName !== undefined || object.metadata.annotations?.['kubernetes.io/ingress.class'] !== undefined) return;
    const chosen = newestDefault(api.list('ingressclasses.networking.k8s.io'), ANNOTATION);
    if (chosen) spec.ingressClassName = chosen;
  },
};
