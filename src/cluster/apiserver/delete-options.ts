import { invalid, notSupported, type FieldError } from '../../api/field-error.ts';
import { isObject, type Json } from '../../api/json.ts';
import { DecodeError, jsonTypeOf } from '../../api/schema/decode-error.ts';
import { decode } from '../../api/schema/decode.ts';
import { definition } from '../../api/schema/index.ts';
import * as status from '../../api/status.ts';
import type { DeleteOptions } from './cluster-api.ts';

/** What a DeleteOptions body says; an orphanDependents of old clients counts as a policy. */
export function deleteOptions(body: unknown): DeleteOptions {
  const given = decodeDeleteOptions(body);
  const errors: FieldError[] = [];
  if (given.orphanDependents !== undefined && given.propagationPolicy !== undefined) {
    const text = 'orphanDependents and deletionPropagation cannot be both set';
    errors.push(invalid('propagationPolicy', given.propagationPolicy, text));
  }
  const policy =
    given.propagationPolicy ?? (given.orphanDependents === undefined ? undefined : given.orphanDependents ? 'Orphan' : 'Background');
  if (policy !== undefined && !['Orphan', 'Background', 'Foreground'].includes(policy))
    errors.push(notSupported('propagationPolicy', policy, ['Foreground', 'Background', 'Orphan', 'nil']));
  if (errors.length > 0) throw status.invalid({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', errors);
  return {
    ...(given.gracePeriodSeconds === undefined || given.gracePeriodSeconds === null
      ? {}
      : { gracePeriodSeconds: given.gracePeriodSeconds }),
    ...(policy === undefined ? {} : { propagationPolicy: policy }),
    ...(given.preconditions ? { preconditions: given.preconditions } : {}),
  };
}

function decodeDeleteOptions(body: unknown): DeleteOptions & { orphanDependents?: boolean } {
  if (body === undefined || body === null) return {};
  if (!isObject(body)) throw status.badRequest(`json: cannot unmarshal ${jsonTypeOf(body as Json)} into Go value of type v1.DeleteOptions`);
  if (body['kind'] && body['kind'] !== 'DeleteOptions') throw status.badRequest('decoded object cannot be converted to DeleteOptions');
  try {
    return decode(definition('meta.v1.DeleteOptions'), body).object as DeleteOptions;
  } catch (error) {
    throw error instanceof DecodeError ? status.badRequest(error.message) : error;
  }
}
