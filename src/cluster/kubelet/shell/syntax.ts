/** A shell script as a tree: as much of POSIX sh as exercises use in a container's command. */
export type Script = readonly Statement[];

export interface Statement {
  /** Joined by && and ||, left to right. */
  readonly first: Pipeline;
  readonly rest: readonly { readonly when: '&&' | '||'; readonly then: Pipeline }[];
  readonly background: boolean;
}

export interface Pipeline {
  readonly negated: boolean;
  readonly commands: readonly Command[];
}

export type Command = { readonly redirects: readonly Redirect[] } & (
  | { readonly kind: 'simple'; readonly assignments: readonly { name: string; value: Word }[]; readonly words: readonly Word[] }
  | { readonly kind: 'group' | 'subshell'; readonly body: Script }
  | { readonly kind: 'if'; readonly branches: readonly { condition: Script; body: Script }[]; readonly otherwise: Script }
  | { readonly kind: 'loop'; readonly until: boolean; readonly condition: Script; readonly body: Script }
  | { readonly kind: 'for'; readonly name: string; readonly items: readonly Word[] | undefined; readonly body: Script }
  | { readonly kind: 'case'; readonly subject: Word; readonly arms: readonly { patterns: readonly Word[]; body: Script }[] }
  | { readonly kind: 'function'; readonly name: string; readonly body: Command }
);

export interface Redirect {
  /** 1 or 2; 3 stands for both (`&>`). */
  readonly fd: number;
  readonly operator: '>' | '>>' | '<' | '>&';
  readonly target: Word;
}

export type Word = readonly WordPart[];

export type WordPart =
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  | { readonly kind: 'variable'; readonly name: string; readonly operator?: string; readonly operand?: Word; readonly quoted: boolean }
  | { readonly kind: 'command'; readonly script: Script; readonly quoted: boolean }
  | { readonly kind: 'arithmetic'; readonly text: Word; readonly quoted: boolean };

/** The script is no shell we know: whoever runs it cannot say what it does. */
export class ShellSyntaxError extends Error {}
