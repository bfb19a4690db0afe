import { fieldErrorsText, type FieldError } from './field-error.ts';
import { goQuote } from './go-text.ts';
import { groupResource } from './object.ts';

export interface StatusCause {
  reason?: string;
  message?: string;
  field?: string;
}

export interface StatusDetails {
  name?: string;
  group?: string;
  kind?: string;
  uid?: string;
  causes?: StatusCause[];
  retryAfterSeconds?: number;
}

export type StatusReason =
  | 'Unauthorized'
  | 'Forbidden'
  | 'NotFound'
  | 'AlreadyExists'
  | 'Conflict'
  | 'Gone'
  | 'Expired'
  | 'Invalid'
  | 'ServerTimeout'
  | 'Timeout'
  | 'TooManyRequests'
  | 'BadRequest'
  | 'MethodNotAllowed'
  | 'NotAcceptable'
  | 'RequestEntityTooLarge'
  | 'UnsupportedMediaType'
  | 'InternalError'
  | 'ServiceUnavailable'
  | '';

export interface Status {
  kind: 'Status';
  apiVersion: 'v1';
  metadata: { resourceVersion?: string; continue?: string; remainingItemCount?: number };
  status: 'Success' | 'Failure';
  message?: string;
  reason?: StatusReason;
  details?: StatusDetails;
  code?: number;
}

/** What a resource or kind belongs to, to be named in an error: `{group: 'apps', resource: 'deployments'}`. */
export interface GroupResource {
  group: string;
  resource: string;
}

/** The answer of an API server that says no. Everything else that is thrown is a defect of ours. */
export class StatusError extends Error {
  readonly status: Status;
  /** What the server has warned of on the way to the refusal. */
  readonly warnings: readonly string[];

  constructor(status: Status, warnings: readonly string[] = []) {
    super(status.message ?? '');
    this.name = 'StatusError';
    this.status = status;
    this.warnings = warnings;
  }

  get code(): number {
    return this.status.code ?? 0;
  }

  get reason(): StatusReason {
    return this.status.reason ?? '';
  }
}

/** Is it a StatusError of (one of) these reasons? */
export function hasReason(error: unknown, ...reasons: readonly StatusReason[]): error is StatusError {
  return error instanceof StatusError && reasons.includes(error.reason);
}

function failure(code: number, reason: StatusReason, message: string, details?: StatusDetails): StatusError {
  const status: Status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message };
  if (reason !== '') status.reason = reason;
  if (details !== undefined) status.details = details;
  status.code = code;
  return new StatusError(status);
}

function detailsOf(of: GroupResource, name: string, more: StatusDetails = {}): StatusDetails {
  const details: StatusDetails = {};
  if (name !== '') details.name = name;
  if (of.group !== '') details.group = of.group;
  if (of.resource !== '') details.kind = of.resource;
  return { ...details, ...more };
}

function qualified(of: GroupResource): string {
  return groupResource(of.group, of.resource);
}

export function notFound(of: GroupResource, name: string): StatusError {
  return failure(404, 'NotFound', `${qualified(of)} ${goQuote(name)} not found`, detailsOf(of, name));
}

export function alreadyExists(of: GroupResource, name: string): StatusError {
  return failure(409, 'AlreadyExists', `${qualified(of)} ${goQuote(name)} already exists`, detailsOf(of, name));
}

export function generateNameConflict(of: GroupResource, name: string, retryAfterSeconds: number): StatusError {
  const text = `${qualified(of)} ${goQuote(name)} already exists, the server was not able to generate a unique name for the object`;
  return failure(409, 'AlreadyExists', text, detailsOf(of, name, { retryAfterSeconds }));
}

export function conflict(of: GroupResource, name: string, why: string): StatusError {
  return failure(409, 'Conflict', `Operation cannot be fulfilled on ${qualified(of)} ${goQuote(name)}: ${why}`, detailsOf(of, name));
}

/** Server-side apply: one cause (reason FieldManagerConflict) for each field that somebody else manages. */
export function applyConflict(causes: StatusCause[], message: string): StatusError {
  return failure(409, 'Conflict', message, { causes });
}

