import { findCommand } from '../argv/find-command.ts';
import type { CommandTree } from '../argv/command-tree.ts';
import type { Flag, FlagSet } from '../argv/flags.ts';
import { globalFlags, helpFlag } from '../argv/global-flags.ts';
import { FlagError, parseArgv, takesNextWord, type ParsedArgv } from '../argv/parse.ts';
import type { KubectlCommandClass } from '../command.ts';
import { argumentCandidates } from './arguments.ts';
import { flagValueCandidates } from './flag-values.ts';
import type { LiveNames } from './live.ts';

/** What the shell is to do with the candidates: cobra's numbers, which may be added. */
export const directive = { default: 0, error: 1, noSpace: 2, noFiles: 4, filterExtensions: 8, filterFolders: 16 } as const;

const DIRECTIVE_NAMES: readonly (readonly [number, string])[] = [
  [directive.error, 'ShellCompDirectiveError'],
  [directive.noSpace, 'ShellCompDirectiveNoSpace'],
  [directive.noFiles, 'ShellCompDirectiveNoFileComp'],
  [directive.filterExtensions, 'ShellCompDirectiveFilterFileExt'],
  [directive.filterFolders, 'ShellCompDirectiveFilterDirs'],
];

export function directiveNames(value: number): string {
  const names = DIRECTIVE_NAMES.filter(([bit]) => (value & bit) !== 0).map(([, name]) => name);
  return names.length > 0 ? names.join(', ') : 'ShellCompDirectiveDefault';
}

export interface Candidate {
  value: string;
  description?: string;
}

export interface Answer {
  candidates: Candidate[];
  directive: number;
}

/** What is known while something is completed. */
export interface CompletionContext {
  tree: CommandTree;
  /** Names of clusters, contexts, users and live objects, for the flags given so far; `own` are the flags of the command. */
  live(parsed: ParsedArgv, own: FlagSet): LiveNames;
  /** The files of the working folder, folders with a slash behind them. */
  files(): string[];
  /** Plugins on PATH whose names begin with these words: the next word of each. */
  plugins(words: readonly string[]): string[];
  /** What a plugin's own `kubectl_complete-NAME` answers; undefined without one. */
  pluginAnswer(words: readonly string[]): Answer | undefined;
}

const nothing: Answer = { candidates: [], directive: directive.default };

/** Answers `__complete`: `words` is the command line so far, the last of them (perhaps empty) is to be completed. */
export async function complete(words: readonly string[], context: CompletionContext): Promise<Answer> {
  const before = words.slice(0, -1);
  const typed = words.at(-1) ?? '';
  let found: { path: string; argv: string[] };
  try {
    // A flag that waits for its value must not swallow the word behind it, which is not there yet.
    found = await findCommand(before, context.tree);
  } catch {
    const next = context.plugins(before).map((word) => pluginCandidate(word));
    const own = context.pluginAnswer(words);
    const candidates = [...next.filter(({ value }) => value.startsWith(typed)), ...(own?.candidates ?? [])];
    return { candidates, directive: own?.directive ?? directive.default };
  }
  const Command = await context.tree.load(found.path);
  const flagSet: FlagSet = { ...globalFlags, ...Command.flags, ...helpFlag };
  return new Completion(context, found.path, Command, flagSet).answer(found.argv, typed);
}

function pluginCandidate(word: string): Candidate {
  return { value: word, description: `The command ${word} is a plugin installed by the user` };
}

class Completion {
  readonly #context: CompletionContext;
  readonly #path: string;
  readonly #command: KubectlCommandClass;
  readonly #flagSet: FlagSet;

  constructor(context: CompletionContext, path: string, command: KubectlCommandClass, flagSet: FlagSet) {
    this.#context = context;
    this.#path = path;
    this.#command = command;
    this.#flagSet = flagSet;
  }

