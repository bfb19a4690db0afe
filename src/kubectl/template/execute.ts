import { type TemplateFunction, functionNamed } from './functions.ts';
import { commandText, operandText, pipelineText, type Command, type Node, type Operand, type Pipeline, type Trees } from './nodes.ts';
import { rootName } from './parser.ts';
import { show } from './printf.ts';
import { GoNumber, asInteger, isMap, isTrue, missing, sortedKeys, typeName } from './values.ts';

/** A template that does not fit its object; the message is Go's: place, node and reason. */
export class TemplateExecutionError extends Error {}

export interface ExecuteOptions {
  /** A missing key is an error rather than `<no value>`. */
  strictKeys?: boolean;
}

interface Dot {
  value: unknown;
  /** An item of a list or map: Go knows it as `interface {}` only. */
  item?: boolean;
}

type Signal = 'break' | 'continue' | undefined;

const maxDepth = 100_000;
/** Templates call each other on our stack, which ends long before Go's limit. */
const safeDepth = 500;

/** Runs a parsed template over an object; what is written before an error stays written. Throws TemplateExecutionError. */
export function execute(source: string, trees: Trees, data: unknown, options: ExecuteOptions, write: (text: string) => void): void {
  new Execution(source, trees, options, write).run(rootName, data);
}

class Execution {
  private readonly source: string;
  private readonly trees: Trees;
  private readonly options: ExecuteOptions;
  private readonly write: (text: string) => void;
  private variables: { name: string; value: unknown; item?: boolean }[] = [];
  private name = rootName;
  private depth = 0;

  constructor(source: string, trees: Trees, options: ExecuteOptions, write: (text: string) => void) {
    this.source = source;
    this.trees = trees;
    this.options = options;
    this.write = write;
  }

  run(name: string, data: unknown): void {
    const outer = { variables: this.variables, name: this.name };
    this.variables = [{ name: '$', value: data }];
    this.name = name;
    this.list(this.trees.get(name)!, { value: data });
    this.variables = outer.variables;
    this.name = outer.name;
  }

  private fail(at: number, text: string, message: string): TemplateExecutionError {
    const before = this.source.slice(0, at);
    const line = before.split('\n').length;
    const column = new TextEncoder().encode(before.slice(before.lastIndexOf('\n') + 1)).length;
    return new TemplateExecutionError(`template: ${rootName}:${line}:${column}: executing "${this.name}" at <${text}>: ${message}`);
  }

  private list(nodes: readonly Node[], dot: Dot): Signal {
    for (const node of nodes) {
      const signal = this.node(node, dot);
      if (signal !== undefined) return signal;
    }
    return undefined;
  }

  private node(node: Node, dot: Dot): Signal {
    switch (node.type) {
      case 'text':
        this.write(node.text);
        return undefined;
      case 'action': {
        const value = this.pipeline(node.pipeline, dot);
        if (node.pipeline.variables.length === 0) this.write(value === null || value === missing ? '<no value>' : show(value));
        return undefined;
      }
      case 'break':
      case 'continue':
        return node.type;
      case 'template':
        this.template(node, dot);
        return undefined;
      case 'range':
        return this.scoped(() => this.range(node, dot));
      default:
        return this.scoped(() => {
          const value = this.pipeline(node.pipeline, dot);
          if (isTrue(value)) return this.list(node.body, node.type === 'with' ? { value } : dot);
          return this.list(node.otherwise ?? [], dot);
        });
    }
  }

  private scoped<T>(run: () => T): T {
    const count = this.variables.length;
    const result = run();
    this.variables.length = count;
    return result;
  }

  private template(node: Extract<Node, { type: 'template' }>, dot: Dot): void {
    const text = `{{template ${node.quoted}${node.pipeline === undefined ? '' : ` ${pipelineText(node.pipeline)}`}}}`;
    if (!this.trees.has(node.name)) throw this.fail(node.at, text, `template "${node.name}" not defined`);
    if (this.depth >= safeDepth) throw this.fail(node.at, text, `exceeded maximum template depth (${maxDepth})`);
    const value = node.pipeline === undefined ? missing : this.scoped(() => this.pipeline(node.pipeline!, dot));
    this.depth++;
    this.run(node.name, value);
    this.depth--;
  }

