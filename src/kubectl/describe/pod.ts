import type { Container, Pod } from '../../api/types.ts';
import { defineDescriber } from './define.ts';
import type { Description } from './description.ts';
import { containersSection, resourcesSection, timeText } from './sections/containers.ts';
import { since } from '../events/rows.ts';
import { eventsSection } from './sections/events.ts';
import { controllerLine, metadataLines, nameLines } from './sections/head.ts';
import { labelsSection } from './sections/labels.ts';
import { metadataFieldValue } from '../pods/field-value.ts';
import { spreadSection, tolerationsSection } from './sections/tolerations.ts';
import { volumesSection } from './sections/volumes.ts';

const MIRROR_ANNOTATION = 'kubernetes.io/config.mirror';

export const describePod = defineDescriber<Pod>(async (to, pod, context) => {
  const { metadata, spec, status } = pod;
  nameLines(to, pod);
  placementLines(to, pod);
  metadataLines(to, pod);
  statusLines(to, pod, context.now);
  to.line(0, 'IP:', status?.podIP ?? '');
  ipLines(to, status?.podIPs);
  controllerLine(to, pod);
  if (status?.nominatedNodeName) to.line(0, 'NominatedNodeName:', status.nominatedNodeName);
  if (spec?.resources) {
    to.line(0, 'Resources:');
    resourcesSection(to, spec.resources, 1);
  }
  const fieldValue = (path: string): string => metadataFieldValue(pod.metadata, path) ?? '';
  if (spec?.initContainers?.length) {
    containersSection(to, {
      title: 'Init Containers',
      containers: spec.initContainers,
      statuses: status?.initContainerStatuses,
      fieldValue,
    });
  }
  containersSection(to, { title: 'Containers', containers: spec?.containers ?? [], statuses: status?.containerStatuses, fieldValue });
  if (spec?.ephemeralContainers?.length) {
    const containers = spec.ephemeralContainers as Container[];
    containersSection(to, { title: 'Ephemeral Containers', containers, statuses: status?.ephemeralContainerStatuses, fieldValue });
  }
  conditionLines(to, pod);
  volumesSection(to, spec?.volumes);
  to.line(0, 'QoS Class:', status?.qosClass ?? '');
  labelsSection(to, 'Node-Selectors', spec?.nodeSelector);
  tolerationsSection(to, spec?.tolerations);
  spreadSection(to, spec?.topologySpreadConstraints);
  const mirror = metadata.annotations?.[MIRROR_ANNOTATION];
  await eventsSection(to, pod, context, mirror === undefined ? undefined : [mirror]);
});

function placementLines(to: Description, { spec, status }: Pod): void {
  if (spec?.priority !== undefined) to.line(0, 'Priority:', String(spec.priority));
  if (spec?.priorityClassName) to.line(0, 'Priority Class Name:', spec.priorityClassName);
  if (spec?.runtimeClassName) to.line(0, 'Runtime Class Name:', spec.runtimeClassName);
  if (spec?.serviceAccountName) to.line(0, 'Service Account:', spec.serviceAccountName);
  to.line(0, 'Node:', spec?.nodeName ? `${spec.nodeName}/${status?.hostIP ?? ''}` : '<none>');
  if (status?.startTime) to.line(0, 'Start Time:', timeText(status.startTime));
}

function statusLines(to: Description, { metadata, spec, status }: Pod, now: number): void {
  const { phase = '', reason, message } = status ?? {};
  if (metadata.deletionTimestamp !== undefined && phase !== 'Failed' && phase !== 'Succeeded') {
    to.line(0, 'Status:', `Terminating (lasts ${since(metadata.deletionTimestamp, now)})`);
    to.line(0, 'Termination Grace Period:', `${metadata.deletionGracePeriodSeconds ?? 0}s`);
  } else to.line(0, 'Status:', phase);
  if (reason) to.line(0, 'Reason:', reason);
  if (message) to.line(0, 'Message:', message);
  const seccomp = spec?.securityContext?.seccompProfile;
  if (!seccomp) return;
  to.line(0, 'SeccompProfile:', seccomp.type);
  if (seccomp.type === 'Localhost') to.line(0, 'LocalhostProfile:', seccomp.localhostProfile ?? '');
}

function ipLines(to: Description, ips: readonly { ip: string }[] = []): void {
  to.line(0, 'IPs:', ...(ips.length === 0 ? ['<none>'] : []));
  for (const { ip } of ips) to.line(1, 'IP:', ip);
}

function conditionLines(to: Description, { spec, status }: Pod): void {
  const conditions = status?.conditions ?? [];
  if (spec?.readinessGates?.length) {
    to.line(0, 'Readiness Gates:');
    to.line(1, 'Type', 'Status');
    for (const { conditionType } of spec.readinessGates) {
      to.line(1, `${conditionType} `, `${conditions.find(({ type }) => type === conditionType)?.status ?? '<none>'} `);
    }
  }
  if (conditions.length === 0) return;
  to.line(0, 'Conditions:');
  to.line(1, 'Type', 'Status');
  for (const { type, status: value } of conditions) to.line(1, `${type} `, `${value} `);
}
