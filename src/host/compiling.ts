import { Script } from 'node:vm';

/**
 * How many bytes of a function's code V8 runs before it thinks of optimizing it. That suits programs that go on: in a command that
 * simulates for two seconds, other threads spent a third of the processor time on optimizing what was soon over.
 */
const USUAL = 67_584;
const PATIENT = 2 * USUAL;

/** More objects, or more simulated time (ms) than this keep a command busy for a while. */
const MANY_OBJECTS = 1000;
const LONG_TIME = 3_600_000;

let code: Buffer | undefined;

/** With much to do, what is only warm stays as it is. */
export function expectWork({ objects = 0, time = 0 }: { objects?: number; time?: number }): void {
  if (code || (objects <= MANY_OBJECTS && time <= LONG_TIME)) return;
  code = new Script('0').createCachedData();
  process.getBuiltinModule('node:v8').setFlagsFromString(`--interrupt-budget=${PATIENT}`);
}

/** V8 takes compiled code only from processes with the same flags: puts them back, and says whether they are what they were. */
export function compileAsUsual(): boolean {
  if (!code) return true;
  process.getBuiltinModule('node:v8').setFlagsFromString(`--interrupt-budget=${USUAL}`);
  return new Script('0', { filename: 'flags', cachedData: code }).cachedDataRejected === false;
}