  async answer(argv: readonly string[], typed: string): Promise<Answer> {
    const ended = argv.includes('--');
    const value = ended ? undefined : this.#flagInWaiting(argv, typed);
    if (value === 'unknown') return nothing;
    let parsed: ParsedArgv;
    try {
      parsed = parseArgv(value?.ofLast ? argv.slice(0, -1) : argv, this.#flagSet);
    } catch (error) {
      if (error instanceof FlagError) return nothing;
      throw error;
    }
    const live = this.#context.live(parsed, this.#command.flags);
    if (value) {
      const found = await flagValueCandidates(value.name, value.flag, { path: this.#path, parsed, live });
      return found ? beginningWith(found, value.typed) : nothing;
    }
    if (!ended && typed.startsWith('-')) {
      if (typed.includes('=')) return nothing;
      return { candidates: this.#flagNames(typed, parsed), directive: directive.noFiles };
    }
    return this.#words(argv, typed, parsed, live);
  }

  /** The flag whose value is being typed: `--flag value`, `--flag=value`, `-f=value`. */
  #flagInWaiting(
    argv: readonly string[],
    typed: string,
  ): { name: string; flag: Flag; typed: string; ofLast: boolean } | 'unknown' | undefined {
    const equals = typed.indexOf('=');
    if (typed.startsWith('-') && equals > 0) {
      const found = this.#flag(typed.slice(0, equals));
      return found ? { ...found, typed: typed.slice(equals + 1), ofLast: false } : 'unknown';
    }
    const last = argv.at(-1);
    if (typed.startsWith('-') || last === undefined || !last.startsWith('-') || last === '-' || last.includes('=')) return undefined;
    const found = this.#flag(last.startsWith('--') ? last : `-${last.at(-1)!}`);
    if (!found) return takesNextWord(last, this.#flagSet) ? 'unknown' : undefined;
    return found.flag.noOptDefVal === undefined ? { ...found, typed, ofLast: true } : undefined;
  }

  #flag(text: string): { name: string; flag: Flag } | undefined {
    const bare = text.replace(/^-+/, '');
    const name = text.startsWith('--') ? bare : Object.keys(this.#flagSet).find((each) => this.#flagSet[each]!.char === bare);
    const flag = name !== undefined && Object.hasOwn(this.#flagSet, name) ? this.#flagSet[name] : undefined;
    return flag && { name: name!, flag };
  }

  /** Flags that must be given come alone; those that were given do not come again, except lists. */
  #flagNames(typed: string, parsed: ParsedArgv): Candidate[] {
    const required = this.#required(typed, parsed);
    if (required.length > 0) return required;
    const own = new Set([...Object.keys(this.#command.flags), ...(this.#path === '' ? [] : ['help'])]);
    const sorted = Object.keys(this.#flagSet).sort();
    const names = [...sorted.filter((name) => !own.has(name)), ...sorted.filter((name) => own.has(name))];
    return names.flatMap((name) => {
      const flag = this.#flagSet[name]!;
      if (flag.hidden === true && name !== 'help') return [];
      if (parsed.changed.has(name) && flag.valueKind !== 'stringSlice' && flag.valueKind !== 'stringArray') return [];
      return spellings(name, flag, typed);
    });
  }

  #required(typed: string, parsed: ParsedArgv): Candidate[] {
    return Object.keys(this.#flagSet)
      .sort()
      .filter((name) => this.#flagSet[name]!.required === true && !parsed.changed.has(name))
      .flatMap((name) => spellings(name, this.#flagSet[name]!, typed, typed === ''));
  }

  async #words(argv: readonly string[], typed: string, parsed: ParsedArgv, live: LiveNames): Promise<Answer> {
    const candidates: Candidate[] = [];
    let answerDirective: number = directive.default;
    const flagsGiven = [...parsed.changed].some((name) => name in this.#command.flags);
    const children = await this.#children();
    if (parsed.args.length === 0 && !flagsGiven && children.length > 0) {
      candidates.push(...children.filter(({ value }) => value.startsWith(typed)));
      if (this.#path === '') candidates.push(...this.#plugins().filter(({ value }) => value.startsWith(typed)));
      answerDirective = directive.noFiles;
    }
    candidates.push(...this.#required(typed, parsed));
    const found = await argumentCandidates(this.#path, {
      args: parsed.args,
      typed,
      live,
      files: () => this.#context.files(),
      tree: this.#context.tree,
      dashed: argv.includes('--'),
    });
    if (!found) return { candidates, directive: answerDirective };
    const matching = found.candidates.filter(({ value }) => value.startsWith(typed));
    return { candidates: [...candidates, ...matching], directive: found.directive };
  }

  #plugins(): Candidate[] {
    return this.#context.plugins([]).map(pluginCandidate);
  }

  async #children(): Promise<Candidate[]> {
    const { tree } = this.#context;
    const names = tree.children(this.#path);
    const loaded = await Promise.all(
      names.map(async (name) => ({ name, command: await tree.load(this.#path === '' ? name : `${this.#path} ${name}`) })),
    );
    return loaded
      .filter(({ name, command }) => command.hidden !== true || name === 'help' || name === 'options')
      .map(({ name, command }) => ({ value: name, description: command.summary }));
  }
}

function spellings(name: string, flag: Flag, typed: string, longOnly = false): Candidate[] {
  const description = firstLine(flag.description ?? '');
  const words = [`--${name}`, ...(flag.char && !longOnly ? [`-${flag.char}`] : [])];
  return words.filter((word) => word.startsWith(typed)).map((value) => ({ value, description }));
}

function firstLine(text: string): string {
  return text.split('\n')[0]!;
}

/** Extensions to filter files by are no candidates. */
function beginningWith(answer: Answer, typed: string): Answer {
  if ((answer.directive & (directive.filterExtensions | directive.filterFolders)) !== 0) return answer;
  return { ...answer, candidates: answer.candidates.filter(({ value }) => value.startsWith(typed)) };
}

/** The answer as the shells' scripts read it. */
export function printAnswer({ candidates, directive: value }: Answer, withDescriptions: boolean): string {
  const lines = candidates.map(({ value: word, description }) => {
    const text = withDescriptions && description ? `${word}\t${description}` : word;
    return firstLine(text).trim();
  });
  return [...lines, `:${value}`].map((line) => `${line}\n`).join('');
}
