import { Command } from '@oclif/core/command';
import { Config } from '@oclif/core/config';
import { UserError } from '../api/user-error.ts';
import type { Flag, FlagSet, FlagValues } from './argv/flags.ts';
import { globalFlags, helpFlag, type GlobalFlagValues } from './argv/global-flags.ts';
import { parseArgv } from './argv/parse.ts';
import { changeCause } from './change-cause.ts';
import { tellError } from './errors.ts';
import type { Io } from './io.ts';
import type { Connection, Runtime } from './runtime.ts';
import { tellingWarnings } from './warnings.ts';

/** oclif's id of `kubectl` alone. */
export const rootId = 'kubectl';

/** oclif's configuration, carrying what the program hands to its commands. */
export class KubectlConfig extends Config {
  readonly runtime: Runtime;

  constructor(options: ConstructorParameters<typeof Config>[0], runtime: Runtime) {
    super(options);
    this.bin = rootId;
    this.runtime = runtime;
  }
}

/** A parsed command line. */
export interface Input<F = FlagSet> {
  flags: FlagValues<F> & GlobalFlagValues;
  args: string[];
  /** How many of `args` came before `--`; -1 without one. */
  dashAt: number;
  /** Was this flag given on the command line? */
  changed(name: keyof F | keyof GlobalFlagValues): boolean;
}

/** `execute(io, { flags, args }: InputOf<typeof Undo>)` */
export type InputOf<C extends { flags: unknown }> = Input<C['flags']>;

/** What can be read off a command without running it. */
export type KubectlCommandClass = (new (argv: string[], config: Config) => KubectlCommand) &
  Omit<typeof KubectlCommand, 'prototype' | 'flags'> & { flags: FlagSet };

/**
 * A kubectl command: one class in one file below src/commands, whose path is the command line (rollout/undo.ts).
 *
 * Declared statically: `summary` (a line for overviews), `description`, `examples` (as text, shown as it is), `usage`
 * (what follows `kubectl `), `flags` (argv/flags.ts) and `aliases` of its last word. `execute` does the work: it returns
 * an exit status or nothing, and throws for everything that goes wrong (errors.ts).
 */
export abstract class KubectlCommand extends Command {
  static override flags: Record<string, Flag> = {};
  static override aliases: string[] = [];
  static override usage = '';
  static override examples: string[] = [];
  static override summary = '';
  static override description = '';
  /** kubectl's command of this name asks for the namespace before the client, and complains of a context that does not exist in the words of the former. */
  static namespaceFirst = false;

  protected abstract execute(io: Io, input: Input): Promise<number | void>;

  /** What `run` is to other programs made with oclif; that one would find a configuration of its own. */
  static async start(this: KubectlCommandClass, argv: string[], config: KubectlConfig): Promise<number> {
    return await new this(argv, config)._run<number>();
  }

  /** oclif would look for names that are no longer to be used, of which our commands have none. */
  protected override init(): Promise<void> {
    return Promise.resolve();
  }

  protected get runtime(): Runtime {
    return (this.config as KubectlConfig).runtime;
  }

  /** `kubectl rollout undo` */
  protected get commandLine(): string {
    return `kubectl ${this.path}`.trimEnd();
  }

  /** `rollout undo`; '' for `kubectl` alone. */
  protected get path(): string {
    return this.id === undefined || this.id === rootId ? '' : this.id.replaceAll(':', ' ');
  }

  /** What --record writes down of this command line; undefined without the flag. */
  protected recorded(flags: { record: boolean }): string | undefined {
    if (!flags.record) return undefined;
    return changeCause(this.runtime.argv, { ...globalFlags, ...(this.constructor as KubectlCommandClass).flags });
  }

  #connection: Promise<Connection> | undefined;
  /** What the server has warned of, each text once. */
  readonly #warnings = new Set<string>();

