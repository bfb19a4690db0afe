import { formatLabels, formatSelector, selectorFromLabelSelector, selectorFromMap, type LabelSelector } from '../../api/labels.ts';
import type { ReplicaSet, ReplicationController } from '../../api/types.ts';
import { defineDescriber } from './define.ts';
import { podTemplateSection } from './pod-template.ts';
import { conditionsSection } from './sections/conditions.ts';
import { eventsSection } from './sections/events.ts';
import { controllerLine, metadataLines, nameLines } from './sections/head.ts';
import { podCountsLine } from './sections/pod-counts.ts';

export const describeReplicaSet = defineDescriber<ReplicaSet>(async (to, set, context) => {
  const { spec, status } = set;
  nameLines(to, set);
  to.line(0, 'Selector:', selectorText(spec?.selector as LabelSelector));
  metadataLines(to, set);
  controllerLine(to, set);
  to.line(0, 'Replicas:', `${status?.replicas ?? 0} current / ${spec?.replicas ?? 0} desired`);
  await podCountsLine(to, set, selectorText(spec?.selector as LabelSelector), context);
  podTemplateSection(to, spec?.template);
  conditionsSection(to, status?.conditions);
  await eventsSection(to, set, context);
});

export const describeReplicationController = defineDescriber<ReplicationController>(async (to, controller, context) => {
  const { spec, status } = controller;
  nameLines(to, controller);
  to.line(0, 'Selector:', formatLabels(spec?.selector));
  metadataLines(to, controller);
  controllerLine(to, controller);
  to.line(0, 'Replicas:', `${status?.replicas ?? 0} current / ${spec?.replicas ?? 0} desired`);
  await podCountsLine(to, controller, formatSelector(selectorFromMap(spec?.selector ?? {})), context);
  podTemplateSection(to, spec?.template);
  conditionsSection(to, status?.conditions);
  await eventsSection(to, controller, context);
});

/** As a selector is written in requests: nothing for one that selects everything. */
export function selectorText(selector: LabelSelector | undefined): string {
  return formatSelector(selectorFromLabelSelector(selector));
}
