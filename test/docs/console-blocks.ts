/** A command of a console block, with what the block says that it prints; further lines of a command begin with `> `. */
export interface ConsoleStep {
  command: string;
  output: string;
}

const BLOCK = /(?<=^```console\n)[^]*?(?=^```$)/gm;

/** Without blanks at the ends of lines, which the formatter takes away. */
export function trimmed(output: string): string {
  return output.replace(/ +$/gm, '');
}

/** The steps of all ```console blocks of a document, in their order. Throws for a block that does not begin with a command. */
export function consoleSteps(markdown: string): ConsoleStep[] {
  return (markdown.match(BLOCK) ?? []).flatMap(parseBlock);
}

function parseBlock(block: string): ConsoleStep[] {
  const steps: ConsoleStep[] = [];
  for (const line of block.split('\n').slice(0, -1)) {
    const current = steps.at(-1);
    if (line.startsWith('$ ')) steps.push({ command: line.slice(2), output: '' });
    else if (!current) throw new Error(`a console block begins with ${JSON.stringify(line)}, which is no command`);
    else if (line.startsWith('> ') && current.output === '') current.command += `\n${line.slice(2)}`;
    else current.output += `${line}\n`;
  }
  return steps;
}

/** The document with other outputs, one for each step. */
export function withOutputs(markdown: string, outputs: readonly string[]): string {
  let at = 0;
  return markdown.replace(BLOCK, (block) =>
    parseBlock(block)
      .map(({ command }) => `$ ${command.replaceAll('\n', '\n> ')}\n${outputs[at++] ?? ''}`)
      .join(''),
  );
}