export function unauthorized(message = 'Unauthorized'): StatusError {
  return failure(401, 'Unauthorized', message);
}

export function forbidden(of: GroupResource, name: string, why: string): StatusError {
  const subject =
    of.resource === '' ? 'forbidden' : name === '' ? `${qualified(of)} is forbidden` : `${qualified(of)} ${goQuote(name)} is forbidden`;
  return failure(403, 'Forbidden', `${subject}: ${why}`, detailsOf(of, name));
}

export function gone(message: string): StatusError {
  return failure(410, 'Gone', message);
}

/** A watch or list from a revision that is no longer known. */
export function expired(message: string): StatusError {
  return failure(410, 'Expired', message);
}

/** `kind` is the kind's name (`Deployment`), not the resource; every field error becomes a cause. */
export function invalid(of: { group: string; kind: string }, name: string, errors: readonly FieldError[]): StatusError {
  const subject = `${groupResource(of.group, of.kind)} ${goQuote(name)} is invalid`;
  const causes = errors.map(({ type, message, field }) => ({ reason: type, message, field: field === '' ? '<nil>' : field }));
  const details = detailsOf({ group: of.group, resource: of.kind }, name);
  if (causes.length > 0) details.causes = causes;
  return failure(422, 'Invalid', errors.length > 0 ? `${subject}: ${fieldErrorsText(errors)}` : subject, details);
}

export function badRequest(message: string): StatusError {
  return failure(400, 'BadRequest', message);
}

export function tooManyRequests(message: string, retryAfterSeconds: number, causes?: StatusCause[]): StatusError {
  const details: StatusDetails = {};
  if (causes !== undefined) details.causes = causes;
  if (retryAfterSeconds > 0) details.retryAfterSeconds = retryAfterSeconds;
  return failure(429, 'TooManyRequests', message, details);
}

export function serviceUnavailable(message: string): StatusError {
  return failure(503, 'ServiceUnavailable', message);
}

export function methodNotSupported(of: GroupResource, action: string): StatusError {
  return failure(405, 'MethodNotAllowed', `${action} is not supported on resources of kind ${goQuote(qualified(of))}`, detailsOf(of, ''));
}

/** Took too long, but might be tried again. */
export function serverTimeout(of: GroupResource, operation: string, retryAfterSeconds: number): StatusError {
  const text = `The ${operation} operation against ${qualified(of)} could not be completed at this time, please try again.`;
  return failure(500, 'ServerTimeout', text, detailsOf(of, '', retryAfterSeconds > 0 ? { retryAfterSeconds } : {}));
}

export function timeout(message: string, retryAfterSeconds = 0): StatusError {
  return failure(504, 'Timeout', `Timeout: ${message}`, retryAfterSeconds > 0 ? { retryAfterSeconds } : {});
}

export function internalError(message: string): StatusError {
  return failure(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] });
}

export function requestEntityTooLarge(message: string): StatusError {
  return failure(413, 'RequestEntityTooLarge', `Request entity too large: ${message}`);
}

export function notAcceptable(accepted: readonly string[]): StatusError {
  return failure(406, 'NotAcceptable', `only the following media types are accepted: ${accepted.join(', ')}`);
}

export function unsupportedMediaType(accepted: readonly string[]): StatusError {
  const text = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`;
  return failure(415, 'UnsupportedMediaType', text);
}

/** What a server answers that has understood the request but cannot work with it (a JSON patch that does not fit). */
export function unprocessable(): StatusError {
  return failure(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
}

/** No such path or resource type. */
export function pathNotFound(): StatusError {
  return failure(404, 'NotFound', 'the server could not find the requested resource', {});
}

/** No route of the path has the method. */
export function methodNotAllowed(): StatusError {
  return failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});
}

/** The client took longer to send its request than the server waits. */
export function requestTimeout(): StatusError {
  return failure(408, 'Timeout', 'the request did not come in time');
}

/** What stands before a request's body is larger than the server reads. */
export function headersTooLarge(): StatusError {
  return failure(431, 'RequestEntityTooLarge', 'Request header fields too large');
}

/** A refusal without a reason of its own (what storage answers): `Error from server: …`. */
export function serverError(message: string): StatusError {
  return failure(500, '', message);
}
