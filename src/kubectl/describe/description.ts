import { alignTabs, describeTabs, escapeTerminal } from '../printers/tabwriter.ts';

/** Text that grows line by line; cells are parted by tabs until `aligned` puts them into columns. */
export interface Description {
  /** A line, two blanks deeper for each level. */
  line(level: number, ...cells: readonly string[]): void;
  /** Text as it is, line breaks included. */
  write(text: string): void;
  /** What comes next is aligned on its own. */
  flush(): void;
  /** The text with its tabs. */
  raw(): string;
  aligned(): string;
}

export function createDescription(): Description {
  const blocks: string[] = [];
  let current = '';
  const write = (text: string): void => {
    current += escapeTerminal(text);
  };
  return {
    write,
    line: (level, ...cells) => write(`${'  '.repeat(level)}${cells.join('\t')}\n`),
    flush() {
      blocks.push(current);
      current = '';
    },
    raw: () => blocks.join('') + current,
    aligned: () => [...blocks, current].map((block) => alignTabs(block, describeTabs)).join(''),
  };
}
