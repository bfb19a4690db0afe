import { lastAppliedAnnotation } from '../../../api/patch/last-applied.ts';
import type { Description } from '../description.ts';

const LONGEST_ANNOTATION = 140;

/** Lines under one title: the first beside it, the others below one another; `<none>` without any. */
export function listSection(to: Description, title: string, lines: readonly string[], indent = ''): void {
  to.write(`${indent}${title}:\t${lines.length === 0 ? '<none>' : lines.join('\n\t')}\n`);
}

/** The same within a nested description: kubectl indents every piece that it writes there, values too. */
export function nestedLabelsSection(
  to: Description,
  title: string,
  labels: Readonly<Record<string, string>> | undefined,
  indent: string,
  separator: string,
): void {
  const keys = Object.keys(labels ?? {}).sort();
  const lines = keys.map((key) => `${indent}${key}${separator}${labels![key]}`);
  const text = lines.length === 0 ? `${indent}<none>` : lines.join(`\n${indent}${indent}\t`);
  to.write(`${indent}${title}:\t${text}\n`);
}

export function labelsSection(to: Description, title: string, labels: Readonly<Record<string, string>> | undefined, indent = ''): void {
  const keys = Object.keys(labels ?? {}).sort();
  listSection(
    to,
    title,
    keys.map((key) => `${key}=${labels![key]}`),
    indent,
  );
}

/** Long values and those of several lines come below their key, cut to a length. What `apply` keeps for itself is left out. */
export function annotationsSection(to: Description, annotations: Readonly<Record<string, string>> | undefined, indent = ''): void {
  const keys = Object.keys(annotations ?? {})
    .filter((key) => key !== lastAppliedAnnotation)
    .sort();
  const lines = keys.flatMap((key) => {
    const value = annotations![key]!.replace(/\n$/, '');
    if (key.length + value.length + 2 <= LONGEST_ANNOTATION && !value.includes('\n')) return [`${key}: ${value}`];
    return [`${key}:`, ...value.split('\n').map((line) => `  ${shorten(line, LONGEST_ANNOTATION - 2)}`)];
  });
  listSection(to, 'Annotations', lines, indent);
}

function shorten(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}...` : text;
}
