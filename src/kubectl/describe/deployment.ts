import type { LabelSelector } from '../../api/labels.ts';
import { controllerOf } from '../../api/object.ts';
import type { Deployment, ReplicaSet } from '../../api/types.ts';
import { defineDescriber, related, type DescribeContext } from './define.ts';
import type { Description } from './description.ts';
import { podTemplateSection, type PodTemplate } from './pod-template.ts';
import { selectorText } from './replica-sets.ts';
import { conditionsSection } from './sections/conditions.ts';
import { timeText } from './sections/containers.ts';
import { eventsSection } from './sections/events.ts';
import { metadataLines, nameLines } from './sections/head.ts';

const HASH_LABEL = 'pod-template-hash';

export const describeDeployment = defineDescriber<Deployment>(async (to, deployment, context) => {
  const { metadata, spec, status } = deployment;
  nameLines(to, deployment);
  to.line(0, 'CreationTimestamp:', timeText(metadata.creationTimestamp));
  metadataLines(to, deployment);
  to.line(0, 'Selector:', selectorText(spec?.selector as LabelSelector));
  const { updatedReplicas = 0, replicas = 0, availableReplicas = 0, unavailableReplicas = 0 } = status ?? {};
  const counts = `${spec?.replicas ?? 0} desired | ${updatedReplicas} updated | ${replicas} total | ${availableReplicas} available | ${unavailableReplicas} unavailable`;
  to.line(0, 'Replicas:', counts);
  to.line(0, 'StrategyType:', spec?.strategy?.type ?? '');
  to.line(0, 'MinReadySeconds:', String(spec?.minReadySeconds ?? 0));
  const rolling = spec?.strategy?.rollingUpdate;
  if (rolling) to.line(0, 'RollingUpdateStrategy:', `${rolling.maxUnavailable} max unavailable, ${rolling.maxSurge} max surge`);
  podTemplateSection(to, spec?.template);
  conditionsSection(to, status?.conditions);
  await replicaSetLines(to, deployment, context);
  await eventsSection(to, deployment, context);
});

async function replicaSetLines(to: Description, { metadata, spec }: Deployment, context: DescribeContext): Promise<void> {
  const { namespace = '', uid } = metadata;
  const labelSelector = selectorText(spec?.selector as LabelSelector);
  const found = await related<ReplicaSet>(context, { group: 'apps', version: 'v1', resource: 'replicasets', namespace, labelSelector });
  const own = (found ?? []).filter((set) => controllerOf(set)?.uid === uid).sort(byAge);
  if (own.length === 0) return;
  const wanted = templateKey(spec?.template);
  const current = own.find((set) => templateKey(set.spec?.template) === wanted);
  to.line(0, 'OldReplicaSets:', setsText(own.filter((set) => set !== current)));
  to.line(0, 'NewReplicaSet:', setsText(current ? [current] : []));
}

function setsText(sets: readonly ReplicaSet[]): string {
  const texts = sets.map(
    ({ metadata, spec, status }) => `${metadata.name} (${status?.replicas ?? 0}/${spec?.replicas ?? 0} replicas created)`,
  );
  return texts.join(', ') || '<none>';
}

function byAge(a: ReplicaSet, b: ReplicaSet): number {
  const [ageA, ageB] = [a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? ''];
  if (ageA !== ageB) return ageA < ageB ? -1 : 1;
  return (a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1;
}

/** Two templates with the same key make the same pods. */
function templateKey(template: PodTemplate | undefined): string {
  const labels = { ...template?.metadata?.labels, [HASH_LABEL]: undefined };
  return JSON.stringify(sorted({ ...template, metadata: { ...template?.metadata, labels } }));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined && item !== null && !isEmpty(item));
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sorted(item)]));
}

/** Absent and empty maps and lists are the same to Kubernetes. */
function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.values(value).every((item) => item === undefined);
}
