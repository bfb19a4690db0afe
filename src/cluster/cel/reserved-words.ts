/** Words that no identifier can be. */
export const RESERVED: ReadonlySet<string> = new Set(
  'as break const continue else for function if import in let loop package namespace return var void while'.split(' '),
);

/** Those, and the words that are values: no name of a variable or field. */
export const UNUSABLE: ReadonlySet<string> = new Set([...RESERVED, 'true', 'false', 'null']);
