/**
 * What went wrong lies with the input or the surroundings, not with us: told to the user as `error: MESSAGE`, exit status 1.
 * Every error thrown on purpose outside the API server is one of these (or a subclass); anything else that is thrown is a defect and told as one.
 */
export class UserError extends Error {
  override readonly name: string = 'UserError';
  readonly exitCode: number;

  constructor(message: string, options: { exitCode?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.exitCode = options.exitCode ?? 1;
  }
}
