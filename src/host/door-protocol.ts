import type { ApiRequest, WatchRequest } from '../api/client.ts';
import { StatusError, type Status } from '../api/status.ts';
import { UserError } from '../api/user-error.ts';

/**
 * What commands of ours and the server of their cluster say to each other over the private socket: JSON, one message a line. It carries the calls
 * of a Client, and those of the simulator's own commands; whatever it opens gives one item each time the client asks for the next.
 */
export type ToServer =
  | { id: number; call: string; args: unknown[] }
  | { id: number; open: 'watch'; request: WatchRequest; deadline?: number }
  | { id: number; open: 'follow'; request: ApiRequest; deadline?: number }
  | { id: number; next: true }
  /** Over: whatever is still going on under this number is given up. */
  | { id: number; end: true };

/** `now` and `mode` tell the cluster's time as it was when the answer was given. */
export type ToClient = { id: number; now: number; mode: 'wall' | 'manual' } & (
  | { value: unknown }
  | { done: true }
  | { error: WireError }
  /** The server is stopping, and whoever waits may go on without it. */
  | { gone: true }
);

type WireError = { status: Status; warnings?: readonly string[] } | { message: string; exitCode: number } | { defect: string };

export function encodeError(error: unknown): WireError {
  if (error instanceof StatusError) return { status: error.status, ...(error.warnings.length > 0 ? { warnings: error.warnings } : {}) };
  if (error instanceof UserError) return { message: error.message, exitCode: error.exitCode };
  return { defect: error instanceof Error ? error.message : String(error) };
}

export function decodeError(error: WireError): Error {
  if ('status' in error) return new StatusError(error.status, error.warnings);
  return 'defect' in error ? new Error(error.defect) : new UserError(error.message, { exitCode: error.exitCode });
}

/** Cuts what comes in pieces into messages. */
export function messages<T>(each: (message: T) => void): (piece: string) => void {
  let rest: string[] = [];
  return (piece) => {
    const lines = piece.split('\n');
    rest.push(lines.shift() as string);
    for (const line of lines) {
      const message = rest.join('');
      rest = [line];
      if (message !== '') each(JSON.parse(message) as T);
    }
  };
}
