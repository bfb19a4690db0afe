import { isZero, parseQuantity, scaledQuantity, toMilli, type Quantity } from '../../../api/quantity.ts';
import type { Container, EnvVar } from '../../../api/types.ts';

type ResourceFieldRef = NonNullable<NonNullable<EnvVar['valueFrom']>['resourceFieldRef']>;

/** What `resourceFieldRef` comes to: cpu in divisors rounded up (whole cores unless told otherwise), the rest in bytes likewise. */
export function containerResource({ resource, divisor = '0' }: ResourceFieldRef, { resources }: Container): string {
  const [list = '', ...rest] = resource.split('.');
  const name = rest.join('.');
  const text = (list === 'limits' ? resources?.limits : resources?.requests)?.[name] ?? '0';
  if (text === '0' && (resource === 'limits.cpu' || resource === 'limits.memory')) return 'node allocatable';
  const by = parseQuantity(divisor);
  const unit = isZero(by) ? parseQuantity('1') : by;
  return String(divideUp(parseQuantity(text), unit, name === 'cpu'));
}

function divideUp(value: Quantity, by: Quantity, inThousandths: boolean): number {
  const size = (quantity: Quantity): number => (inThousandths ? toMilli(quantity) : Number(scaledQuantity(quantity, 0)));
  return Math.ceil(size(value) / size(by));
}
