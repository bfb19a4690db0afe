import { parseDuration } from '../../../api/time.ts';
import type { ImageEntry } from '../images/catalogue.ts';
import {
  Exit,
  FunctionReturn,
  LoopControl,
  Machine,
  OutOfMemory,
  StillRunning,
  type FileChange,
  type Limits,
  type OutputLine,
  type ProcessWorld,
} from '../shell/machine.ts';
import { runProgram } from '../shell/run.ts';
import { ShellSyntaxError } from '../shell/syntax.ts';
import type { Unmet } from './needs.ts';
import { baseHas, startFault } from './programs.ts';

/** What a container runs: the image's own process, or a command line. */
export interface Process {
  readonly entry: ImageEntry | undefined;
  /** Undefined: what the image does by itself. */
  readonly argv: readonly string[] | undefined;
  readonly world: ProcessWorld;
  /** What keeps the image's own process from starting. */
  readonly unmet?: Unmet | undefined;
}

/** A process as far as it was followed; all times in ms since its start. */
export interface Followed {
  /** How it ended; undefined while it runs. */
  end?: { at: number; code: number; outOfMemory: boolean };
  lines: readonly OutputLine[];
  files: readonly FileChange[];
  ports: readonly { port: number; from: number }[];
  folders?: Iterable<string>;
  /** Hosts that it asked for in vain: it may go on otherwise once they are there. */
  missed: readonly string[];
}

const START_FAULT =
  'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: ';
const KILLED = 137;
const QUICK_STOP = 100;

/** Why it cannot be started at all. */
export function startErrorOf({ argv, entry }: Process): string | undefined {
  if (!argv || argv.length === 0) return undefined;
  const fault = startFault(argv[0]!, (program) => hasProgram(entry, program));
  return fault === undefined ? undefined : START_FAULT + fault;
}

/** Follows the process up to a time, or to its end (horizon Infinity). */
export function follow(started: Process, limits: Limits): Followed {
  return started.argv ? followCommand(started, started.argv, limits) : followImage(started, limits);
}

/** How it ends when it is told to stop at `at`, with `grace` ms before it is killed. */
export function stopped(started: Process, at: number, grace: number): { at: number; code: number } {
  const deadline = at + grace;
  const killed = { at: deadline, code: KILLED };
  const natural = follow(started, { horizon: deadline, termAt: at }).end;
  if (natural && natural.at <= deadline) return { at: natural.at, code: natural.code };
  const reaction = reactionOf(started, at);
  return reaction && at + reaction.after <= deadline ? { at: at + reaction.after, code: reaction.code } : killed;
}

/** Does the image have such a program? Images whose base is not known have them all. */
export function hasProgram(entry: ImageEntry | undefined, program: string): boolean {
  const base = entry?.file.base;
  return base === undefined || baseHas(base, program) || entry!.file.programs?.includes(program) === true || isMain(entry!, program);
}

const SHELLS = new Set(['sh', 'bash', 'ash', 'dash']);

/** Is it the image's own server? */
export function isMain({ file }: ImageEntry, program: string): boolean {
  if (SHELLS.has(program)) return false;
  return (
    [file.command?.[0], file.wrapper === false ? file.entrypoint?.[0] : undefined].some(
      (main) => main !== undefined && main.slice(main.lastIndexOf('/') + 1) === program,
    ) && !file.exits
  );
}

/** Process 1 ignores TERM unless it says what to do about it: shells and simple tools do not, servers do. */
function reactionOf(started: Process, at: number): { after: number; code: number } | undefined {
  if (started.argv && !followCommand(started, started.argv, { horizon: at }).handles) return undefined;
  const { stops, stopCode = 0 } = started.entry?.file ?? {};
  if (stops === 'never') return undefined;
  return { after: stops === undefined ? QUICK_STOP : parseDuration(stops), code: stopCode };
}

function followCommand({ world }: Process, argv: readonly string[], limits: Limits): Followed & { handles: boolean } {
  const machine = new Machine(world, argv, limits);
  let end: Followed['end'];
  const ended = (code: number, outOfMemory = false): void => {
    end = { at: machine.now, code, outOfMemory };
  };
  try {
    ended(runProgram(argv, machine));
  } catch (error) {
    if (error instanceof Exit || error instanceof FunctionReturn) ended(error.code);
    else if (error instanceof OutOfMemory) ended(KILLED, true);
    else if (error instanceof LoopControl) ended(0);
    else if (error instanceof ShellSyntaxError) end = undefined;
    else if (!(error instanceof StillRunning)) throw error;
  }
  return {
    ...(end && { end }),
    lines: machine.lines,
    files: machine.changes,
    ports: machine.ports,
    folders: machine.folders,
    missed: [...machine.missed],
    handles: machine.handlesTerm,
  };
}

function followImage({ entry, world, unmet }: Process, { horizon }: Limits): Followed {
  const file = entry?.file;
  if (!file) return { lines: [], files: [], ports: [], missed: [] };
  const { requires } = file;
  if (requires && !requires.anyOf.some((name) => world.environment[name]))
    return givesUp({ text: requires.log ?? '', code: requires.code ?? 1 });
  if (unmet) return givesUp(unmet);
  const lines = (file.logs ?? []).map((log): OutputLine =>
    typeof log === 'string'
      ? { at: 0, stream: 'stdout', text: log }
      : { at: parseDuration(log.after), stream: log.stream ?? 'stdout', text: log.line },
  );
  const end = file.exits ? { at: parseDuration(file.exits.after ?? '0s'), code: file.exits.code ?? 0, outOfMemory: false } : undefined;
  return {
    ...(end && end.at <= horizon && { end }),
    lines: lines.filter(({ at }) => at <= horizon),
    files: [],
    ports: (file.serves ?? []).map(({ port, after }) => ({ port, from: parseDuration(after ?? '0s') })),
    missed: [],
  };
}

function givesUp({ text, code }: Unmet): Followed {
  const lines = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): OutputLine => ({ at: 0, stream: 'stderr', text: line }));
  return { end: { at: 0, code, outOfMemory: false }, lines, files: [], ports: [], missed: [] };
}
