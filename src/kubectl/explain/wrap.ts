/** Breaks a text into lines of at most `width` characters at its blanks, as go-wordwrap does: line breaks stay, and words longer than a line too. */
export function wordWrap(text: string, width: number): string {
  let result = '';
  let word = '';
  let space = '';
  let current = 0;
  const flush = (): void => {
    current += space.length + [...word].length;
    result += space + word;
    space = '';
    word = '';
  };
  for (const char of text) {
    if (char === '\n') {
      if (word !== '') flush();
      else {
        if (current + space.length <= width) result += space;
        space = '';
      }
      result += char;
      current = 0;
    } else if (/\s/.test(char) && char !== '\u00a0') {
      if (space === '' || word !== '') flush();
      space += char;
    } else {
      word += char;
      const length = [...word].length;
      if (current + length + space.length > width && length < width) {
        result += '\n';
        current = 0;
        space = '';
      }
    }
  }
  if (word !== '') return result + space + word;
  return current + space.length <= width ? result + space : result;
}

/** Puts blanks in front of every line, also of an empty last one. */
export function indent(text: string, amount: number): string {
  const blanks = ' '.repeat(amount);
  return blanks + text.replaceAll('\n', `\n${blanks}`);
}
