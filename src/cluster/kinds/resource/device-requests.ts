import type * as k8s from '@kubernetes/client-node';
import { child, duplicate, invalid, notSupported, required, type FieldError } from '../../../api/field-error.ts';
import { checkDnsLabel, checkDnsSubdomain } from '../../../api/names.ts';
import type { Wire } from '../../../api/types.ts';
import { checked } from '../field-checks.ts';

export type ClaimSpec = Wire<k8s.V1ResourceClaimSpec>;

type Request = NonNullable<NonNullable<ClaimSpec['devices']>['requests']>[number];
type Wanted = Pick<NonNullable<Request['exactly']>, 'deviceClassName' | 'allocationMode' | 'count'>;

const MODES = ['All', 'ExactCount'];

/** One device of a kind, unless something else is said. In place. */
export function fillClaimSpec(spec: ClaimSpec): void {
  for (const { exactly, firstAvailable } of spec.devices?.requests ?? []) {
    for (const wanted of [...(exactly ? [exactly] : []), ...(firstAvailable ?? [])]) {
      wanted.allocationMode ||= 'ExactCount';
      if (wanted.allocationMode === 'ExactCount') wanted.count ||= 1;
    }
  }
}

export function validateClaimSpec(spec: ClaimSpec | undefined, path: string): FieldError[] {
  const at = child(path, 'devices', 'requests');
  const requests = spec?.devices?.requests ?? [];
  return requests.flatMap((request, index) => [
    ...(requests.findIndex(({ name }) => name === request.name) < index ? [duplicate(child(at, index, 'name'), request.name)] : []),
    ...validateRequest(request, child(at, index)),
  ]);
}

function validateRequest({ name, exactly, firstAvailable }: Request, path: string): FieldError[] {
  const errors: FieldError[] = name ? checked(child(path, 'name'), name, checkDnsLabel) : [required(child(path, 'name'))];
  if (exactly && firstAvailable?.length) {
    errors.push(invalid(path, null, 'exactly one of `exactly` or `firstAvailable` is required, but multiple fields are set'));
  } else if (exactly) {
    errors.push(...validateWanted(exactly, child(path, 'exactly')));
  } else if (firstAvailable?.length) {
    firstAvailable.forEach((wanted, index) => errors.push(...validateWanted(wanted, child(path, 'firstAvailable', index))));
  } else {
    errors.push(required(path, 'exactly one of `exactly` or `firstAvailable` is required'));
  }
  return errors;
}

function validateWanted({ deviceClassName, allocationMode = '', count }: Wanted, path: string): FieldError[] {
  const errors: FieldError[] = deviceClassName
    ? checked(child(path, 'deviceClassName'), deviceClassName, checkDnsSubdomain)
    : [required(child(path, 'deviceClassName'))];
  if (!MODES.includes(allocationMode)) errors.push(notSupported(child(path, 'allocationMode'), allocationMode, MODES));
  if (allocationMode === 'ExactCount' && (count ?? 0) <= 0)
    errors.push(invalid(child(path, 'count'), count ?? 0, 'must be greater than zero'));
  if (allocationMode === 'All' && count) {
    errors.push(invalid(child(path, 'count'), count, "must not be specified when allocationMode is 'All'"));
  }
  return errors;
}
