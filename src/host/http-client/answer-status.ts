import { StatusError, type Status, type StatusReason } from '../../api/status.ts';

/** The refusal that an answer is: its own Status, or what a client makes of an answer without one. */
export function refusal(status: number, text: string, method: string, warnings: readonly string[]): StatusError {
  const own = parsed(text);
  const told = own?.kind === 'Status' && own.status !== 'Success' && own.message !== undefined;
  return new StatusError(told ? { code: status, ...own } : withoutStatus(status, text.trim(), method), warnings);
}

function withoutStatus(status: number, text: string, method: string): Status {
  const [reason, message] = generic(status, text, method);
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    ...(reason ? { reason } : {}),
    details: { causes: [{ reason: 'UnexpectedServerResponse', message: text || 'unknown' }] },
    code: status,
  } as Status;
}

export function parsed(text: string): Status | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Status) : undefined;
  } catch {
    return undefined;
  }
}

function generic(status: number, text: string, method: string): [StatusReason, string] {
  switch (status) {
    case 400:
      return ['BadRequest', 'the server rejected our request for an unknown reason'];
    case 401:
      return ['Unauthorized', 'the server has asked for the client to provide credentials'];
    case 403:
      return ['Forbidden', text || 'unknown'];
    case 404:
      return ['NotFound', 'the server could not find the requested resource'];
    case 405:
      return ['MethodNotAllowed', 'the server does not allow this method on the requested resource'];
    case 406:
      return ['NotAcceptable', text || 'unknown'];
    case 409:
      return [method === 'POST' ? 'AlreadyExists' : 'Conflict', 'the server reported a conflict'];
    case 415:
      return ['UnsupportedMediaType', text || 'unknown'];
    case 422:
      return ['Invalid', 'the server rejected our request due to an error in our request'];
    case 429:
      return ['TooManyRequests', 'the server has received too many requests and has asked us to try again later'];
    case 503:
      return ['ServiceUnavailable', 'the server is currently unable to handle the request'];
    case 504:
      return ['Timeout', 'the server was unable to return a response in the time allotted, but may still be processing the request'];
    default:
      return status >= 500
        ? ['InternalError', `an error on the server (${JSON.stringify(text || 'unknown')}) has prevented the request from succeeding`]
        : ['', `the server responded with the status code ${status} but did not return more information`];
  }
}

/** The texts of `Warning: 299 - "…"` headers, in order. */
export function warningsOf(header: string | string[] | undefined): string[] {
  const texts = [header ?? []].flat().join(', ');
  return [...texts.matchAll(/\b299 \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text]) => (text as string).replace(/\\(.)/g, '$1'));
}
