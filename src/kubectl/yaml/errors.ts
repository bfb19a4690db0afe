/** A document that is not YAML (or JSON), in the words of the Go library. */
export class YamlError extends Error {}

/** YAML that has no counterpart in JSON. */
export class NotJson extends Error {}

/** `line` counts from 1. The library leaves the line out when the trouble is in the first one. */
export function scannerError(line: number, problem: string): YamlError {
  return new YamlError(line > 1 ? `line ${line}: ${problem}` : problem);
}

/** What the grammar (not the tokens) refuses is reported one line early: the library forgets to count from 1. */
export function parserError(line: number, problem: string, startLine = 1): YamlError {
  const shown = line > 1 ? line - 1 : startLine - 1;
  return new YamlError(shown > 0 ? `line ${shown}: ${problem}` : problem);
}
