import type { HorizontalPodAutoscaler } from '../../../api/types.ts';

type Metric = NonNullable<NonNullable<HorizontalPodAutoscaler['spec']>['metrics']>[number];
type Current = NonNullable<NonNullable<HorizontalPodAutoscaler['status']>['currentMetrics']>[number];
type Target = NonNullable<Metric['resource']>['target'];
type Value = NonNullable<Current['resource']>['current'];

/** A table shows this many metrics, and how many more there are. */
const SHOWN = 2;
const UNKNOWN = '<unknown>';

/** What is measured now and what is wished for: `cpu: <unknown>/80%`. */
export function targetsText({ spec, status }: HorizontalPodAutoscaler): string {
  const metrics = spec?.metrics ?? [];
  if (metrics.length === 0) return '<none>';
  const text = metrics
    .slice(0, SHOWN)
    .map((metric, index) => metricText(metric, status?.currentMetrics?.[index]))
    .join(', ');
  return metrics.length > SHOWN ? `${text} + ${metrics.length - SHOWN} more...` : text;
}

function metricText(metric: Metric, current: Current | undefined): string {
  switch (metric.type) {
    case 'Resource':
      return metric.resource ? `${metric.resource.name}: ${resourceText(metric.resource.target, current?.resource?.current)}` : UNKNOWN;
    case 'ContainerResource': {
      const { name, target } = metric.containerResource!;
      return `${name}: ${resourceText(target, current?.containerResource?.current)}`;
    }
    case 'Pods':
      return `${current?.pods?.current.averageValue ?? UNKNOWN}/${metric.pods?.target.averageValue ?? ''}`;
    case 'Object':
      return outsideText(metric.object!.target, current?.object?.current);
    case 'External':
      return outsideText(metric.external!.target, current?.external?.current);
    default:
      return '<unknown type>';
  }
}

function resourceText({ averageValue, averageUtilization }: Target, current: Value | undefined): string {
  if (averageValue !== undefined) return `${current?.averageValue ?? UNKNOWN}/${averageValue}`;
  const percent = (share: number | undefined, otherwise: string): string => (share === undefined ? otherwise : `${share}%`);
  return `${percent(current?.averageUtilization, UNKNOWN)}/${percent(averageUtilization, '<auto>')}`;
}

function outsideText({ averageValue, value }: Target, current: Value | undefined): string {
  if (averageValue !== undefined) return `${current?.averageValue ?? UNKNOWN}/${averageValue} (avg)`;
  return `${current?.value ?? UNKNOWN}/${value ?? ''}`;
}
