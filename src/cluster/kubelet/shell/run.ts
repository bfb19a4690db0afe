import { builtins, type Io } from './builtins.ts';
import { changesVariables, isEndless, isText } from './endless.ts';
import { expandText, expandWord, globSource, type Expander } from './expand.ts';
import { Exit, FunctionReturn, LoopControl, type Machine } from './machine.ts';
import { parseScript } from './parse.ts';
import type { Command, Pipeline, Script, Statement } from './syntax.ts';

/** Where the output of commands goes. */
interface Sink {
  out(text: string): void;
  err(text: string): void;
  stdin: string | undefined;
}

/** Runs one program with its arguments, as exec and the runtime do. */
export function runProgram(argv: readonly string[], machine: Machine): number {
  const sink: Sink = { out: (text) => machine.write('stdout', text), err: (text) => machine.write('stderr', text), stdin: undefined };
  return new Runner(machine).invoke(argv, sink);
}

const LOOKED_AT = 3;

class Runner {
  readonly #machine: Machine;
  #condition = 0;

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  list(script: Script, sink: Sink): number {
    for (const statement of script) {
      this.#machine.status = this.#statement(statement, sink);
      this.#handleTerm(sink);
      if (
        this.#machine.exitOnError &&
        this.#condition === 0 &&
        this.#machine.status !== 0 &&
        statement.rest.length === 0 &&
        !statement.first.negated
      ) {
        throw new Exit(this.#machine.status);
      }
    }
    return script.length === 0 ? 0 : this.#machine.status;
  }

  #statement({ first, rest, background }: Statement, sink: Sink): number {
    if (background) return this.#background(first, sink);
    let status = this.#pipeline(first, sink, rest.length > 0);
    for (const { when, then } of rest) {
      this.#machine.status = status;
      if ((status === 0) === (when === '&&')) status = this.#pipeline(then, sink, false);
    }
    return status;
  }

