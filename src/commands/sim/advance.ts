import { DurationError, formatDuration, formatRfc3339, parseDuration } from '../../api/time.ts';
import { HostError } from '../../host/host-error.ts';
import { advance } from '../../host/simulation.ts';
import { KubectlCommand, type InputOf } from '../../kubectl/command.ts';
import { UsageError } from '../../kubectl/errors.ts';
import type { Io } from '../../kubectl/io.ts';

const DAY = 24 * 3_600_000;
const LONGEST = 3_660 * DAY;

export default class Advance extends KubectlCommand {
  static override summary = 'Let simulated time pass at once';
  static override description =
    'Let simulated time pass at once: whatever is due in it happens, in its order. A cluster on the wall clock is ahead of it afterwards.';
  static override examples = [
    '# Let ten minutes pass\nkubectl sim advance 10m',
    '# Let half a second pass\nkubectl sim advance 0.5s',
    '# Let a month pass\nkubectl sim advance 720h',
  ];
  static override usage = 'sim advance DURATION';

  protected override async execute(io: Io, { flags, args }: InputOf<typeof Advance>): Promise<void> {
    const [text, ...more] = args;
    if (text === undefined || more.length > 0) throw new UsageError('exactly one DURATION is required, such as 10m');
    const ms = Math.round(parse(text));
    if (ms < 0) throw new HostError('time does not go back: DURATION must not be negative');
    if (ms > LONGEST) throw new HostError('DURATION must be at most ten years (87840h)');
    const now = await advance({ ...flags, env: io.env, cwd: io.cwd }, ms);
    io.stdout.write(`Advanced by ${formatDuration(ms)}: it is ${formatRfc3339(now)}.\n`);
  }
}

/** Go's durations, and days, which Go has not. */
function parse(text: string): number {
  const days = /^(\d+(?:\.\d+)?)d$/.exec(text);
  if (days) return Number(days[1]) * DAY;
  try {
    return parseDuration(text);
  } catch (error) {
    throw error instanceof DurationError ? new HostError(error.message) : error;
  }
}
