import { Chalk, type ChalkInstance } from 'chalk';
import Table from 'cli-table3';
import type { Io } from '../kubectl/io.ts';

/** Colour on a terminal only, and not where NO_COLOR asks for none. */
export function colours(io: Io): ChalkInstance {
  return new Chalk({ level: io.stdout.isTerminal && !io.env.NO_COLOR ? 1 : 0 });
}

/** The simulator's own views. What kubectl prints has an aligner of its own. */
export function boxedTable(io: Io, head: readonly string[], rows: readonly (readonly string[])[]): string {
  const { bold } = colours(io);
  const table = new Table({ head: head.map((title) => bold(title)), style: { head: [], border: [] } });
  table.push(...rows.map((row) => [...row]));
  return `${table.toString()}\n`;
}

/** Facts one below the other: name, value. */
export function boxedFacts(io: Io, facts: readonly (readonly [name: string, value: string])[]): string {
  const { bold } = colours(io);
  const table = new Table({ style: { head: [], border: [] } });
  table.push(...facts.map(([name, value]) => [bold(name), value]));
  return `${table.toString()}\n`;
}