  /** What goes to the background takes no time of the script; only what it does at once is seen. */
  #background(pipeline: Pipeline, sink: Sink): number {
    const { now } = this.#machine;
    const sleeps = pipeline.commands.every((command) => command.kind === 'simple' && command.words.some((word) => isText(word, 'sleep')));
    if (!sleeps) {
      try {
        this.#pipeline(pipeline, sink, true);
      } catch (error) {
        if (!(error instanceof Exit)) throw error;
      }
    }
    this.#machine.now = now;
    return 0;
  }

  #pipeline({ negated, commands }: Pipeline, sink: Sink, asCondition: boolean): number {
    if (asCondition || negated) this.#condition += 1;
    try {
      let stdin = sink.stdin;
      let status = 0;
      commands.forEach((command, i) => {
        if (i === commands.length - 1) {
          status = this.command(command, { ...sink, stdin });
          return;
        }
        let piped = '';
        this.command(command, { out: (text) => void (piped += text), err: sink.err, stdin });
        stdin = piped;
      });
      return negated ? (status === 0 ? 1 : 0) : status;
    } finally {
      if (asCondition || negated) this.#condition -= 1;
    }
  }

  command(command: Command, outer: Sink): number {
    this.#machine.step();
    return this.#dispatch(command, this.#redirected(command, outer));
  }

  #dispatch(command: Command, sink: Sink): number {
    switch (command.kind) {
      case 'simple':
        return this.#simple(command, sink);
      case 'group':
        return this.list(command.body, sink);
      case 'subshell':
        return this.#subshell(command.body, sink);
      case 'if': {
        const branch = command.branches.find(({ condition }) => this.#holds(condition, sink));
        return this.list(branch?.body ?? command.otherwise, sink);
      }
      case 'loop':
        return this.#loop(command, sink);
      case 'for': {
        const items = command.items?.flatMap((item) => expandWord(item, this.#expander(sink))) ?? this.#machine.parameters.slice(1);
        return this.#iterate(items, (item) => {
          this.#machine.setVariable(command.name, item);
          return this.list(command.body, sink);
        });
      }
      case 'case':
        return this.#case(command, sink);
      case 'function':
        this.#machine.functions.set(command.name, command.body);
        return 0;
    }
  }

  #holds(condition: Script, sink: Sink): boolean {
    this.#condition += 1;
    try {
      return this.list(condition, sink) === 0;
    } finally {
      this.#condition -= 1;
    }
  }

  #loop(command: Extract<Command, { kind: 'loop' }>, sink: Sink): number {
    const endless = isEndless(command);
    const simple = endless && !changesVariables(command.body);
    const began = this.#machine.now;
    let rounds = 0;
    const turns = function* (this: Runner): Generator<string> {
      while (this.#holds(command.condition, sink) !== command.until) {
        yield '';
        rounds += 1;
        if (!endless || rounds < LOOKED_AT) continue;
        // Nothing in it will ever end the loop.
        const { horizon, termAt } = this.#machine.limits;
        if (horizon === Infinity) this.#machine.forever();
        const period = (this.#machine.now - began) / rounds;
        if (period === 0) this.#machine.forever();
        const target = Math.min(horizon, termAt ?? Infinity) - SHOWN * period;
        // Skip what would only repeat itself, long ago.
        if (simple && rounds === LOOKED_AT && this.#machine.now < target) {
          this.#machine.now += Math.floor((target - this.#machine.now) / period) * period;
        }
      }
    };
    return this.#iterate(turns.call(this), () => this.list(command.body, sink));
  }

  #iterate(items: Iterable<string>, body: (item: string) => number): number {
    let status = 0;
    for (const item of items) {
      try {
        status = body(item);
      } catch (error) {
        if (!(error instanceof LoopControl)) throw error;
        if (error.depth > 1) {
          error.depth -= 1;
          throw error;
        }
        if (error.kind === 'break') return 0;
      }
    }
    return status;
  }

  #case({ subject, arms }: Extract<Command, { kind: 'case' }>, sink: Sink): number {
    const on = this.#expander(sink);
    const text = expandText(subject, on);
    const arm = arms.find(({ patterns }) =>
      patterns.some((pattern) => new RegExp(`^(?:${globSource(expandText(pattern, on))})$`).test(text)),
    );
    return arm ? this.list(arm.body, sink) : 0;
  }

  #subshell(body: Script, sink: Sink): number {
    const variables = new Map(this.#machine.variables);
    const { cwd } = this.#machine;
    try {
      return this.list(body, sink);
    } catch (error) {
      if (error instanceof Exit) return error.code;
      throw error;
    } finally {
      this.#machine.variables.clear();
      for (const [name, value] of variables) this.#machine.variables.set(name, value);
      this.#machine.cwd = cwd;
    }
  }

  #simple({ assignments, words }: Extract<Command, { kind: 'simple' }>, sink: Sink): number {
    const on = this.#expander(sink);
    const before = this.#machine.status;
    const argv = words.flatMap((word) => expandWord(word, on));
    for (const { name, value } of assignments) this.#machine.setVariable(name, expandText(value, on));
    if (argv.length > 0) return this.invoke(argv, sink);
    return assignments.length > 0 && assignments.every(({ value }) => value.every(({ kind }) => kind !== 'command'))
      ? 0
      : words.length > 0
        ? before
        : 0;
  }

  invoke(argv: readonly string[], sink: Sink): number {
    const [name = '', ...args] = argv;
    const machine = this.#machine;
    const defined = machine.functions.get(name) as Command | undefined;
    if (defined) return this.#callFunction(defined, argv, sink);
    const program = name.slice(name.lastIndexOf('/') + 1);
    const io: Io = {
      ...sink,
      machine,
      evaluate: (text, parameters) => this.#evaluate(text, parameters, sink),
      invoke: (inner) => this.invoke(inner, sink),
      handleTerm: () => this.#handleTerm(sink),
    };
    const served = machine.world.serves(program);
    if (served) {
      for (const port of served) machine.ports.push({ port, from: machine.now });
      machine.handlesTerm = true;
      return machine.forever();
    }
    const builtin = Object.hasOwn(builtins, program) ? builtins[program] : undefined;
    if (builtin) return builtin(args, io);
    if (machine.world.knows(program)) return machine.forever();
    sink.err(notFound(name, machine));
    return 127;
  }

  #callFunction(body: Command, argv: readonly string[], sink: Sink): number {
    const { parameters } = this.#machine;
    this.#machine.parameters = [parameters[0] ?? 'sh', ...argv.slice(1)];
    try {
      return this.command(body, sink);
    } catch (error) {
      if (error instanceof FunctionReturn) return error.code;
      throw error;
    } finally {
      this.#machine.parameters = parameters;
    }
  }

  /** `sh -c TEXT`, `eval`. */
  #evaluate(text: string, parameters: readonly string[] | undefined, sink: Sink): number {
    const earlier = this.#machine.parameters;
    if (parameters) this.#machine.parameters = [...parameters];
    try {
      return this.list(parseScript(text), sink);
    } finally {
      this.#machine.parameters = earlier;
    }
  }

  #handleTerm(sink: Sink): void {
    if (!this.#machine.takeTerm() || !this.#machine.trap) return;
    this.list(this.#machine.trap, sink);
  }

  #expander(sink: Sink): Expander {
    return {
      machine: this.#machine,
      capture: (script) => {
        let text = '';
        this.#machine.status = this.#subshell(script, { out: (piece) => void (text += piece), err: sink.err, stdin: sink.stdin });
        return text;
      },
    };
  }

  #redirected(command: Command, outer: Sink): Sink {
    if (command.redirects.length === 0) return outer;
    let { out, err, stdin } = outer;
    for (const { fd, operator, target } of command.redirects) {
      const name = expandText(target, this.#expander(outer));
      if (operator === '<') stdin = this.#machine.readFile(name) ?? '';
      else if (operator === '>&') {
        if (fd === 2) err = name === '1' ? out : err;
        else out = name === '2' ? err : out;
      } else {
        if (operator === '>') this.#machine.writeFile(name, '');
        const write = (text: string): void => this.#machine.writeFile(name, text, true);
        if (fd === 1 || fd === 3) out = write;
        if (fd === 2 || fd === 3) err = write;
      }
    }
    return { out, err, stdin };
  }
}

/** How many rounds of an endless loop are kept for whoever reads its output. */
const SHOWN = 300;

function notFound(name: string, { world }: Machine): string {
  return world.flavour === 'busybox' ? `sh: line 0: ${name}: not found\n` : `sh: 1: ${name}: not found\n`;
}
