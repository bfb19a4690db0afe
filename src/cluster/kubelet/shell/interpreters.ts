import type { Io } from './builtins.ts';
import { unescape } from './formats.ts';

const CODE_FLAG = /^-[a-zA-Z]*[ecrE]$/;

/**
 * `perl -e`, `python -c`, `node -e` and the like, as far as exercises go: what they print of literals, how long they sleep, how they exit.
 * Undefined for anything but a program given on the command line.
 */
export function runOneLiner(program: string, args: readonly string[], io: Io): number | undefined {
  if (args.length > 0 && args.every((argument) => /^(--?version|-[vV])$/.test(argument))) return 0;
  const flag = args.findIndex((argument) => CODE_FLAG.test(argument) || argument === '--eval');
  const code = flag < 0 ? undefined : args[flag + 1];
  if (code === undefined) return undefined;
  const digits = /bpi\((\d+)\)/.exec(code)?.[1];
  if (digits !== undefined) {
    io.machine.sleep(3_000);
    io.out(`${piDigits(Number(digits))}\n`);
    return 0;
  }
  if (/while\s*\(?\s*(True|true|1)\b|setInterval|serve_forever|\.listen\(/.test(code)) return io.machine.forever();
  const seconds = /\bsleep\(?\s*(\d+(?:\.\d+)?)/.exec(code)?.[1];
  const newline = program === 'perl' ? /^-[a-z]*l/.test(args[flag] ?? '') : program !== 'php';
  for (const [, double, single] of code.matchAll(/(?:print|puts|say|echo|console\.log)\s*\(?\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)')/g)) {
    io.out(unescape(double ?? single ?? '') + (newline ? '\n' : ''));
  }
  if (seconds !== undefined) io.machine.sleep(Number(seconds) * 1000);
  return Number(/\bexit\(?\s*(\d+)/.exec(code)?.[1] ?? 0) & 255;
}

/** 3.14159… rounded to so many significant digits, by Machin's formula. */
export function piDigits(digits: number): string {
  const count = Math.min(digits, 10_000);
  const unit = 10n ** BigInt(count + 10);
  const arctan = (inverse: bigint): bigint => {
    let sum = 0n;
    let power = unit / inverse;
    for (let n = 1n; power !== 0n; n += 2n) {
      sum += n % 4n === 1n ? power / n : -(power / n);
      power /= inverse * inverse;
    }
    return sum;
  };
  // Ten digits more than wanted were computed, and the last that is kept is rounded.
  const kept = String((4n * (4n * arctan(5n) - arctan(239n)) + 5n * 10n ** 10n) / 10n ** 11n);
  return `${kept[0]!}.${kept.slice(1)}`;
}
