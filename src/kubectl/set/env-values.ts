import { isObject, type JsonObject } from '../../api/json.ts';
import { goQuote } from '../../api/go-text.ts';
import type { KubeObject } from '../../api/object.ts';
import { parseQuantity, zeroQuantity, isZero, fromInteger, toMilli, toInteger, type Quantity } from '../../api/quantity.ts';
import { UserError } from '../../api/user-error.ts';
import type { EnvVar } from './env.ts';
import { metadataFieldValue } from '../pods/field-value.ts';

type Reference = Readonly<Record<string, string>>;

/** Where a variable's value comes from, in words: `configmap conf, key db-host`. */
export function referenceText(valueFrom: JsonObject): string {
  const { configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef } = valueFrom as Readonly<Record<string, Reference | undefined>>;
  if (configMapKeyRef) return `configmap ${configMapKeyRef['name']}, key ${configMapKeyRef['key']}`;
  if (secretKeyRef) return `secret ${secretKeyRef['name']}, key ${secretKeyRef['key']}`;
  if (fieldRef) return `field path ${fieldRef['fieldPath']}`;
  if (resourceFieldRef) {
    const container = resourceFieldRef['containerName'];
    return `resource field ${container ? `${container}/` : ''}${resourceFieldRef['resource']}`;
  }
  return 'invalid valueFrom';
}

/** Reads an object of the cluster that a variable refers to. */
export type ReadData = (resource: 'configmaps' | 'secrets', name: string) => Promise<Readonly<Record<string, string>>>;

/** The value that a variable will have. Throws UserError or what `read` throws. */
export async function referredValue(variable: EnvVar, object: KubeObject, container: JsonObject, read: ReadData): Promise<string> {
  const { configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef } = variable.valueFrom as Readonly<
    Record<string, Reference | undefined>
  >;
  if (configMapKeyRef) return keyOf(await read('configmaps', configMapKeyRef['name'] ?? ''), configMapKeyRef, 'config map');
  if (secretKeyRef) {
    return new TextDecoder().decode(
      Uint8Array.from(atob(keyOf(await read('secrets', secretKeyRef['name'] ?? ''), secretKeyRef, 'secret')), (char) => char.charCodeAt(0)),
    );
  }
  if (fieldRef) return fieldValue(object, fieldRef['fieldPath'] ?? '');
  if (resourceFieldRef) return resourceValue(container, resourceFieldRef);
  throw new UserError('invalid valueFrom');
}

function keyOf(data: Readonly<Record<string, string>>, { name, key = '' }: Reference, what: string): string {
  if (!Object.hasOwn(data, key)) throw new UserError(`key ${key} not found in ${what} ${name}`);
  return data[key] as string;
}

function fieldValue({ metadata }: KubeObject, path: string): string {
  const subscript = /^(.*)\['(.*)'\]$/s.exec(path);
  if (subscript) {
    const [, field, key = ''] = subscript;
    if (field !== 'metadata.annotations' && field !== 'metadata.labels') {
      throw new UserError(`fieldPath ${goQuote(path)} does not support subscript`);
    }
    return (field === 'metadata.labels' ? metadata.labels : metadata.annotations)?.[key] ?? '';
  }
  const value = metadataFieldValue(metadata, path);
  if (value === undefined) throw new UserError(`unsupported fieldPath: ${path}`);
  return value;
}

/** As the downward API gives it: rounded up to whole divisors. */
function resourceValue(container: JsonObject, { resource = '', divisor }: Reference): string {
  const [list = '', name = ''] = [resource.slice(0, resource.indexOf('.')), resource.slice(resource.indexOf('.') + 1)];
  const known = name === 'cpu' || name === 'memory' || name === 'ephemeral-storage' || name.startsWith('hugepages-');
  if (!known || (list !== 'limits' && list !== 'requests')) throw new UserError(`Unsupported container resource : ${resource}`);
  const resources = container['resources'];
  const quantities = isObject(resources) && isObject(resources[list]) ? resources[list] : {};
  const text = quantities[name];
  const quantity = typeof text === 'string' ? parseQuantity(text) : zeroQuantity;
  const given = divisor === undefined ? zeroQuantity : parseQuantity(divisor);
  const unit = isZero(given) ? fromInteger(1) : given;
  const count = (q: Quantity): number => (name === 'cpu' ? toMilli(q) : toInteger(q));
  return String(Math.ceil(count(quantity) / count(unit)));
}
