import { goQuote } from '../../api/go-text.ts';
import { isObject } from '../../api/json.ts';
import { UserError } from '../../api/user-error.ts';

/**
 * The patch of a command line in the form that goes to the server: its value, or its text where only the server can say what is wrong with it
 * (broken JSON, a bare word). What does not begin like a JSON object is read as YAML. Throws UserError for what is neither.
 */
export async function patchDocument(text: string): Promise<unknown> {
  if (/^\s*\{/.test(text)) return parsedOr(text);
  const { readDocument } = await import('../yaml/read.ts');
  try {
    const value = await readDocument(text);
    return isObject(value) || Array.isArray(value) ? value : JSON.stringify(value ?? null);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`unable to parse ${goQuote(text)}: ${error.message.replace(/^error converting YAML to JSON: /, '')}`);
  }
}

function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
