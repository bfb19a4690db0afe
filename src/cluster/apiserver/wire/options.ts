import type { ApiRequest, PatchType } from '../../../api/client.ts';
import * as fields from '../../../api/field-error.ts';
import type { FieldError } from '../../../api/field-error.ts';
import { goQuote } from '../../../api/go-text.ts';
import type { JsonObject } from '../../../api/json.ts';
import { badRequest, invalid } from '../../../api/status.ts';
import { parseTime } from '../../../api/time.ts';
import { managerOfUserAgent, optionsType, writeOptionErrors } from '../write-options.ts';
import { booleanParameter, integerParameter, textParameter } from './parameters.ts';
import type { Query } from './target.ts';

// The options of each verb, decoded from the query and checked as the API server checks them.

const META = 'meta.k8s.io';

export interface ListOptions {
  selection: Pick<ApiRequest, 'labelSelector' | 'fieldSelector' | 'resourceVersion' | 'resourceVersionMatch' | 'limit' | 'continue'>;
  watch: boolean;
  timeoutSeconds?: number;
  sendInitialEvents?: boolean;
  allowWatchBookmarks: boolean;
}

/** `forcedWatch`: the path itself says that it is one. */
export function listOptions(query: Query, forcedWatch = false): ListOptions {
  const watch = forcedWatch || booleanParameter(query, 'watch') === true;
  const timeoutSeconds = integerParameter(query, 'timeoutSeconds');
  const limit = integerParameter(query, 'limit');
  const sendInitialEvents = booleanParameter(query, 'sendInitialEvents');
  const match = textParameter(query, 'resourceVersionMatch');
  const resourceVersion = textParameter(query, 'resourceVersion');
  const token = textParameter(query, 'continue');
  const given = { match, resourceVersion, token, sendInitialEvents };
  const errors = watch ? watchErrors(given) : listErrors(given);
  if (errors.length > 0) throw invalid({ group: META, kind: 'ListOptions' }, '', errors);
  const labelSelector = textParameter(query, 'labelSelector');
  const fieldSelector = textParameter(query, 'fieldSelector');
  return {
    selection: {
      ...(labelSelector === undefined ? {} : { labelSelector }),
      ...(fieldSelector === undefined ? {} : { fieldSelector }),
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
      ...(match === undefined ? {} : { resourceVersionMatch: match as 'Exact' | 'NotOlderThan' }),
      ...(limit === undefined ? {} : { limit }),
      ...(token === undefined ? {} : { continue: token }),
    },
    watch,
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    ...(sendInitialEvents === undefined ? {} : { sendInitialEvents }),
    allowWatchBookmarks: booleanParameter(query, 'allowWatchBookmarks') === true,
  };
}

interface GivenVersion {
  match: string | undefined;
  resourceVersion: string | undefined;
  token: string | undefined;
  sendInitialEvents: boolean | undefined;
}

function listErrors({ match, resourceVersion, token, sendInitialEvents }: GivenVersion): FieldError[] {
  const errors: FieldError[] = [];
  const forbid = (detail: string): number => errors.push(fields.forbidden('resourceVersionMatch', detail));
  if (match !== undefined) {
    if (resourceVersion === undefined) forbid('resourceVersionMatch is forbidden unless resourceVersion is provided');
    if (token !== undefined) forbid('resourceVersionMatch is forbidden when continue is provided');
    if (match !== 'Exact' && match !== 'NotOlderThan')
      errors.push(fields.notSupported('resourceVersionMatch', match, ['Exact', 'NotOlderThan', '']));
    if (match === 'Exact' && resourceVersion === '0') forbid('resourceVersionMatch "exact" is forbidden for resourceVersion "0"');
  }
  if (sendInitialEvents !== undefined) errors.push(fields.forbidden('sendInitialEvents', 'sendInitialEvents is forbidden for list'));
  return errors;
}

function watchErrors({ match, token, sendInitialEvents }: GivenVersion): FieldError[] {
  const errors: FieldError[] = [];
  const forbid = (detail: string): number => errors.push(fields.forbidden('resourceVersionMatch', detail));
  if (sendInitialEvents !== undefined && match !== 'NotOlderThan')
    forbid('sendInitialEvents requires setting resourceVersionMatch to NotOlderThan');
  if (match === undefined) return errors;
  if (sendInitialEvents === undefined) forbid('resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided');
  if (match !== 'NotOlderThan') errors.push(fields.notSupported('resourceVersionMatch', match, ['NotOlderThan']));
  if (token !== undefined) forbid('resourceVersionMatch is forbidden when continue is provided');
  return errors;
}

