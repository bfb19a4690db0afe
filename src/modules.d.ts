/** Made by the build from the files below src/commands: `rollout undo` -> its module, loaded when it is run. */
declare module 'kubesim:commands' {
  export const commandTable: import('./kubectl/argv/command-tree.ts').CommandTable;
}

/** The text of a data file; in the bundle it is a string. */
declare module '*?raw' {
  const text: string;
  export default text;
}

declare module '*/esbuild.config.mjs' {
  export function commandTableSource(): string;
  export function build(): Promise<{ bytes: number; ms: number }>;
}

/** A module that is evaluated when it is first needed: `import type * as X from './x.ts'; import { load } from './x.ts?lazy'; load<typeof X>()`. */
declare module '*?lazy' {
  export function load<Module>(): Module;
}
