import type { GoNumber } from './values.ts';

/** Where a node stands in the source, for messages. */
interface Placed {
  at: number;
}

export type Operand = Placed &
  (
    | { type: 'dot' }
    | { type: 'nil' }
    | { type: 'field'; names: readonly string[] }
    | { type: 'variable'; name: string; names: readonly string[] }
    | { type: 'function'; name: string }
    /** `value` is what the literal stands for, `text` how it was written. */
    | { type: 'literal'; kind: 'bool' | 'string' | 'number'; value: boolean | string | GoNumber; text: string }
    | { type: 'pipeline'; pipeline: Pipeline }
    | { type: 'chain'; of: Operand; names: readonly string[] }
  );

export interface Command extends Placed {
  operands: readonly Operand[];
}

export interface Pipeline extends Placed {
  variables: readonly string[];
  /** `=` rather than `:=`. */
  assigns: boolean;
  commands: readonly Command[];
}

export type Node = Placed &
  (
    | { type: 'text'; text: string }
    | { type: 'action'; pipeline: Pipeline }
    | { type: 'if' | 'with' | 'range'; pipeline: Pipeline; body: readonly Node[]; otherwise?: readonly Node[] }
    | { type: 'template'; name: string; quoted: string; pipeline?: Pipeline }
    | { type: 'break' | 'continue' }
  );

/** The template's own tree and those of its `define`s. */
export type Trees = Map<string, readonly Node[]>;

/** A node as Go writes it in messages. */
export function operandText(operand: Operand): string {
  const path = (names: readonly string[]): string => names.map((name) => `.${name}`).join('');
  switch (operand.type) {
    case 'dot':
      return '.';
    case 'nil':
      return 'nil';
    case 'field':
      return path(operand.names);
    case 'variable':
      return operand.name + path(operand.names);
    case 'function':
      return operand.name;
    case 'literal':
      return operand.text;
    case 'pipeline':
      return `(${pipelineText(operand.pipeline)})`;
    case 'chain':
      return operandText(operand.of) + path(operand.names);
  }
}

export function commandText(command: Command): string {
  return command.operands.map(operandText).join(' ');
}

export function pipelineText({ variables, assigns, commands }: Pipeline): string {
  const declared = variables.length === 0 ? '' : `${variables.join(', ')} ${assigns ? '=' : ':='} `;
  return declared + commands.map(commandText).join(' | ');
}