  private range(node: Extract<Node, { type: 'if' | 'with' | 'range' }>, dot: Dot): Signal {
    const { pipeline } = node;
    const value = this.pipeline(pipeline, dot, false);
    const count = this.variables.length;
    const step = (key: unknown, item: unknown, isItem: boolean): boolean => {
      const [first, second] = pipeline.variables;
      if (first !== undefined && second !== undefined) {
        this.bind(pipeline, first, key, false);
        this.bind(pipeline, second, item, isItem);
      } else if (first !== undefined) this.bind(pipeline, first, item, isItem);
      const signal = this.list(node.body, { value: item, item: isItem });
      this.variables.length = count;
      return signal === 'break';
    };
    const total = asInteger(value);
    if (total !== undefined) {
      if (pipeline.variables.length > 1)
        throw this.fail(pipeline.at, pipelineText(pipeline), `can't use ${total} to iterate over more than one variable`);
      for (let i = 0; i < total; i++)
        if (step(new GoNumber(i, 'int'), value instanceof GoNumber ? new GoNumber(i, 'int') : i, false)) return undefined;
      if (total > 0) return undefined;
    } else if (Array.isArray(value)) {
      for (const [i, item] of value.entries()) if (step(new GoNumber(i, 'int'), item, true)) return undefined;
      if (value.length > 0) return undefined;
    } else if (isMap(value)) {
      const keys = sortedKeys(value);
      for (const key of keys) if (step(key, value[key], true)) return undefined;
      if (keys.length > 0) return undefined;
    } else if (value !== null && value !== missing) {
      throw this.fail(pipeline.at, pipelineText(pipeline), `range can't iterate over ${show(value)}`);
    }
    return this.list(node.otherwise ?? [], dot);
  }

  private bind(pipeline: Pipeline, name: string, value: unknown, item?: boolean): void {
    if (!pipeline.assigns) {
      this.variables.push({ name, value, item });
      return;
    }
    const variable = this.variables.findLast((each) => each.name === name)!;
    variable.value = value;
    variable.item = item;
  }

  private pipeline(pipeline: Pipeline, dot: Dot, bind = true): unknown {
    let value: unknown;
    pipeline.commands.forEach((command, i) => {
      value = this.command(command, dot, i === 0 ? [] : [value]);
    });
    if (bind) for (const name of pipeline.variables) this.bind(pipeline, name, value);
    return value;
  }

  /** `piped` is the value of the command before, the last argument. */
  private command(command: Command, dot: Dot, piped: readonly unknown[]): unknown {
    const [first, ...rest] = command.operands;
    const args = rest.length + piped.length;
    const operand = first!;
    switch (operand.type) {
      case 'function':
        return this.call(operand, command, rest, dot, piped);
      case 'field':
      case 'variable':
      case 'chain': {
        const names = operand.names;
        if (args > 0 && names.length > 0) {
          this.operand(operand, dot);
          throw this.fail(operand.at, operandText(operand), `${names.at(-1)} is not a method but has arguments`);
        }
        break;
      }
      case 'pipeline':
        if (args === 0) return this.pipeline(operand.pipeline, dot);
        break;
      case 'nil':
        throw this.fail(operand.at, 'nil', 'nil is not a command');
      default:
    }
    if (args > 0) throw this.fail(operand.at, operandText(operand), `can't give argument to non-function ${operandText(operand)}`);
    return this.operand(operand, dot);
  }

