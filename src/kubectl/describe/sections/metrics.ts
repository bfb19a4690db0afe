import { goQuote } from '../../../api/go-text.ts';
import type { HorizontalPodAutoscaler } from '../../../api/types.ts';
import type { Description } from '../description.ts';

export type Metric = NonNullable<NonNullable<HorizontalPodAutoscaler['spec']>['metrics']>[number];
export type MetricStatus = NonNullable<NonNullable<HorizontalPodAutoscaler['status']>['currentMetrics']>[number];

const UNKNOWN = '<unknown>';

/** One metric of an autoscaler: what it is, its present value and the value aimed at. */
export function metricLine(to: Description, metric: Metric, status: MetricStatus | undefined): void {
  const { external, pods, object, resource, containerResource } = metric;
  if (external) {
    const average = external.target.averageValue;
    const name = goQuote(external.metric.name);
    const current = status?.external?.current;
    if (average !== undefined) to.line(1, `${name} (target average value):`, `${current?.averageValue ?? UNKNOWN} / ${average}`);
    else to.line(1, `${name} (target value):`, `${current?.value ?? UNKNOWN} / ${external.target.value ?? ''}`);
  } else if (pods) {
    to.line(
      1,
      `${goQuote(pods.metric.name)} on pods:`,
      `${status?.pods?.current.averageValue ?? UNKNOWN} / ${pods.target.averageValue ?? ''}`,
    );
  } else if (object) {
    const subject = `"${object.metric.name}" on ${object.describedObject.kind}/${object.describedObject.name}`;
    const { type, averageValue = '', value = '' } = object.target;
    const current = status?.object?.current;
    if (type === 'AverageValue') to.line(1, `${subject} (target average value):`, `${current?.averageValue ?? UNKNOWN} / ${averageValue}`);
    else to.line(1, `${subject} (target value):`, `${current?.value ?? UNKNOWN} / ${value}`);
  } else if (resource) resourceLine(to, `resource ${resource.name} on pods`, resource.target, status?.resource?.current);
  else if (containerResource) {
    const subject = `resource ${containerResource.name} of container "${containerResource.container}" on pods`;
    resourceLine(to, subject, containerResource.target, status?.containerResource?.current);
  } else to.line(1, `<unknown metric type ${goQuote(metric.type)}>`);
}

interface MetricValue {
  averageValue?: string;
  averageUtilization?: number;
}

function resourceLine(to: Description, subject: string, target: MetricValue, current: MetricValue | undefined): void {
  if (target.averageValue !== undefined) {
    to.line(1, `${subject}:`, `${current?.averageValue ?? UNKNOWN} / ${target.averageValue}`);
    return;
  }
  const now = current?.averageUtilization === undefined ? UNKNOWN : `${current.averageUtilization}% (${current.averageValue ?? ''})`;
  const wanted = target.averageUtilization === undefined ? '<auto>' : `${target.averageUtilization}%`;
  to.line(1, `${subject}  (as a percentage of request):`, `${now} / ${wanted}`);
}