type WriteOptions = Pick<ApiRequest, 'dryRun' | 'fieldManager' | 'fieldValidation' | 'force'>;

/** Options of creates, updates and patches. Who does not name its manager is known by its user agent. */
export function writeOptions(query: Query, verb: 'create' | 'update' | 'patch', userAgent = '', patchType?: PatchType): WriteOptions {
  const fieldManager = query.get('fieldManager') ?? '';
  const validation = query.get('fieldValidation') ?? '';
  const force = verb === 'patch' ? booleanParameter(query, 'force') : undefined;
  const given = { fieldManager, ...(patchType === undefined ? {} : { patchType }), ...(force === undefined ? {} : { force }) };
  const errors = [...writeOptionErrors(given), ...dryRunErrors(query.all('dryRun'))];
  if (!['', 'Ignore', 'Strict', 'Warn'].includes(validation))
    errors.push(fields.notSupported('fieldValidation', validation, ['', 'Ignore', 'Strict', 'Warn']));
  if (errors.length > 0) throw invalid({ group: META, kind: optionsType(verb) as string }, '', errors);
  return {
    fieldManager: fieldManager || managerOfUserAgent(userAgent) || 'unknown',
    ...(query.all('dryRun').length > 0 ? { dryRun: true } : {}),
    ...(validation === '' ? {} : { fieldValidation: validation as 'Ignore' | 'Strict' | 'Warn' }),
    ...(force === undefined ? {} : { force }),
  };
}

export function dryRunErrors(values: readonly string[]): FieldError[] {
  return values.every((value) => value === 'All') ? [] : [fields.notSupported('dryRun', values, ['All'])];
}

/** DeleteOptions, as a body would say it, from the query: only without a body does it count. */
export function deleteOptionsOf(query: Query): JsonObject {
  const gracePeriodSeconds = integerParameter(query, 'gracePeriodSeconds');
  const orphanDependents = booleanParameter(query, 'orphanDependents');
  const propagationPolicy = query.get('propagationPolicy');
  return {
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    ...(orphanDependents === undefined ? {} : { orphanDependents }),
    ...(propagationPolicy === undefined ? {} : { propagationPolicy }),
    ...(query.has('dryRun') ? { dryRun: [...query.all('dryRun')] } : {}),
  };
}

const LOG_BOOLEANS = ['follow', 'previous', 'timestamps', 'insecureSkipTLSVerifyBackend'];
const LOG_INTEGERS = ['sinceSeconds', 'tailLines', 'limitBytes'];

/** PodLogOptions in one form: booleans are `true` or absent, numbers are numbers. */
export function logOptions(query: Query): Record<string, string> {
  const options: Record<string, string> = {};
  for (const name of ['container', 'sinceTime', 'stream']) {
    const value = query.get(name);
    if (value) options[name] = value;
  }
  for (const name of LOG_BOOLEANS) if (booleanParameter(query, name)) options[name] = 'true';
  for (const name of LOG_INTEGERS) {
    const value = integerParameter(query, name);
    if (value !== undefined) options[name] = String(value);
  }
  const { sinceTime } = options;
  if (sinceTime !== undefined && parseTime(sinceTime) === undefined) {
    const quoted = goQuote(sinceTime);
    throw badRequest(`parsing time ${quoted} as "2006-01-02T15:04:05Z07:00": cannot parse ${quoted} as "2006"`);
  }
  return options;
}

const INCLUDES = ['None', 'Metadata', 'Object'] as const;

/** How much of their object the rows of a Table carry. */
export function includeObjectOf(query: Query): Pick<ApiRequest, 'includeObject'> {
  const value = query.get('includeObject') ?? '';
  if (value === '') return {};
  const known = INCLUDES.find((each) => each === value);
  if (known) return { includeObject: known };
  const error = `includeObject: Invalid value: ${goQuote(value)}: must be 'Metadata', 'Object', 'None', or empty`;
  throw badRequest(`Unable to convert to Table as requested: ${error}`);
}
