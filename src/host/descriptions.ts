import { readFileSync } from 'node:fs';
import type { Describe } from '../cluster/cluster.ts';
import { errorCode } from './host-error.ts';

/** Reads what the build has collected (`descriptions.txt`: one type a line) when it is first asked for; without that file nothing is described. */
export function descriptionsIn(path: string): Describe {
  let lines: Map<string, string> | undefined;
  return (definition) => {
    lines ??= readLines(path);
    const line = lines.get(definition);
    return line === undefined ? undefined : (JSON.parse(line) as ReturnType<Describe>);
  };
}

function readLines(path: string): Map<string, string> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return new Map();
    throw error;
  }
  const lines = text.split('\n').filter((line) => line !== '');
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]));
}
