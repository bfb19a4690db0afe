import { goQuote } from '../../api/go-text.ts';
import { FlagValueError, setters, type FlagValueTypes } from './flag-values.ts';
import type { Flag, FlagSet } from './flags.ts';

/** The command line breaks a rule of its flags; the message is pflag's, without the pointer to the help. */
export class FlagError extends Error {}

export interface ParsedArgv {
  flags: Record<string, FlagValueTypes[keyof FlagValueTypes]>;
  args: string[];
  /** How many arguments came before `--`; -1 when there was none. */
  dashAt: number;
  /** Names of the flags that were given. */
  changed: Set<string>;
  /** The flags as they were given, in order: long name and value. */
  given: [name: string, value: string][];
  /** What is to be told to the user on stderr (deprecated flags), one line each. */
  notices: string[];
}

/** Reads a command line as spf13/pflag does: flags anywhere, `-nfoo`, `-n=foo`, `-it`, `--flag=false`, last one wins, `--` ends them. */
export function parseArgv(argv: readonly string[], flagSet: FlagSet): ParsedArgv {
  const parsed: ParsedArgv = { flags: {}, args: [], dashAt: -1, changed: new Set(), given: [], notices: [] };
  for (const [name, flag] of Object.entries(flagSet)) parsed.flags[name] = flag.default as never;
  const rest = [...argv];
  while (rest.length > 0) {
    const word = rest.shift()!;
    if (word === '--') {
      parsed.dashAt = parsed.args.length;
      parsed.args.push(...rest);
      break;
    }
    if (word.startsWith('--')) parseLong(word, rest, flagSet, parsed);
    else if (word.startsWith('-') && word.length > 1) parseShorts(word.slice(1), rest, flagSet, parsed);
    else parsed.args.push(word);
  }
  return parsed;
}

function parseLong(word: string, rest: string[], flagSet: FlagSet, parsed: ParsedArgv): void {
  const body = word.slice(2);
  if (body.startsWith('-') || body.startsWith('=')) throw new FlagError(`bad flag syntax: ${word}`);
  const equals = body.indexOf('=');
  const typed = equals < 0 ? body : body.slice(0, equals);
  const name = typed.replaceAll('_', '-');
  const flag = lookUp(flagSet, name);
  if (!flag) throw new FlagError(`unknown flag: --${typed}`);
  let value: string | undefined;
  if (equals >= 0) value = body.slice(equals + 1);
  else value = flag.noOptDefVal ?? rest.shift();
  if (value === undefined) throw new FlagError(`flag needs an argument: --${typed}`);
  setFlag(parsed, name, flag, value);
}

function parseShorts(letters: string, rest: string[], flagSet: FlagSet, parsed: ParsedArgv): void {
  while (letters !== '') {
    const letter = letters[0]!;
    const found = lookUpShort(flagSet, letter);
    if (!found) throw new FlagError(`unknown shorthand flag: ${goQuoteRune(letter)} in -${letters}`);
    const [name, flag] = found;
    let value: string | undefined;
    let left = letters.slice(1);
    if (letters.length > 2 && letters[1] === '=') [value, left] = [letters.slice(2), ''];
    else if (flag.noOptDefVal !== undefined) value = flag.noOptDefVal;
    else if (left !== '') [value, left] = [left, ''];
    else value = rest.shift();
    if (value === undefined) throw new FlagError(`flag needs an argument: ${goQuoteRune(letter)} in -${letters}`);
    setFlag(parsed, name, flag, value);
    letters = left;
  }
}

function setFlag(parsed: ParsedArgv, name: string, flag: Flag, value: string): void {
  try {
    parsed.flags[name] = setters[flag.valueKind](value, parsed.flags[name] as never, parsed.changed.has(name));
  } catch (error) {
    if (!(error instanceof FlagValueError)) throw error;
    const shown = flag.char ? `-${flag.char}, --${name}` : `--${name}`;
    throw new FlagError(`invalid argument ${goQuote(value)} for ${goQuote(shown)} flag: ${error.message}`);
  }
  parsed.changed.add(name);
  parsed.given.push([name, value]);
  if (flag.deprecation !== undefined) parsed.notices.push(`Flag --${name} has been deprecated, ${flag.deprecation}`);
}

function lookUp(flagSet: FlagSet, name: string): Flag | undefined {
  return Object.hasOwn(flagSet, name) ? flagSet[name] : undefined;
}

function lookUpShort(flagSet: FlagSet, letter: string): [string, Flag] | undefined {
  for (const name in flagSet) if (flagSet[name]!.char === letter) return [name, flagSet[name]!];
  return undefined;
}

/** Does this word leave its value to the next one? Unknown flags do, as far as cobra knows while it looks for the command. */
export function takesNextWord(word: string, flagSet: FlagSet): boolean {
  if (word.includes('=') || !word.startsWith('-') || word === '--') return false;
  if (word.startsWith('--')) {
    return lookUp(flagSet, word.slice(2).replaceAll('_', '-'))?.noOptDefVal === undefined;
  }
  return word.length === 2 && lookUpShort(flagSet, word[1]!)?.[1].noOptDefVal === undefined;
}

function goQuoteRune(letter: string): string {
  return letter === "'" ? "'\\''" : letter === '\\' ? "'\\\\'" : `'${letter}'`;
}
