import { Exit, Machine, OutOfMemory, StillRunning, type OutputLine } from '../shell/machine.ts';
import { runProgram } from '../shell/run.ts';
import { startFault } from './programs.ts';
import { follow, hasProgram, type Process } from './process.ts';

export interface Executed {
  code: number;
  output: string;
  /** The part of the output that went to stderr. */
  errors: string;
  /** How long it took; Infinity when it does not end within the time it was given. */
  took: number;
  /** The runtime could not start it. */
  fault?: string;
}

/** Runs a command beside the process, in the container as it is `at` ms after its start, for at most `limit` ms. */
export function execute(main: Process, argv: readonly string[], at: number, limit: number): Executed {
  const fault = startFault(argv[0] ?? '', (program) => hasProgram(main.entry, program));
  if (fault !== undefined) return { code: 126, output: '', errors: '', took: 0, fault };
  const { world } = main;
  const files: Record<string, string> = { ...world.files };
  const running = follow(main, { horizon: at });
  for (const { path, text } of running.files) {
    if (text === undefined) delete files[path];
    else files[path] = text;
  }
  const started = world.startedAt + at;
  const inside = { ...world, files, startedAt: started, interactive: false, serves: () => undefined };
  const machine = new Machine(inside, argv, { horizon: limit });
  for (const folder of running.folders ?? []) machine.folders.add(folder);
  let code = 0;
  let took: number;
  try {
    code = runProgram(argv, machine);
    took = machine.now;
  } catch (error) {
    took = machine.now;
    if (error instanceof Exit) code = error.code;
    else if (error instanceof OutOfMemory) code = 137;
    else if (error instanceof StillRunning) took = Infinity;
    else throw error;
  }
  const written = (lines: readonly OutputLine[]): string => lines.map(({ text, open }) => (open ? text : `${text}\n`)).join('');
  return { code, took, output: written(machine.lines), errors: written(machine.lines.filter(({ stream }) => stream === 'stderr')) };
}
