import type { KubeObject } from '../../../api/object.ts';
import type { HorizontalPodAutoscaler } from '../../../api/types.ts';
import { defineKind, type Column } from '../define.ts';
import { fillAutoscaler } from './autoscaler-defaults.ts';
import { fromFirstVersion, toFirstVersion } from './first-version.ts';
import { autoscalerColumns, horizontalPodAutoscaler } from './horizontal-pod-autoscaler.ts';

/** Another view of the same autoscalers: one cpu target in a field, everything else in annotations. */
export const horizontalPodAutoscalerV1 = defineKind<KubeObject>({
  group: 'autoscaling',
  version: 'v1',
  kind: 'HorizontalPodAutoscaler',
  plural: 'horizontalpodautoscalers',
  singular: 'horizontalpodautoscaler',
  namespaced: true,
  shortNames: ['hpa'],
  categories: ['all'],
  definition: 'io.k8s.api.autoscaling.v1.HorizontalPodAutoscaler',
  fromStored: (object) => toFirstVersion(object as HorizontalPodAutoscaler),
  toStored: (object) => fromFirstVersion(object) as KubeObject,
  nameRule: 'dns-subdomain',
  columns: autoscalerColumns.map((column): Column => ({
    ...column,
    cell: (object, now) => column.cell(inStoredVersion(object) as HorizontalPodAutoscaler, now),
  })),
  status: true,
  generation: false,
  setDefaults: (object) => fillAutoscaler(object as HorizontalPodAutoscaler),
  prepareForCreate: (object, context) => {
    object.apiVersion = 'autoscaling/v2';
    horizontalPodAutoscaler.prepareForCreate?.(object, context);
  },
  prepareForUpdate: (object) => {
    object.apiVersion = 'autoscaling/v2';
  },
  validate: (object) => horizontalPodAutoscaler.validate?.(object) ?? [],
  validateStatusUpdate: (next, previous) => horizontalPodAutoscaler.validateStatusUpdate?.(next, previous) ?? [],
});

/** Columns are given either form. */
function inStoredVersion(object: KubeObject): HorizontalPodAutoscaler {
  return object.apiVersion === 'autoscaling/v1' ? fromFirstVersion(object) : (object as HorizontalPodAutoscaler);
}