  /** The cluster that the flags and the kubeconfig name; the same one at every call. */
  protected connect(flags: object): Promise<Connection> {
    const { io, connect } = this.runtime;
    const { flags: own, namespaceFirst } = this.constructor as KubectlCommandClass;
    // `--user` of `create rolebinding` and `set subject` is not the user to connect as.
    const global = Object.fromEntries(Object.entries(flags).filter(([name]) => !(name in own)));
    return (this.#connection ??= this.#checked(connect({ ...global, namespaceFirst, env: io.env, cwd: io.cwd }), flags));
  }

  async #checked(connecting: Promise<Connection>, flags: Partial<GlobalFlagValues>): Promise<Connection> {
    const connection = await connecting;
    if (flags['match-server-version']) await (await import('./match-server-version.ts')).mustMatchVersion(connection.client);
    const { stderr } = this.runtime.io;
    return { ...connection, client: tellingWarnings(connection.client, this.#warnings, (text) => stderr.write(`Warning: ${text}\n`)) };
  }

  async run(): Promise<number> {
    this.parsed = true;
    const { io } = this.runtime;
    let verbosity = 0;
    try {
      const Class = this.constructor as KubectlCommandClass;
      const flagSet: FlagSet = { ...globalFlags, ...Class.flags, ...helpFlag };
      const { flags, args, dashAt, changed, notices } = parseArgv(this.argv, flagSet);
      verbosity = flags['v'] as number;
      for (const notice of notices) io.stderr.write(`${notice}\n`);
      if (flags['help'] === true) return await this.#showHelp();
      const missing = Object.keys(flagSet).filter((name) => flagSet[name]!.required && !changed.has(name));
      if (missing.length > 0)
        throw new UserError(
          `required flag(s) ${missing
            .sort()
            .map((name) => `"${name}"`)
            .join(', ')} not set`,
        );
      const input = { flags, args, dashAt, changed: (name: string) => changed.has(name) } as unknown as Input;
      // `--profile` of debug is another one.
      if (!('profile' in Class.flags)) refuseProfile(flags['profile'] as string);
      const exitCode = (await this.execute(io, input)) ?? 0;
      const count = flags['warnings-as-errors'] ? this.#warnings.size : 0;
      if (count > 0) throw new UserError(count === 1 ? '1 warning received' : `${count} warnings received`);
      return exitCode;
    } catch (error) {
      return await this.#tell(error, verbosity);
    } finally {
      await this.closeConnection();
    }
  }

  async #tell(error: unknown, verbosity: number): Promise<number> {
    const { io } = this.runtime;
    const told = tellError(this.failure(error), this.commandLine);
    io.stderr.write(told.text);
    if (io.stderr.isTerminal && io.env['KUBESIM_HINTS'] !== '0') await this.#hint(told.text);
    if (told.defect && verbosity >= 9 && error instanceof Error) io.stderr.write(`${error.stack}\n`);
    return this.failureStatus(told.exitCode);
  }

  /** Commands for which status 1 is an answer fail with another one. */
  protected failureStatus(status: number): number {
    return status;
  }

  /** What is told in place of an error. */
  protected failure(error: unknown): unknown {
    return error;
  }

  /** Never in the way of an error: whatever goes wrong here is not told. */
  async #hint(message: string): Promise<void> {
    const { io, argv, commands } = this.runtime;
    const flags = { ...globalFlags, ...(this.constructor as KubectlCommandClass).flags };
    const { hintFor } = await import('./hints.ts');
    const connection = await this.#connection?.catch(() => undefined);
    const mistake = { argv, flags, children: commands.children(this.path), message, client: connection?.client };
    const hint = await hintFor(mistake).catch(() => undefined);
    if (hint !== undefined) io.stderr.write(`kubesim: ${hint}\n`);
  }

  async #showHelp(): Promise<number> {
    const { showHelp } = await import('./help/show.ts');
    this.runtime.io.stdout.write(await showHelp(this.path, this.runtime.commands));
    return 0;
  }

  protected async closeConnection(): Promise<void> {
    if (this.#connection === undefined) return;
    const connection = await this.#connection.catch(() => undefined);
    await connection?.client.close();
  }
}

const PROFILES = ['cpu', 'heap', 'goroutine', 'threadcreate', 'block', 'mutex', 'trace'];

/** Profiles of Go programs are of Go programs only. */
function refuseProfile(name: string): void {
  if (name === 'none' || name === '') return;
  if (!PROFILES.includes(name)) throw new UserError(`unknown profile '${name}'`);
  throw new UserError(`--profile=${name} is not supported by kubesim`);
}