  private operand(operand: Operand, dot: Dot): unknown {
    switch (operand.type) {
      case 'dot':
        return dot.value;
      case 'nil':
        return null;
      case 'literal':
        return operand.value;
      case 'field':
        return this.fields(dot, operand.names, operand.at, operandText(operand));
      case 'variable': {
        const variable = this.variables.findLast((each) => each.name === operand.name)!;
        return this.fields(variable, operand.names, operand.at, operandText(operand));
      }
      case 'function':
        return this.call(operand, { operands: [operand], at: operand.at }, [], dot, []);
      case 'pipeline':
        return this.pipeline(operand.pipeline, dot);
      case 'chain': {
        if (operand.of.type === 'nil')
          throw this.fail(operand.at, operandText(operand), `indirection through explicit nil in ${operandText(operand)}`);
        const value = this.operand(operand.of, dot);
        const place = lastPlace(operand.of);
        return this.fields({ value }, operand.names, place.at, place.text);
      }
    }
  }

  private fields(from: Dot, names: readonly string[], at: number, text: string): unknown {
    let { value, item } = from;
    for (const name of names) {
      if (value === missing) return missing;
      if (value === null) throw this.fail(at, text, `nil pointer evaluating interface {}.${name}`);
      if (!isMap(value)) throw this.fail(at, text, `can't evaluate field ${name} in type ${item ? 'interface {}' : typeName(value)}`);
      const found = Object.hasOwn(value, name) ? value[name] : missing;
      if (found === missing && this.options.strictKeys) throw this.fail(at, text, `map has no entry for key "${name}"`);
      value = found;
      item = true;
    }
    return value;
  }

  private call(
    operand: Extract<Operand, { type: 'function' }>,
    command: Command,
    rest: readonly Operand[],
    dot: Dot,
    piped: readonly unknown[],
  ): unknown {
    const { name } = operand;
    const definition: TemplateFunction = functionNamed(name);
    const count = rest.length + piped.length;
    if (definition.variadic ? count < definition.arity : count !== definition.arity) {
      const want = definition.variadic ? `at least ${definition.arity}` : String(definition.arity);
      throw this.fail(operand.at, name, `wrong number of args for ${name}: want ${want} got ${count}`);
    }
    if (name === 'and' || name === 'or') return this.logic(name, rest, dot, piped);
    const args = rest.map((argument, i) =>
      i === 0 && definition.takesString ? this.stringArgument(argument, dot) : this.operand(argument, dot),
    );
    if (definition.takesString && rest.length === 0 && typeof piped[0] !== 'string') {
      throw this.fail(
        operand.at,
        name,
        piped[0] == null ? 'invalid value; expected string' : `wrong type for value; expected string; got ${typeName(piped[0])}`,
      );
    }
    try {
      return definition.call(...args, ...piped);
    } catch (error) {
      if (error instanceof TemplateExecutionError || !(error instanceof Error)) throw error;
      const message = error.message.replace('%s', () => operandText(rest[0] ?? operand));
      throw this.fail(command.at, commandText(command), `error calling ${name}: ${message}`);
    }
  }

  /** The first argument that decides is the result; those behind it are not evaluated. */
  private logic(name: 'and' | 'or', rest: readonly Operand[], dot: Dot, piped: readonly unknown[]): unknown {
    let value: unknown;
    for (const argument of rest) {
      value = this.operand(argument, dot);
      if (isTrue(value) === (name === 'or')) return value;
    }
    return piped.length > 0 ? piped[0] : value;
  }

  private stringArgument(argument: Operand, dot: Dot): unknown {
    const text = operandText(argument);
    if (argument.type === 'literal' && argument.kind !== 'string') throw this.fail(argument.at, text, `expected string; found ${text}`);
    const value = this.operand(argument, dot);
    if (typeof value === 'string') return value;
    throw this.fail(
      argument.at,
      text,
      value == null ? 'invalid value; expected string' : `wrong type for value; expected string; got ${typeName(value)}`,
    );
  }
}

/** Go names the node that it looked at last. */
function lastPlace(operand: Operand): { at: number; text: string } {
  if (operand.type !== 'pipeline') return { at: operand.at, text: operandText(operand) };
  const last = operand.pipeline.commands.at(-1)!.operands.at(-1)!;
  return lastPlace(last);
}
