import type { Command, Script, Word } from './syntax.ts';

/** A loop whose condition is a constant and whose body has no way out. */
export function isEndless({ until, condition, body }: Extract<Command, { kind: 'loop' }>): boolean {
  const only = condition.length === 1 && condition[0]!.rest.length === 0 ? condition[0]!.first.commands : [];
  const command = only.length === 1 ? only[0] : undefined;
  if (command?.kind !== 'simple' || command.words.length === 0) return false;
  const constant = until ? ['false'] : ['true', ':'];
  const one =
    !until &&
    command.words.length === 3 &&
    isText(command.words[0]!, '[') &&
    ['1', 'true', ':'].some((text) => isText(command.words[1]!, text));
  if (one) return hasNoWayOut(body);
  if (!constant.some((name) => isText(command.words[0]!, name)) || command.words.some((word) => word.some(({ kind }) => kind !== 'text')))
    return false;
  return hasNoWayOut(body);
}

function hasNoWayOut(body: Script): boolean {
  return !mentions(body, ['break', 'exit', 'return', 'kill', 'exec']) && mentions(body, ['sleep', 'usleep']);
}

function mentions(body: Script, names: readonly string[]): boolean {
  const text = JSON.stringify(body);
  return names.some((name) => text.includes(`"text":"${name}"`));
}

/** Does a round differ from the one before by more than its time? */
export function changesVariables(body: Script): boolean {
  const text = JSON.stringify(body);
  return /"assignments":\[\{|"kind":"arithmetic"|"kind":"for"|"text":"read"/.test(text);
}

/** Is the word this text, unquoted or not, and nothing else? */
export function isText(word: Word, text: string): boolean {
  const only = word.length === 1 ? word[0] : undefined;
  return only?.kind === 'text' && only.text === text;
}
