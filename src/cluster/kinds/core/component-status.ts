import type { KubeObject } from '../../../api/object.ts';
import { serverError } from '../../../api/status.ts';
import { nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define.ts';

interface ComponentCondition {
  type: string;
  status: string;
  message?: string;
  error?: string;
}

/** Whom the API server asks how they are. A cluster's control plane is always well here. */
const COMPONENTS = ['controller-manager', 'scheduler', 'etcd-0'];

/** Deprecated since 1.19 and never stored: the server answers with what it finds out when asked. */
export const componentStatus = defineKind({
  group: '',
  version: 'v1',
  kind: 'ComponentStatus',
  plural: 'componentstatuses',
  singular: 'componentstatus',
  namespaced: false,
  shortNames: ['cs'],
  verbs: ['get', 'list'],
  definition: 'io.k8s.api.core.v1.ComponentStatus',
  nameRule: 'dns-subdomain',
  deprecated: 'v1 ComponentStatus is deprecated in v1.19+',
  columns: [
    nameColumn,
    textColumn('Status', (object) => {
      const status = healthy(object)?.status;
      return status === undefined ? 'Unknown' : status === 'True' ? 'Healthy' : 'Unhealthy';
    }),
    textColumn('Message', (object) => healthy(object)?.message ?? ''),
    textColumn('Error', (object) => healthy(object)?.error ?? ''),
  ],
  computed: () => COMPONENTS.map(wellComponent),
  missing: (name) => serverError(`Component not found: ${name}`),
});

function wellComponent(name: string): KubeObject {
  const conditions: ComponentCondition[] = [{ type: 'Healthy', status: 'True', message: 'ok' }];
  return { kind: 'ComponentStatus', apiVersion: 'v1', metadata: { name }, conditions };
}

function healthy(object: KubeObject): ComponentCondition | undefined {
  return (object['conditions'] as ComponentCondition[] | undefined)?.find(({ type }) => type === 'Healthy');
}
