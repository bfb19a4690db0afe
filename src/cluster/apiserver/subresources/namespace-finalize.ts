import { notFound } from '../../../api/status.ts';
import type { Namespace } from '../../../api/types.ts';
import type { SubresourceHandler } from './handler.ts';

/** Writes a namespace's spec.finalizers; when none is left, a namespace that is being deleted is gone. */
export const namespaceFinalize: SubresourceHandler = {
  resource: 'namespaces',
  subresource: 'finalize',
  handle({ name = '', body }, context) {
    const namespace = context.api.get('namespaces', '', name);
    if (!namespace) throw notFound({ group: '', resource: 'namespaces' }, name);
    const finalizers = (body as Namespace).spec?.finalizers ?? [];
    const next = { ...namespace, spec: finalizers.length > 0 ? { finalizers: [...finalizers] } : {} };
    return { code: 200, body: context.replace('namespaces', next), warnings: [] };
  },
};
