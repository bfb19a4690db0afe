import type { HorizontalPodAutoscaler } from '../../api/types.ts';
import { defineDescriber, type DescribeContext } from './define.ts';
import type { Description } from './description.ts';
import { timeText } from './sections/containers.ts';
import { eventsSection } from './sections/events.ts';
import { headSection } from './sections/head.ts';
import { metricLine } from './sections/metrics.ts';

type Behavior = NonNullable<NonNullable<HorizontalPodAutoscaler['spec']>['behavior']>;

export const describeHorizontalPodAutoscaler = defineDescriber<HorizontalPodAutoscaler>(async (to, given, context) => {
  const autoscaler = await newestVersion(given, context);
  const { metadata, spec, status } = autoscaler;
  const target = spec?.scaleTargetRef;
  headSection(to, autoscaler);
  to.line(0, 'CreationTimestamp:', timeText(metadata.creationTimestamp));
  to.line(0, 'Reference:', `${target?.kind ?? ''}/${target?.name ?? ''}`);
  to.line(0, 'Metrics:', '( current / target )');
  (spec?.metrics ?? []).forEach((metric, i) => metricLine(to, metric, status?.currentMetrics?.[i]));
  to.line(0, 'Min replicas:', String(spec?.minReplicas ?? '<unset>'));
  to.line(0, 'Max replicas:', String(spec?.maxReplicas ?? 0));
  if (spec?.behavior) {
    to.line(0, 'Behavior:');
    directionLines(to, 'Scale Up', spec.behavior.scaleUp);
    directionLines(to, 'Scale Down', spec.behavior.scaleDown);
  }
  to.line(0, `${target?.kind ?? ''} pods:`, `${status?.currentReplicas ?? 0} current / ${status?.desiredReplicas ?? 0} desired`);
  if (status?.conditions?.length) {
    to.line(0, 'Conditions:');
    to.line(1, 'Type', 'Status', 'Reason', 'Message');
    to.line(1, '----', '------', '------', '-------');
    for (const { type, status: value, reason = '', message = '' } of status.conditions) to.line(1, type, value, reason, message);
  }
  await eventsSection(to, autoscaler, context);
});

/** Whatever version was asked for, the one that tells most is described. */
async function newestVersion(autoscaler: HorizontalPodAutoscaler, { client, resource }: DescribeContext): Promise<HorizontalPodAutoscaler> {
  if (resource.version === 'v2') return autoscaler;
  const { namespace, name } = autoscaler.metadata;
  const address = { group: resource.group, version: 'v2', resource: resource.name };
  return (await client.request({ ...address, verb: 'get', namespace, name })).body as unknown as HorizontalPodAutoscaler;
}

function directionLines(to: Description, title: string, rules: Behavior['scaleUp']): void {
  if (!rules) return;
  to.line(1, `${title}:`);
  if (rules.stabilizationWindowSeconds !== undefined) to.line(2, `Stabilization Window: ${rules.stabilizationWindowSeconds} seconds`);
  if (rules.policies?.length) {
    to.line(2, `Select Policy: ${rules.selectPolicy ?? 'Max'}`);
    to.line(2, 'Policies:');
    for (const { type, value, periodSeconds } of rules.policies) {
      to.line(3, `- Type: ${type}`, `Value: ${value}`, `Period: ${periodSeconds} seconds`);
    }
  }
}
