import { cat, copy, ls, rm } from './file-commands.ts';
import { busyboxServer, download, netcat, nslookup, reach } from './network-commands.ts';
import { grep, seq, tail } from './text-commands.ts';
import { runOneLiner } from './interpreters.ts';
import { parseScript } from './parse.ts';
import { Exit, FunctionReturn, LoopControl, OutOfMemory, type Machine } from './machine.ts';
import { formatDate, printf, unescape } from './formats.ts';
import { evaluateTest } from './test-command.ts';
import { ShellSyntaxError } from './syntax.ts';

export interface Io {
  readonly machine: Machine;
  readonly stdin: string | undefined;
  out(text: string): void;
  err(text: string): void;
  /** Runs shell text, with other parameters ($0, $1 …) if given. */
  evaluate(text: string, parameters?: readonly string[]): number;
  invoke(argv: readonly string[]): number;
  handleTerm(): void;
}

type Builtin = (args: readonly string[], io: Io) => number;

/** Programs that do nothing we could see. */
const silent = (): number => 0;

function shell(args: readonly string[], io: Io): number {
  const rest = [...args];
  while (rest[0]?.startsWith('-') || rest[0]?.startsWith('+')) {
    const flags = rest.shift()!;
    if (flags === '-o' || flags === '+o') {
      if (rest.shift() === 'errexit') io.machine.exitOnError = true;
      continue;
    }
    if (flags.includes('e')) io.machine.exitOnError = true;
    if (flags.includes('c')) {
      const text = rest.shift();
      if (text === undefined) return 2;
      try {
        return io.evaluate(text, rest.length > 0 ? rest : ['sh']);
      } catch (error) {
        if (!(error instanceof ShellSyntaxError)) throw error;
        // Scripts beyond what is modelled go on running; see there.
        return io.machine.forever();
      }
    }
  }
  if (rest.length > 0) {
    const script = io.machine.readFile(rest[0]!);
    // A script file that we cannot see.
    return script === undefined ? (io.machine.world.files[rest[0]!] === undefined ? io.machine.forever() : 127) : io.evaluate(script, rest);
  }
  // A shell without commands reads its standard input: a terminal's, or nothing.
  if (io.stdin === undefined && io.machine.world.interactive) return io.machine.forever();
  return io.stdin ? io.evaluate(io.stdin) : 0;
}

function sleep(args: readonly string[], io: Io): number {
  if (args.length === 0) {
    io.err('sleep: missing operand\n');
    return 1;
  }
  let total = 0;
  for (const argument of args) {
    if (argument === 'infinity' || argument === 'inf') return io.machine.forever();
    const match = /^(\d+(?:\.\d*)?|\.\d+)([smhd]?)$/.exec(argument);
    if (!match) {
      io.err(
        io.machine.world.flavour === 'busybox' ? `sleep: invalid number '${argument}'\n` : `sleep: invalid time interval '${argument}'\n`,
      );
      return 1;
    }
    total += Number(match[1]) * { s: 1, m: 60, h: 3600, d: 86400 }[(match[2] || 's') as 's' | 'm' | 'h' | 'd'] * 1000;
  }
  io.machine.sleep(Math.round(total));
  return 0;
}

function echo(args: readonly string[], io: Io): number {
  let newline = true;
  let escapes = false;
  const words = [...args];
  while (words[0] !== undefined && /^-[neE]+$/.test(words[0])) {
    const flags = words.shift()!;
    if (flags.includes('n')) newline = false;
    if (flags.includes('e')) escapes = true;
  }
  const text = words.join(' ');
  io.out((escapes ? unescape(text) : text) + (newline ? '\n' : ''));
  return 0;
}

function read(args: readonly string[], io: Io): number {
  const names = args.filter((argument) => !argument.startsWith('-'));
  const line = io.stdin?.split('\n')[0];
  if (line === undefined) return 1;
  const words = line.trim().split(/\s+/);
  names.forEach((name, i) => io.machine.setVariable(name, i === names.length - 1 ? words.slice(i).join(' ') : (words[i] ?? '')));
  return 0;
}

function set(args: readonly string[], io: Io): number {
  for (const argument of args) {
    if (/^-[a-z]*e/.test(argument)) io.machine.exitOnError = true;
    else if (/^\+[a-z]*e/.test(argument)) io.machine.exitOnError = false;
    else if (argument === '--') {
      io.machine.parameters = [io.machine.parameters[0] ?? 'sh', ...args.slice(args.indexOf('--') + 1)];
      break;
    }
  }
  return 0;
}

