import { invalid, type FieldError } from '../../api/field-error.ts';
import type { JsonObject } from '../../api/json.ts';
import type { KubeObject } from '../../api/object.ts';
import type { ScaleBinding } from '../kinds/define.ts';
import { setAt, valueAt } from './simple-path.ts';

/** Where a custom resource keeps its replicas: paths such as `.spec.replicas`. */
export interface ScalePaths {
  specReplicasPath: string;
  statusReplicasPath: string;
  labelSelectorPath?: string;
}

const MOST = 2 ** 31 - 1;

export function scaleBindingOf(paths: ScalePaths): ScaleBinding {
  const number = (object: KubeObject, path: string): number => {
    const value = valueAt(object, stepsOf(path));
    return typeof value === 'number' ? value : 0;
  };
  return {
    replicasPath: stepsOf(paths.specReplicasPath),
    replicas: (object) => number(object, paths.specReplicasPath),
    setReplicas: (object, replicas) => setAt(object as JsonObject, stepsOf(paths.specReplicasPath), replicas),
    statusReplicas: (object) => number(object, paths.statusReplicasPath),
    selector: (object) => {
      const value = paths.labelSelectorPath ? valueAt(object, stepsOf(paths.labelSelectorPath)) : undefined;
      return typeof value === 'string' ? value : '';
    },
  };
}

export function validateScaleSpec(object: KubeObject, { specReplicasPath }: ScalePaths): FieldError[] {
  return validateCount(object, specReplicasPath);
}

export function validateScaleStatus(object: KubeObject, { statusReplicasPath, labelSelectorPath }: ScalePaths): FieldError[] {
  const errors = validateCount(object, statusReplicasPath);
  if (!labelSelectorPath) return errors;
  const selector = valueAt(object, stepsOf(labelSelectorPath));
  if (selector === undefined || typeof selector === 'string') return errors;
  return [...errors, invalid(labelSelectorPath, '', accessorError(labelSelectorPath, selector, 'string'))];
}

function validateCount(object: KubeObject, path: string): FieldError[] {
  const count = valueAt(object, stepsOf(path));
  if (count === undefined) return [];
  if (typeof count !== 'number' || !Number.isInteger(count)) return [invalid(path, 0, accessorError(path, count, 'int64'))];
  if (count < 0) return [invalid(path, count, 'should be a non-negative integer')];
  return count > MOST ? [invalid(path, count, `should be less than or equal to ${MOST}`)] : [];
}

function accessorError(path: string, value: unknown, wanted: string): string {
  return `${path} accessor error: ${goText(value)} is of the type ${goTypeOf(value)}, expected ${wanted}`;
}

function goText(value: unknown): string {
  if (value === null) return '<nil>';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function goTypeOf(value: unknown): string {
  if (value === null) return '<nil>';
  if (Array.isArray(value)) return '[]interface {}';
  if (typeof value === 'object') return 'map[string]interface {}';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return typeof value === 'boolean' ? 'bool' : 'string';
}

/** These paths have no brackets: a name a step. */
function stepsOf(path: string): string[] {
  return path.replace(/^\./, '').split('.');
}
