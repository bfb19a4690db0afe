/** Something is wrong with an expression at a place in its text. */
export interface Issue {
  /** In code points from the start of the text; -1: the text as a whole. */
  offset: number;
  message: string;
}

/** An expression's text, counted in code points as the compiler's messages count. */
export class Source {
  readonly text: string;
  readonly points: readonly string[];

  constructor(text: string) {
    this.text = text;
    this.points = Array.from(text);
  }
}

/** An expression that does not compile; the message is what the API server shows after `compilation failed: `. */
export class CompileError extends Error {
  readonly issues: readonly Issue[];

  constructor(source: Source, issues: readonly Issue[]) {
    super(issuesText(source, issues));
    this.name = 'CompileError';
    this.issues = issues;
  }
}

/** So many are told, the rest is counted. */
const MOST_ISSUES = 100;

/** `ERROR: <input>:1:8: …`, each with the line and a caret under the place, in the order of the text. */
function issuesText(source: Source, issues: readonly Issue[]): string {
  const sorted = [...issues].sort((a, b) => a.offset - b.offset);
  const told = sorted.slice(0, MOST_ISSUES).map((issue) => issueText(source, issue));
  if (sorted.length > MOST_ISSUES) told.push(`${sorted.length - MOST_ISSUES} more errors were truncated`);
  return told.join('\n');
}

function issueText({ points }: Source, { offset, message }: Issue): string {
  if (offset < 0) return `ERROR: <input>:-1:0: ${message}`;
  let start = 0;
  let line = 1;
  for (let i = 0; i < offset && i < points.length; i++) {
    if (points[i] === '\n') {
      line++;
      start = i + 1;
    }
  }
  const end = points.indexOf('\n', start);
  const shown = points.slice(start, end < 0 ? points.length : end).map((point) => (point === '\t' ? ' ' : point));
  const column = offset - start;
  const wide = (point: string | undefined): boolean => point !== undefined && point > '\u007f';
  // What is not ASCII takes twice the room, so the ruler uses full-width characters there.
  const ruler = Array.from({ length: column }, (_, i) => (wide(shown[i]) ? '．' : '.')).join('');
  const caret = wide(shown[column]) ? '＾' : '^';
  return `ERROR: <input>:${line}:${column + 1}: ${message}\n | ${shown.join('')}\n | ${ruler}${caret}`;
}
