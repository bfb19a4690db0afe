import type { Io } from '../io.ts';

/** What the terminal shows beyond kubectl's text; nothing of it goes to files and pipes. */
export interface TerminalLook {
  /** A status word in a colour that says how things are. Its width stays. */
  paintStatus?: (text: string) => string;
  /** Lines are cut here, so that columns stay columns. */
  columns?: number | undefined;
}

const GREEN = 32;
const YELLOW = 33;
const RED = 31;
const GREY = 90;

const WORDS: readonly (readonly [RegExp, number])[] = [
  [/(Error|BackOff|Failed|Evicted|OOMKilled|NotReady|Lost|Unknown|InvalidImageName|NodeLost|Denied|DeadlineExceeded|ErrImagePull)/, RED],
  [/^(Completed|Complete|Succeeded|Terminated|Released)$/, GREY],
  [
    /(Pending|ContainerCreating|PodInitializing|^Init:|Terminating|SchedulingDisabled|Suspended|Progressing|NotTriggerScaleUp|SchedulingGated)/,
    YELLOW,
  ],
  [/^(Running|Ready|Active|Bound|Available|Approved|Approved,Issued)$/, GREEN],
];

/** Undefined where the output is no terminal; NO_COLOR takes the colours away. */
export function terminalLook({ stdout, env }: Io): TerminalLook | undefined {
  if (!stdout.isTerminal) return undefined;
  const plain = Boolean(env['NO_COLOR']) || env['TERM'] === 'dumb';
  return { columns: stdout.columns, ...(!plain && { paintStatus }) };
}

function paintStatus(text: string): string {
  const word = text.trimEnd();
  const colour = WORDS.find(([pattern]) => pattern.test(word))?.[1];
  return colour === undefined ? text : `\x1b[${colour}m${word}\x1b[39m${text.slice(word.length)}`;
}
