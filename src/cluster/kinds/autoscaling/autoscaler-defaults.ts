import type { HorizontalPodAutoscaler } from '../../../api/types.ts';

type Behavior = NonNullable<NonNullable<HorizontalPodAutoscaler['spec']>['behavior']>;
type Rules = NonNullable<Behavior['scaleUp']>;

const DEFAULT_CPU_UTILIZATION = 80;

/** In place. */
export function fillAutoscaler({ spec }: HorizontalPodAutoscaler): void {
  if (!spec) return;
  spec.minReplicas ??= 1;
  if (!spec.metrics?.length) {
    const target = { type: 'Utilization', averageUtilization: DEFAULT_CPU_UTILIZATION };
    spec.metrics = [{ type: 'Resource', resource: { name: 'cpu', target } }];
  }
  if (!spec.behavior) return;
  spec.behavior.scaleUp = filled(spec.behavior.scaleUp, {
    stabilizationWindowSeconds: 0,
    selectPolicy: 'Max',
    policies: [
      { type: 'Pods', value: 4, periodSeconds: 15 },
      { type: 'Percent', value: 100, periodSeconds: 15 },
    ],
  });
  spec.behavior.scaleDown = filled(spec.behavior.scaleDown, {
    selectPolicy: 'Max',
    policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
  });
}

/** An empty list of policies is a mistake to be told, not one to be filled. */
function filled(rules: Rules | undefined, defaults: Rules): Rules {
  const given = Object.entries(rules ?? {}).filter(([, value]) => value !== undefined && value !== null);
  return { ...defaults, ...(Object.fromEntries(given) as Rules) };
}
