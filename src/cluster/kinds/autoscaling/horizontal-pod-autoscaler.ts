import type { HorizontalPodAutoscaler } from '../../../api/types.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind, type Column } from '../define.ts';
import { nonNegative } from '../field-checks.ts';
import { fillAutoscaler } from './autoscaler-defaults.ts';
import { validateAutoscalerSpec } from './autoscaler-validation.ts';
import { targetsText } from './targets.ts';

export const autoscalerColumns: readonly Column<HorizontalPodAutoscaler>[] = [
  nameColumn,
  textColumn<HorizontalPodAutoscaler>('Reference', ({ spec }) => `${spec?.scaleTargetRef.kind}/${spec?.scaleTargetRef.name}`),
  textColumn<HorizontalPodAutoscaler>('Targets', targetsText),
  textColumn<HorizontalPodAutoscaler>('MinPods', ({ spec }) => (spec?.minReplicas === undefined ? '<unset>' : String(spec.minReplicas))),
  { name: 'MaxPods', type: 'string', cell: ({ spec }) => spec?.maxReplicas ?? 0 },
  { name: 'Replicas', type: 'string', cell: ({ status }) => status?.currentReplicas ?? 0 },
  ageColumn,
];

export const horizontalPodAutoscaler = defineKind<HorizontalPodAutoscaler>({
  group: 'autoscaling',
  version: 'v2',
  kind: 'HorizontalPodAutoscaler',
  plural: 'horizontalpodautoscalers',
  singular: 'horizontalpodautoscaler',
  namespaced: true,
  shortNames: ['hpa'],
  categories: ['all'],
  definition: 'io.k8s.api.autoscaling.v2.HorizontalPodAutoscaler',
  nameRule: 'dns-subdomain',
  columns: autoscalerColumns,
  status: true,
  generation: false,
  setDefaults: fillAutoscaler,
  prepareForCreate: (object) => {
    object.status = { currentMetrics: null, desiredReplicas: 0 } as unknown as NonNullable<HorizontalPodAutoscaler['status']>;
  },
  validate: ({ spec }) => validateAutoscalerSpec(spec),
  validateStatusUpdate: ({ status }) => [
    ...nonNegative('status.currentReplicas', status?.currentReplicas),
    ...nonNegative('status.desiredReplicas', status?.desiredReplicas),
  ],
});
