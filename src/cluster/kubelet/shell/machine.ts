import type { Script } from './syntax.ts';

/** What a process finds when it starts. */
export interface ProcessWorld {
  /** Ms since the epoch. */
  readonly startedAt: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly hostname: string;
  readonly workingDir: string;
  /** Files by path, besides the folders that every image has. */
  readonly files: Readonly<Record<string, string>>;
  /** In bytes; using more gets the process killed. */
  readonly memoryLimit: number;
  readonly flavour: 'busybox' | 'debian';
  /** The image that it was started from, whose version some programs speak like. */
  readonly image: string;
  /** Its standard input stays open. */
  readonly interactive: boolean;
  /** Is there such a program? */
  knows(program: string): boolean;
  /** A server or other program of the image that is more than an applet: the ports it listens on; undefined when it is none. */
  serves(program: string): readonly number[] | undefined;
  /** What the name of a Service stands for; undefined for other hosts. */
  resolved(host: string): { name: string; addresses: readonly string[] } | undefined;
  /** Since when a host name can be resolved (ms since the epoch), or connected to on a port; undefined: not at all. */
  reachable(host: string, port: number | undefined): number | undefined;
}

/** Ms since the process started. */
export interface OutputLine {
  at: number;
  stream: 'stdout' | 'stderr';
  text: string;
  /** Without its end yet. */
  open?: boolean;
}

export interface FileChange {
  at: number;
  path: string;
  /** Undefined: removed. */
  text: string | undefined;
}

/** How far to follow a process. */
export interface Limits {
  /** Ms since the start; Infinity asks how it ends. */
  horizon: number;
  /** When it gets TERM, if it does. */
  termAt?: number;
}

export class Exit extends Error {
  readonly code: number;
  constructor(code: number) {
    super('exit');
    this.code = code;
  }
}
export class LoopControl extends Error {
  readonly kind: 'break' | 'continue';
  depth: number;
  constructor(kind: 'break' | 'continue', depth: number) {
    super(kind);
    this.kind = kind;
    this.depth = depth;
  }
}
export class FunctionReturn extends Error {
  readonly code: number;
  constructor(code: number) {
    super('return');
    this.code = code;
  }
}
/** It is still running, as far as it is to be followed, or as we can tell. */
export class StillRunning extends Error {}
export class OutOfMemory extends Error {}

const MAX_STEPS = 20_000;
const MAX_OUTPUT = 4_000_000;
const FOLDERS = [
  '/',
  '/bin',
  '/dev',
  '/etc',
  '/home',
  '/proc',
  '/root',
  '/run',
  '/sbin',
  '/srv',
  '/sys',
  '/tmp',
  '/usr',
  '/usr/bin',
  '/usr/local',
  '/usr/local/bin',
  '/usr/share',
  '/var',
  '/var/log',
  '/var/run',
  '/opt',
  '/mnt',
  '/usr/share/nginx/html',
  '/data',
];

/** The state of a process that runs scripts: time, variables, files, output. */
export class Machine {
  readonly world: ProcessWorld;
  readonly limits: Limits;
  readonly lines: OutputLine[] = [];
  readonly changes: FileChange[] = [];
  readonly files: Map<string, string>;
  readonly folders = new Set(FOLDERS);
  readonly variables: Map<string, string>;
  readonly functions = new Map<string, unknown>();
  readonly ports: { port: number; from: number }[] = [];
  /** Hosts that were asked for in vain. */
  readonly missed = new Set<string>();
  now = 0;
  status = 0;
  cwd: string;
  parameters: string[];
  trap: Script | undefined;
  trapEmpty = false;
  exitOnError = false;
  /** While running in a program that handles TERM itself. */
  handlesTerm = false;
  #termed = false;
  #steps = 0;
  #output = 0;

  constructor(world: ProcessWorld, parameters: readonly string[], limits: Limits) {
    this.world = world;
    this.limits = limits;
    this.parameters = [...parameters];
    this.variables = new Map(
      Object.entries({
        PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        HOME: '/root',
        HOSTNAME: world.hostname,
        ...world.environment,
      }),
    );
    this.files = new Map(Object.entries(world.files));
    this.cwd = world.workingDir;
  }

  step(): void {
    if (++this.#steps > MAX_STEPS) throw new StillRunning();
  }

  /** Lets time pass; a signal that comes meanwhile is handled when the command is over, as shells do. */
  sleep(ms: number, interruptible = false): void {
    const { horizon, termAt } = this.limits;
    const until = this.now + ms;
    if (interruptible && this.trap && termAt !== undefined && !this.#termed && termAt < until) this.now = Math.max(this.now, termAt);
    else if (until > horizon) {
      this.now = horizon;
      throw new StillRunning();
    } else this.now = until;
  }

  /** True once, when TERM has come and there is a trap for it. */
  takeTerm(): boolean {
    const { termAt } = this.limits;
    if (this.#termed || termAt === undefined || this.now < termAt || (!this.trap && !this.trapEmpty)) return false;
    this.#termed = true;
    return true;
  }

  forever(): never {
    if (this.limits.horizon !== Infinity) this.now = Math.max(this.now, this.limits.horizon);
    throw new StillRunning();
  }

  write(stream: 'stdout' | 'stderr', text: string): void {
    this.#output += text.length;
    if (this.#output > MAX_OUTPUT) this.forever();
    const pieces = text.split('\n');
    pieces.forEach((piece, i) => {
      const last = i === pieces.length - 1;
      if (last && piece === '') return;
      const open = this.lines.at(-1);
      if (open?.open && open.stream === stream) {
        open.text += piece;
        if (!last) delete open.open;
      } else this.lines.push({ at: this.now, stream, text: piece, ...(last && { open: true }) });
    });
  }

  setVariable(name: string, value: string): void {
    if (value.length * 2 > this.world.memoryLimit || value.length > 2 ** 28) throw new OutOfMemory();
    this.variables.set(name, value);
  }

  path(name: string): string {
    const parts: string[] = [];
    for (const part of (name.startsWith('/') ? name : `${this.cwd}/${name}`).split('/')) {
      if (part === '..') parts.pop();
      else if (part !== '' && part !== '.') parts.push(part);
    }
    return `/${parts.join('/')}`;
  }

  readFile(name: string): string | undefined {
    const path = this.path(name);
    return path === '/dev/null' ? '' : this.files.get(path);
  }

  writeFile(name: string, text: string | undefined, append = false): void {
    const path = this.path(name);
    if (path === '/dev/null') return;
    if (path === '/dev/stdout' || path === '/proc/1/fd/1') return this.write('stdout', text ?? '');
    if (path === '/dev/stderr' || path === '/proc/1/fd/2') return this.write('stderr', text ?? '');
    const next = append && text !== undefined ? (this.files.get(path) ?? '') + text : text;
    if (next === undefined) this.files.delete(path);
    else this.files.set(path, next);
    this.changes.push({ at: this.now, path, text: next });
  }

  isFolder(name: string): boolean {
    const path = this.path(name);
    if (this.folders.has(path)) return true;
    for (const file of this.files.keys()) if (file.startsWith(`${path}/`)) return true;
    return false;
  }
}
