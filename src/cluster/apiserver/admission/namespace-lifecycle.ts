import { forbidden, notFound } from '../../../api/status.ts';
import type { AdmissionPlugin } from './plugin.ts';

const PROTECTED = ['default', 'kube-system', 'kube-public'];

/** Nothing is created in a namespace that is missing or going away; the namespaces of the system stay. */
export const namespaceLifecycle: AdmissionPlugin = {
  name: 'NamespaceLifecycle',
  admit({ kind, operation, namespace, name }, { api }) {
    if (kind.plural === 'namespaces' && kind.group === '') {
      if (operation === 'DELETE' && PROTECTED.includes(name)) {
        throw forbidden({ group: '', resource: 'namespaces' }, name, 'this namespace may not be deleted');
      }
      return;
    }
    if (!kind.namespaced || operation === 'DELETE' || operation === 'CONNECT') return;
    // Who may not see a namespace shall not learn from a review whether it is there.
    if (kind.plural === 'localsubjectaccessreviews') return;
    const home = api.get('namespaces', '', namespace);
    if (!home) throw notFound({ group: '', resource: 'namespaces' }, namespace);
    if (operation !== 'CREATE' || home.status?.phase !== 'Terminating') return;
    const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
    const error = forbidden({ group: kind.group, resource: kind.plural }, name, why);
    const cause = { reason: 'NamespaceTerminating', message: `namespace ${namespace} is being terminated`, field: 'metadata.namespace' };
    error.status.details = { ...error.status.details, causes: [cause] };
    throw error;
  },
};
