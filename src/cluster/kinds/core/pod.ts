import type { Pod } from '../../../api/types.ts';
import { defineKind, type SubresourceFacts } from '../define.ts';
import { podColumns } from './pod-columns.ts';
import { setPodDefaults } from './pod-defaults.ts';
import { qosClass } from './pod-qos.ts';
import { validatePodStatusUpdate } from './pod-status-update.ts';
import { validatePodUpdate } from './pod-update.ts';
import { validateNewPod, validatePod } from './pod-validation.ts';
import { podWarnings } from './pod-warnings.ts';
import { dropDisabledPodFields } from './pod-disabled-fields.ts';
import { applyLabelKeys } from './pod-label-keys.ts';

const connect = (kind: string): SubresourceFacts => ({ kind, verbs: ['create', 'get'], needs: 'create' });

export const pod = defineKind<Pod>({
  group: '',
  version: 'v1',
  kind: 'Pod',
  plural: 'pods',
  singular: 'pod',
  namespaced: true,
  shortNames: ['po'],
  categories: ['all'],
  definition: 'io.k8s.api.core.v1.Pod',
  returnsDeleted: true,
  nameRule: 'dns-subdomain',
  columns: podColumns,
  status: true,
  subresources: {
    attach: connect('PodAttachOptions'),
    binding: { kind: 'Binding', verbs: ['create'] },
    ephemeralcontainers: { kind: 'Pod', verbs: ['get', 'patch', 'update'] },
    eviction: { kind: 'Eviction', group: 'policy', version: 'v1', olderVersions: ['v1beta1'], verbs: ['create'] },
    exec: connect('PodExecOptions'),
    log: { kind: 'Pod', verbs: ['get'] },
    portforward: connect('PodPortForwardOptions'),
    proxy: { kind: 'PodProxyOptions', verbs: ['create', 'delete', 'get', 'patch', 'update'] },
    resize: { kind: 'Pod', verbs: ['get', 'patch', 'update'] },
  },
  fields: {
    'spec.nodeName': ({ spec }) => spec?.nodeName ?? '',
    // The name that it had in old clients.
    'spec.host': ({ spec }) => spec?.nodeName ?? '',
    'spec.restartPolicy': ({ spec }) => spec?.restartPolicy ?? '',
    'spec.schedulerName': ({ spec }) => spec?.schedulerName ?? '',
    'spec.serviceAccountName': ({ spec }) => spec?.serviceAccountName ?? '',
    'spec.hostNetwork': ({ spec }) => String(spec?.hostNetwork ?? false),
    'status.phase': ({ status }) => status?.phase ?? '',
    'status.podIP': ({ status }) => status?.podIP ?? '',
    // The server takes it and finds no value behind it.
    'status.podIPs': () => '',
    'status.nominatedNodeName': ({ status }) => status?.nominatedNodeName ?? '',
  },
  setDefaults: setPodDefaults,
  dropDisabled: ({ spec }, previous) => dropDisabledPodFields(spec, previous?.spec),
  prepareForCreate(object, { timestamp }) {
    applyLabelKeys(object);
    object.status = { phase: 'Pending', qosClass: qosClass(object.spec!) };
    if (object.spec?.schedulingGates?.length) object.status.conditions = [schedulingGated(timestamp())];
  },
  allocate: (object, previous) => (previous === undefined ? validateNewPod(object) : []),
  validate: validatePod,
  validateUpdate: validatePodUpdate,
  validateStatusUpdate: validatePodStatusUpdate,
  warnings: (object, previous) => (previous === undefined ? podWarnings(object) : []),
  gracePeriod({ spec, status }, requested) {
    if (!spec?.nodeName || status?.phase === 'Succeeded' || status?.phase === 'Failed') return 0;
    const seconds = requested ?? spec.terminationGracePeriodSeconds ?? 0;
    return seconds < 0 ? 1 : seconds;
  },
});

function schedulingGated(now: string): NonNullable<NonNullable<Pod['status']>['conditions']>[number] {
  return {
    lastProbeTime: null as unknown as string,
    lastTransitionTime: now,
    message: 'Scheduling is blocked due to non-empty scheduling gates',
    reason: 'SchedulingGated',
    status: 'False',
    type: 'PodScheduled',
  };
}
