import type { FlagValueTypes } from '../argv/flag-values.ts';
import type { Flag, FlagSet } from '../argv/flags.ts';
import { formatDuration } from '../../api/time.ts';

const WIDTH = 120;

/** Breaks a paragraph at blanks so that no line is longer than the help is wide. */
export function wrap(text: string, indent: string, width = WIDTH - indent.length * 4): string {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const word of paragraph.split(' ')) {
      if (line !== '' && line.length + 1 + word.length > width) {
        lines.push(line);
        line = word;
      } else {
        line = line === '' ? word : `${line} ${word}`;
      }
    }
    lines.push(line);
  }
  return lines.map((line) => (line === '' ? '' : indent + line)).join('\n');
}

/** The long description: paragraphs after the first begin with a blank, as kubectl's do. */
export function paragraphs(text: string): string {
  return text
    .trim()
    .split(/\n{2,}/)
    .map((paragraph, i) => (i === 0 ? wrap(paragraph, '') : ` ${wrap(paragraph.trimStart(), '', WIDTH)}`))
    .join('\n\n');
}

function shownDefault(flag: Flag): string {
  if (flag.shownDefault !== undefined) return flag.shownDefault;
  const value = flag.default as FlagValueTypes[keyof FlagValueTypes];
  switch (flag.valueKind) {
    case 'string':
      return `'${value as string}'`;
    case 'duration':
      return formatDuration(value as number);
    case 'stringSlice':
    case 'stringArray':
      return `[${(value as string[]).join(',')}]`;
    case 'moduleSpec':
      return '';
    case 'stringMap':
      return '[]';
    default:
      return String(value);
  }
}

/** The list of flags: `    -n, --namespace='':` and the description under it. */
export function flagList(flags: FlagSet): string {
  return Object.entries(flags)
    .filter(([, flag]) => flag.hidden !== true)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([name, flag]) =>
        `    ${flag.char ? `-${flag.char}, ` : ''}--${name}=${shownDefault(flag)}:\n${wrap(flag.description ?? '', '\t')}\n`,
    )
    .join('\n');
}

/** Names and their summaries in two columns. */
export function commandList(commands: readonly { name: string; summary: string }[], width: number): string {
  return commands.map(({ name, summary }) => `  ${name.padEnd(width)} ${summary}`).join('\n');
}

/** Examples are told as they are, set in by two blanks. */
export function exampleBlock(examples: readonly string[]): string {
  return examples
    .join('\n\n')
    .split('\n')
    .map((line) => (line.trim() === '' ? '' : `  ${line}`))
    .join('\n');
}
