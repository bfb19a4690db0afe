import type { ApiRequest } from '../../api/client.ts';
import { forbidden, invalid as invalidField, required, tooLong, type FieldError } from '../../api/field-error.ts';
import { invalid } from '../../api/status.ts';
import { byteLength } from '../kinds/metadata.ts';

const MANAGER_LIMIT = 128;
// Made when it is first needed: V8 takes a while over classes of all of Unicode.
let unprintable: RegExp | undefined;
const isUnprintable = (character: string): boolean => (unprintable ??= /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u).test(character);

/** Options of a request in which something is written. Invalid, naming the Go type of the options, when they make no sense. */
export function checkWriteOptions({ verb, patchType, fieldManager, force }: ApiRequest): void {
  const type = optionsType(verb);
  if (type === undefined) return;
  const errors = writeOptionErrors({ patchType, fieldManager, force });
  if (errors.length > 0) throw invalid({ group: 'meta.k8s.io', kind: type }, '', errors);
}

/** What Go calls the options of a verb that writes. */
export function optionsType(verb: string): string | undefined {
  return { create: 'CreateOptions', update: 'UpdateOptions', patch: 'PatchOptions' }[verb];
}

/** `patchType` undefined: creates and updates. */
export function writeOptionErrors({
  patchType,
  fieldManager,
  force,
}: Pick<ApiRequest, 'patchType' | 'fieldManager' | 'force'>): FieldError[] {
  const errors: FieldError[] = [];
  if (patchType === 'apply' && !fieldManager) errors.push(required('fieldManager', 'is required for apply patch'));
  if (patchType !== undefined && patchType !== 'apply' && force !== undefined)
    errors.push(forbidden('force', 'may not be specified for non-apply patch'));
  errors.push(...managerErrors(fieldManager ?? ''));
  return errors;
}

function managerErrors(name: string): FieldError[] {
  const errors = byteLength(name) > MANAGER_LIMIT ? [tooLong('fieldManager', MANAGER_LIMIT)] : [];
  let at = 0;
  for (const character of name) {
    if (isUnprintable(character)) {
      const code = (character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0');
      errors.push(invalidField('fieldManager', name, `invalid character U+${code} (at position ${at})`));
    }
    at += byteLength(character);
  }
  return errors;
}

/** The manager of a client that does not name itself: its User-Agent up to the first slash, without what cannot be printed. */
export function managerOfUserAgent(userAgent: string): string {
  let name = '';
  for (const character of userAgent.split('/', 1)[0] ?? '') {
    if (isUnprintable(character)) continue;
    if (byteLength(name + character) > MANAGER_LIMIT) break;
    name += character;
  }
  return name;
}