function trap(args: readonly string[], io: Io): number {
  const [action = '', ...signals] = args[0] === '--' ? args.slice(1) : args;
  if (!signals.some((signal) => ['TERM', 'SIGTERM', '15'].includes(signal))) return 0;
  io.machine.trapEmpty = action === '';
  io.machine.trap = action === '' || action === '-' ? undefined : parseScript(action);
  return 0;
}

function define(args: readonly string[], io: Io): number {
  for (const argument of args) {
    const equals = argument.indexOf('=');
    if (equals > 0) io.machine.setVariable(argument.slice(0, equals), argument.slice(equals + 1));
  }
  return 0;
}

function stress(args: readonly string[], io: Io): number {
  const value = (flag: string): string | undefined => args[args.indexOf(flag) + 1];
  const size = args.includes('--vm-bytes') ? value('--vm-bytes') : undefined;
  const match = size === undefined ? null : /^(\d+)([kKmMgG]?)/.exec(size);
  const workers = args.includes('--vm') ? Number(value('--vm')) : 0;
  io.out('stress: info: [1] dispatching hogs: 0 cpu, 0 io, ' + `${workers} vm, 0 hdd\n`);
  if (match && workers > 0) {
    const unit = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 }[match[2]!.toLowerCase() as '' | 'k' | 'm' | 'g'];
    if (workers * Number(match[1]) * unit > io.machine.world.memoryLimit) throw new OutOfMemory();
  }
  const seconds = /^(\d+)/.exec(value('--timeout') ?? value('-t') ?? '')?.[1];
  if (!args.some((argument) => argument === '--timeout' || argument === '-t') || seconds === undefined) return io.machine.forever();
  io.machine.sleep(Number(seconds) * 1000);
  return 0;
}

function interpreter(program: string): Builtin {
  return (args, io) => runOneLiner(program, args, io) ?? io.machine.forever();
}

function pythonServer(args: readonly string[], io: Io): number {
  const ended = runOneLiner('python', args, io);
  if (ended !== undefined) return ended;
  const at = args.indexOf('http.server');
  if (at > 0) io.machine.ports.push({ port: Number(args[at + 1]) || 8000, from: io.machine.now });
  return io.machine.forever();
}

function exec(args: readonly string[], io: Io): number {
  if (args.length === 0) return 0;
  throw new Exit(io.invoke(args));
}

function exitCode(args: readonly string[], io: Io): number {
  return args[0] === undefined ? io.machine.status : Number(args[0]) & 255;
}

