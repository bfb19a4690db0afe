import { goQuote } from '../api/go-text.ts';
import { StatusError, type Status } from '../api/status.ts';
import { UserError } from '../api/user-error.ts';
import { PluginError } from './argv/find-command.ts';
import { FlagError } from './argv/parse.ts';

/** The command is used wrongly: the message, then where its help is (`See 'kubectl get -h' for help and examples`). */
export class UsageError extends UserError {
  override readonly name: string = 'UsageError';
}

/** Ends the command with this status; everything that is to be said has been said. */
export class ExitError extends Error {
  readonly exitCode: number;

  constructor(exitCode = 1) {
    super(`exit ${exitCode}`);
    this.exitCode = exitCode;
  }
}

/** Several things went wrong: each is told on a line of its own. */
export class ErrorList extends Error {
  readonly errors: readonly unknown[];

  constructor(errors: readonly unknown[]) {
    super(errors.map((error) => (error instanceof Error ? error.message : String(error))).join('\n'));
    this.errors = errors;
  }
}

/** Throws what `errors` amount to: nothing, the one error, or all of them. */
export function throwAll(errors: readonly unknown[]): void {
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1) throw new ErrorList(errors);
}

/** A message that is told as it is, without `error: ` before it. */
export class BareError extends UserError {
  override readonly name: string = 'BareError';
}

/**
 * The same refusal with words before its message, as kubectl adds them: `error when creating "x.yaml": …`.
 * A Status keeps its reason and causes.
 */
export function withSource(error: unknown, prefix: string): unknown {
  if (error instanceof StatusError) return new StatusError({ ...error.status, message: `${prefix}: ${error.status.message ?? ''}` });
  if (error instanceof UserError) return new UserError(`${prefix}: ${error.message}`, { exitCode: error.exitCode, cause: error });
  return error;
}

export interface ToldError {
  /** With its line break at the end; empty when there is nothing to say. */
  text: string;
  exitCode: number;
  /** A defect of ours, not something the user did. */
  defect: boolean;
}

/** The one place that says how a thrown error is told: kubectl's text and exit status. `command` is what the user typed, `kubectl rollout undo`. */
export function tellError(error: unknown, command: string): ToldError {
  if (error instanceof ExitError) return { text: '', exitCode: error.exitCode, defect: false };
  const message = messageOf(error, command);
  if (message === undefined) return { text: `kubesim: internal error: ${defectText(error)}\n`, exitCode: 1, defect: true };
  return {
    text: message.endsWith('\n') ? message : `${message}\n`,
    exitCode: error instanceof UserError ? error.exitCode : 1,
    defect: false,
  };
}

function messageOf(error: unknown, command: string): string | undefined {
  if (error instanceof ErrorList && error.errors.length === 1) return messageOf(error.errors[0], command);
  if (error instanceof ErrorList) {
    const lines = error.errors.map((each) => listedMessage(each));
    return lines.includes(undefined) ? undefined : lines.map((line) => `${line}\n`).join('');
  }
  if (error instanceof StatusError) return error.reason === 'Invalid' ? invalidText(error.status) : statusText(error.status);
  if (error instanceof FlagError) return `error: ${error.message}\nSee '${command} --help' for usage.`;
  if (error instanceof UsageError) return `error: ${error.message}\nSee '${command} -h' for help and examples`;
  if (error instanceof PluginError) return `Error: ${error.message}`;
  if (error instanceof BareError) return error.message;
  if (error instanceof UserError) return error.message.startsWith('error: ') ? error.message : `error: ${error.message}`;
  // Reading, comparing and printing go down an object by recursion: what is nested deeper than the stack is no manifest.
  if (error instanceof RangeError && error.message.includes('call stack')) return 'error: an object is nested too deeply';
  return undefined;
}

/** In a list, an Invalid is told in one line like every other refusal, and nothing is put before what is not from the server. */
function listedMessage(error: unknown): string | undefined {
  if (error instanceof StatusError) return statusText(error.status);
  if (error instanceof UserError || error instanceof FlagError) return error.message;
  if (error instanceof ErrorList) return aggregateText(error);
  return undefined;
}

/** Several errors in one line, as Go's aggregates read: `[a, b]`. */
export function aggregateText(list: ErrorList): string {
  const texts = [...new Set(list.errors.map((error) => (error instanceof Error ? error.message : String(error))))];
  return texts.length === 1 ? texts[0]! : `[${texts.join(', ')}]`;
}

function statusText(status: Status): string {
  if (status.reason === 'Unauthorized') return `error: You must be logged in to the server (${status.message ?? ''})`;
  return status.reason ? `Error from server (${status.reason}): ${status.message ?? ''}` : `Error from server: ${status.message ?? ''}`;
}

function invalidText({ details, message }: Status): string {
  if (!details || (!details.kind && !details.name && !details.causes?.length))
    return message ? `The request is invalid: ${message}` : 'The request is invalid';
  const subject =
    details.kind || details.name ? `The ${details.kind ?? ''} ${goQuote(details.name ?? '')} is invalid` : 'The request is invalid';
  const causes = [...new Set((details.causes ?? []).map((cause) => `${cause.field ?? ''}: ${cause.message ?? ''}`))];
  if (causes.length === 0) return subject;
  if (causes.length === 1) return `${subject}: ${causes[0]}`;
  return `${subject}: \n${causes.map((cause) => `* ${cause}\n`).join('')}`;
}

function defectText(error: unknown): string {
  if (error instanceof ErrorList) return defectText(error.errors.find((each) => listedMessage(each) === undefined));
  return error instanceof Error ? `${error.name}: ${error.message}`.split('\n')[0]! : String(error);
}
