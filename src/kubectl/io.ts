/** A stream that a command writes to. Writing to a pipe whose reader has gone does nothing. */
export interface Output {
  write(text: string | Uint8Array): void;
  readonly isTerminal: boolean;
  /** Width of the terminal. */
  readonly columns: number | undefined;
}

/** Everything a command sees of the process it runs in. Handed in, so that tests can look at it. */
export interface Io {
  readonly stdin: { read(): Promise<Uint8Array>; readonly isTerminal: boolean };
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute. */
  readonly cwd: string;
  /** Aborted when nobody reads the output any more: what runs until it is interrupted ends then. */
  readonly signal: AbortSignal;
}
