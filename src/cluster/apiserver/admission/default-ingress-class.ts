import { forbidden } from '../../../api/status.ts';
import type { AdmissionPlugin } from './plugin.ts';

const ANNOTATION = 'ingressclass.kubernetes.io/is-default-class';

/** An Ingress that names no class gets the default one; two defaults are a mistake of the cluster's owner. */
export const defaultIngressClass: AdmissionPlugin = {
  name: 'DefaultIngressClass',
  admit({ kind, operation, object, name }, { api }) {
    if (kind.kind !== 'Ingress' || operation !== 'CREATE' || !object) return;
    const spec = object['spec'] as { ingressClassName?: string } | undefined;
    if (!spec || spec.ingressClassName !== undefined || object.metadata.annotations?.['kubernetes.io/ingress.class'] !== undefined) return;
    const defaults = api
      .list('ingressclasses.networking.k8s.io')
      .filter(({ metadata }) => metadata.annotations?.[ANNOTATION] === 'true')
      .map(({ metadata }) => metadata.name ?? '');
    if (defaults.length > 1) {
      throw forbidden(
        { group: kind.group, resource: kind.plural },
        name,
        `${defaults.length} default IngressClasses were found, only 1 allowed`,
      );
    }
    if (defaults[0]) spec.ingressClassName = defaults[0];
  },
};
