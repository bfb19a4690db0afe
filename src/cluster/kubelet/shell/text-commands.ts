import type { Io } from './builtins.ts';

export function grep(args: readonly string[], io: Io): number {
  const flags = args.filter((argument) => argument.startsWith('-')).join('');
  const [pattern = '', ...files] = args.filter((argument) => !argument.startsWith('-'));
  const text = files.length > 0 ? files.map((file) => io.machine.readFile(file) ?? '').join('') : (io.stdin ?? '');
  let matcher: RegExp;
  try {
    matcher = new RegExp(flags.includes('F') ? pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : pattern, flags.includes('i') ? 'i' : '');
  } catch {
    return 2;
  }
  const found = text
    .split('\n')
    .filter((line, i, all) => (line !== '' || i < all.length - 1) && matcher.test(line) !== flags.includes('v'));
  if (!flags.includes('q')) io.out(found.map((line) => `${line}\n`).join(''));
  return found.length > 0 ? 0 : 1;
}

export function tail(args: readonly string[], io: Io): number {
  if (args.some((argument) => /^-[a-zA-Z0-9]*[fF]/.test(argument) || argument === '--follow')) return io.machine.forever();
  const count = Number(/\d+/.exec(args.find((argument) => /^-n?\d+$/.test(argument)) ?? args[args.indexOf('-n') + 1] ?? '')?.[0] ?? 10);
  const file = args.findLast((argument) => !argument.startsWith('-') && !/^\d+$/.test(argument));
  const lines = ((file === undefined ? io.stdin : io.machine.readFile(file)) ?? '').split('\n').slice(0, -1);
  io.out(
    lines
      .slice(-count)
      .map((line) => `${line}\n`)
      .join(''),
  );
  return 0;
}

export function seq(args: readonly string[], io: Io): number {
  const numbers = args.map(Number);
  const [first, step, last] =
    numbers.length === 1
      ? [1, 1, numbers[0]!]
      : numbers.length === 2
        ? [numbers[0]!, 1, numbers[1]!]
        : [numbers[0]!, numbers[1]!, numbers[2]!];
  if (!step) return 1;
  for (let i = first; step > 0 ? i <= last : i >= last; i += step) {
    io.machine.step();
    io.out(`${i}\n`);
  }
  return 0;
}