/** Every command that the model knows, by its name. */
export const builtins: Readonly<Record<string, Builtin>> = {
  sh: shell,
  bash: shell,
  ash: shell,
  dash: shell,
  ':': silent,
  true: silent,
  false: () => 1,
  sleep,
  usleep: (args, io) => (io.machine.sleep(Number(args[0] ?? 0) / 1000), 0),
  echo,
  printf: (args, io) => (io.out(printf(args)), 0),
  date: (args, io) => (io.out(`${formatDate(args, io.machine.world.startedAt + io.machine.now)}\n`), 0),
  cat,
  ls,
  rm,
  cp: (args, io) => copy(args, io, false),
  mv: (args, io) => copy(args, io, true),
  touch: (args, io) => {
    for (const name of args.filter((argument) => !argument.startsWith('-'))) io.machine.writeFile(name, io.machine.readFile(name) ?? '');
    return 0;
  },
  mkdir: (args, io) => {
    for (const name of args.filter((argument) => !argument.startsWith('-'))) io.machine.folders.add(io.machine.path(name));
    return 0;
  },
  chmod: silent,
  chown: silent,
  ln: silent,
  sync: silent,
  umask: silent,
  ulimit: silent,
  local: define,
  export: define,
  readonly: define,
  unset: (args, io) => {
    for (const name of args) io.machine.variables.delete(name);
    return 0;
  },
  shift: (args, io) => {
    io.machine.parameters.splice(1, Number(args[0] ?? 1));
    return 0;
  },
  set,
  read,
  trap,
  eval: (args, io) => io.evaluate(args.join(' ')),
  exec,
  command: (args, io) => io.invoke(args),
  env: (args, io) => {
    const rest = args.filter((argument) => !/^[A-Za-z_]\w*=/.test(argument));
    define(args, io);
    if (rest.length > 0) return io.invoke(rest);
    for (const [name, value] of io.machine.variables) io.out(`${name}=${value}\n`);
    return 0;
  },
  printenv: (args, io) => {
    if (args.length === 0) for (const [name, value] of io.machine.variables) io.out(`${name}=${value}\n`);
    const values = args.map((name) => io.machine.variables.get(name));
    for (const value of values) if (value !== undefined) io.out(`${value}\n`);
    return values.every((value) => value !== undefined) ? 0 : 1;
  },
  nohup: (args, io) => io.invoke(args),
  timeout: (args, io) => io.invoke(args.filter((argument) => !argument.startsWith('-')).slice(1)),
  wait: (_args, io) => {
    // Waits for what runs in the background, which a signal interrupts.
    const { horizon, termAt } = io.machine.limits;
    if (io.machine.trap && termAt !== undefined) io.machine.sleep(Math.max(0, Math.min(horizon, termAt) - io.machine.now), true);
    else io.machine.forever();
    io.handleTerm();
    return 143;
  },
  cd: (args, io) => {
    io.machine.cwd = io.machine.path(args[0] ?? '/root');
    return 0;
  },
  pwd: (_args, io) => (io.out(`${io.machine.cwd}\n`), 0),
  hostname: (args, io) => {
    const { hostname, environment } = io.machine.world;
    const short = hostname.split('.')[0]!;
    io.out(`${args.includes('-f') ? hostname : args.includes('-i') ? (environment['KUBESIM_POD_IP'] ?? '127.0.0.1') : short}\n`);
    return 0;
  },
  whoami: (_args, io) => (io.out('root\n'), 0),
  uname: (args, io) => (io.out(args.includes('-a') ? `Linux ${io.machine.world.hostname} 6.12.0 x86_64 GNU/Linux\n` : 'Linux\n'), 0),
  expr: (args, io) => {
    const value = io.evaluate(`echo $((${args.map((argument) => argument.replace(/\\/g, '')).join(' ')}))`);
    return value;
  },
  seq,
  head: (args, io) => {
    const count = Number(/\d+/.exec(args.find((argument) => /^-n?\d+$/.test(argument)) ?? args[args.indexOf('-n') + 1] ?? '')?.[0] ?? 10);
    io.out(
      (io.stdin ?? '')
        .split('\n')
        .slice(0, count)
        .map((line) => `${line}\n`)
        .join(''),
    );
    return 0;
  },
  tail,
  tee: (args, io) => {
    const append = args.includes('-a');
    for (const name of args.filter((argument) => !argument.startsWith('-'))) io.machine.writeFile(name, io.stdin ?? '', append);
    io.out(io.stdin ?? '');
    return 0;
  },
  grep,
  test: (args, io) => evaluateTest(args, io.machine),
  '[': (args, io) => evaluateTest(args.slice(0, -1), io.machine),
  '[[': (args, io) => evaluateTest(args.slice(0, -1), io.machine),
  break: (args) => {
    throw new LoopControl('break', Number(args[0] ?? 1));
  },
  continue: (args) => {
    throw new LoopControl('continue', Number(args[0] ?? 1));
  },
  return: (args, io) => {
    throw new FunctionReturn(exitCode(args, io));
  },
  exit: (args, io) => {
    throw new Exit(exitCode(args, io));
  },
  nslookup,
  getent: (args, io) => reach(args.at(-1) ?? '', undefined, io, ''),
  ping: (args, io) => {
    const host = args.findLast((argument) => !argument.startsWith('-') && !/^\d+$/.test(argument)) ?? '';
    const status = reach(host, undefined, io, `ping: bad address '${host}'\n`);
    if (status === 0 && !args.includes('-c')) io.machine.forever();
    return status;
  },
  wget: (args, io) => download('wget', args, io),
  curl: (args, io) => download('curl', args, io),
  nc: netcat,
  ncat: netcat,
  httpd: busyboxServer,
  perl: interpreter('perl'),
  node: interpreter('node'),
  ruby: interpreter('ruby'),
  php: interpreter('php'),
  python: pythonServer,
  python3: pythonServer,
  stress,
};
