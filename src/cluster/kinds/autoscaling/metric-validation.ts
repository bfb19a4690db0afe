import { child, forbidden, invalid, notSupported, required, type FieldError } from '../../../api/field-error.ts';
import { checkPathSegment } from '../../../api/names.ts';
import { parseQuantity, sign } from '../../../api/quantity.ts';
import type { HorizontalPodAutoscaler } from '../../../api/types.ts';
import { checked } from '../field-checks.ts';
import { validateReference } from './reference-validation.ts';

type Metric = NonNullable<NonNullable<HorizontalPodAutoscaler['spec']>['metrics']>[number];
type Target = NonNullable<Metric['resource']>['target'];
type Identifier = NonNullable<Metric['pods']>['metric'];
type Source = 'object' | 'external' | 'pods' | 'resource' | 'containerResource';

/** The field that each type of metric is described in. */
const SOURCES: Readonly<Record<string, Source>> = {
  ContainerResource: 'containerResource',
  External: 'external',
  Object: 'object',
  Pods: 'pods',
  Resource: 'resource',
};
/** The order in which fields are looked at. */
const LOOKED_AT: readonly Source[] = ['object', 'external', 'pods', 'resource', 'containerResource'];
const TARGET_TYPES = ['Utilization', 'Value', 'AverageValue'];

export function validateMetric(metric: Metric, path: string): FieldError[] {
  const { type = '' } = metric;
  const errors: FieldError[] = [];
  if (type === '') errors.push(required(child(path, 'type'), 'must specify a metric source type'));
  if (!Object.hasOwn(SOURCES, type)) errors.push(notSupported(child(path, 'type'), type, Object.keys(SOURCES)));
  const [first, ...more] = LOOKED_AT.filter((source) => metric[source] !== undefined);
  if (first !== undefined) errors.push(...validateSource(metric, first, child(path, first)));
  const expected = Object.hasOwn(SOURCES, type) ? SOURCES[type] : undefined;
  if (expected !== undefined && metric[expected] === undefined) {
    errors.push(required(child(path, expected), 'must populate information for the given metric source'));
  }
  for (const source of more.length > 0 ? [first!, ...more] : []) {
    if (source !== expected) errors.push(forbidden(child(path, source), 'must populate the given metric source only'));
  }
  return errors;
}

function validateSource(metric: Metric, source: Source, path: string): FieldError[] {
  const at = child(path, 'target');
  switch (source) {
    case 'object': {
      const { describedObject, metric: identifier, target } = metric.object!;
      return [
        ...validateReference(describedObject, child(path, 'describedObject'), true),
        ...validateIdentifier(identifier, child(path, 'metric')),
        ...validateTarget(target, at),
        ...(hasValue(target) ? [] : [required(child(at, 'averageValue'), 'must set either a target value or averageValue')]),
      ];
    }
    case 'external': {
      const { metric: identifier, target } = metric.external!;
      return [
        ...validateIdentifier(identifier, child(path, 'metric')),
        ...validateTarget(target, at),
        ...(hasValue(target) ? [] : [required(child(at, 'averageValue'), 'must set either a target value for metric or a per-pod target')]),
        ...(target?.value !== undefined && target.averageValue !== undefined
          ? [forbidden(child(at, 'value'), 'may not set both a target value for metric and a per-pod target')]
          : []),
      ];
    }
    case 'pods': {
      const { metric: identifier, target } = metric.pods!;
      return [
        ...validateIdentifier(identifier, child(path, 'metric')),
        ...validateTarget(target, at),
        ...(isPositive(target?.averageValue) ? [] : [required(child(at, 'averageValue'), 'must specify a positive target averageValue')]),
      ];
    }
    default: {
      const { name, target } = metric[source]!;
      const container = source === 'containerResource' && !metric.containerResource?.container;
      return [
        ...(name ? [] : [required(child(path, 'name'), 'must specify a resource name')]),
        ...(container ? [required(child(path, 'container'), 'must specify a container')] : []),
        ...validateTarget(target, at),
        ...validateUtilization(target, at),
      ];
    }
  }
}

function validateIdentifier(identifier: Identifier | undefined, path: string): FieldError[] {
  const name = identifier?.name ?? '';
  return name === '' ? [required(child(path, 'name'), 'must specify a metric name')] : checked(child(path, 'name'), name, checkPathSegment);
}

function validateTarget(target: Target | undefined, path: string): FieldError[] {
  const { type = '', value, averageValue, averageUtilization } = target ?? {};
  const errors: FieldError[] = [];
  if (type === '') errors.push(required(child(path, 'type'), 'must specify a metric target type'));
  if (!TARGET_TYPES.includes(type)) errors.push(invalid(child(path, 'type'), type, 'must be either Utilization, Value, or AverageValue'));
  if (value !== undefined && !isPositive(value)) errors.push(invalid(child(path, 'value'), value, 'must be positive'));
  if (averageValue !== undefined && !isPositive(averageValue)) {
    errors.push(invalid(child(path, 'averageValue'), averageValue, 'must be positive'));
  }
  if (averageUtilization !== undefined && averageUtilization < 1) {
    errors.push(invalid(child(path, 'averageUtilization'), averageUtilization, 'must be greater than 0'));
  }
  return errors;
}

function validateUtilization(target: Target | undefined, path: string): FieldError[] {
  const { averageValue, averageUtilization } = target ?? {};
  if (averageValue === undefined && averageUtilization === undefined) {
    return [required(child(path, 'averageUtilization'), 'must set either a target raw value or a target utilization')];
  }
  if (averageValue === undefined || averageUtilization === undefined) return [];
  return [forbidden(child(path, 'averageValue'), 'may not set both a target raw value and a target utilization')];
}

function hasValue(target: Target | undefined): boolean {
  return target?.value !== undefined || target?.averageValue !== undefined;
}

function isPositive(quantity: string | undefined): boolean {
  return quantity !== undefined && sign(parseQuantity(quantity)) > 0;
}
