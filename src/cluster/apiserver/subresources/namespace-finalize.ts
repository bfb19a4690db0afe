import type { KubeObject } from '../../../api/object.ts';
import { badRequest, notFound } from '../../../api/status.ts';
import type { Namespace } from '../../../api/types.ts';
import { namespace as namespaceKind } from '../../kinds/core/namespace.ts';
import type { SubresourceHandler } from './handler.ts';

/** Writes a namespace's spec.finalizers; when none is left, a namespace that is being deleted is gone. */
export const namespaceFinalize: SubresourceHandler = {
  resource: 'namespaces',
  subresource: 'finalize',
  handle({ name = '', body }, context) {
    const namespace = context.api.get('namespaces', '', name);
    if (!namespace) throw notFound({ group: '', resource: 'namespaces' }, name);
    if ((body as Namespace).metadata?.name !== name) {
      throw badRequest(`the name of the object (${(body as Namespace).metadata?.name ?? ''}) does not match the name on the URL (${name})`);
    }
    const finalizers = (body as Namespace).spec?.finalizers ?? [];
    const next = { ...namespace, spec: finalizers.length > 0 ? { finalizers: [...finalizers] } : {} };
    const about = { kind: namespaceKind, operation: 'UPDATE', subresource: 'finalize', namespace: '', name } as const;
    context.admitted({ ...about, object: next as unknown as KubeObject, previous: namespace as unknown as KubeObject });
    return { code: 200, body: context.replace('namespaces', next), warnings: [] };
  },
};
