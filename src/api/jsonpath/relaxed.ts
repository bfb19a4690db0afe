import { UserError } from '../user-error.ts';

const relaxed = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/;

/** `metadata.name`, `.metadata.name` and `{metadata.name}` all mean `{.metadata.name}`. Throws UserError. */
export function relaxedPath(text: string): string {
  if (text === '') return '';
  const match = relaxed.exec(text);
  if (match === null) {
    throw new UserError("unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'");
  }
  return `{.${match[1] ?? match[2]}}`;
}
