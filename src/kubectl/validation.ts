import type { ApiRequest } from '../api/client.ts';
import { isObject } from '../api/json.ts';
import { UserError } from '../api/user-error.ts';
import type { RawManifest } from './resources/manifests.ts';

export type FieldValidation = NonNullable<ApiRequest['fieldValidation']>;

const words: Readonly<Record<string, FieldValidation>> = { strict: 'Strict', warn: 'Warn', ignore: 'Ignore' };
const yes = ['1', 't', 'T', 'true', 'TRUE', 'True'];
const no = ['0', 'f', 'F', 'false', 'FALSE', 'False'];

/** Reads `--validate`. Throws UserError for what it does not know. */
export function parseValidation(value: string): FieldValidation {
  if (yes.includes(value)) return 'Strict';
  if (no.includes(value)) return 'Ignore';
  const known = Object.hasOwn(words, value) ? words[value] : undefined;
  if (!known) throw new UserError(`invalid - validate option "${value}"; must be one of: strict (or true), warn, ignore (or false)`);
  return known;
}

/** What kubectl itself looks at before a manifest goes to the server: that it is an object that tells its type. Fields are the server's matter. */
export function manifestCheck(validation: FieldValidation): ((raw: RawManifest) => void) | undefined {
  if (validation === 'Ignore') return undefined;
  return ({ source, value }) => {
    const faults = isObject(value) ? [...typeFaults(value, 'apiVersion'), ...typeFaults(value, 'kind')] : ['invalid object to validate'];
    if (faults.length === 0) return;
    const text = faults.length === 1 ? faults[0] : `[${faults.join(', ')}]`;
    const advice = 'if you choose to ignore these errors, turn validation off with --validate=false';
    throw new UserError(`error validating "${source}": error validating data: ${text}; ${advice}`);
  };
}

function typeFaults(object: Readonly<Record<string, unknown>>, field: string): string[] {
  const value = object[field];
  if (value === undefined || value === null) return [`${field} not set`];
  if (typeof value !== 'string') return [`${field} isn't string type`];
  if (value === '') return [`${field} not set`];
  return field === 'apiVersion' && value.split('/').length > 2 ? [`unexpected GroupVersion string: ${value}`] : [];
}
