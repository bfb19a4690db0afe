import { goJson, goQuote, goValue } from '../../api/go-text.ts';
import { UserError } from '../../api/user-error.ts';
import { execute, TemplateExecutionError, type ExecuteOptions } from './execute.ts';
import type { Trees } from './nodes.ts';
import { parse, TemplateSyntaxError } from './parser.ts';

export interface GoTemplate {
  text: string;
  trees: Trees;
}

/** Throws UserError: `error parsing template TEXT, WHY`. */
export function parseGoTemplate(text: string): GoTemplate {
  try {
    return { text, trees: parse(text) };
  } catch (error) {
    throw error instanceof TemplateSyntaxError ? new UserError(`error parsing template ${text}, ${error.message}`) : error;
  }
}

/** What `-o go-template` prints. When it fails, the output so far, the template and the object are printed too, and UserError is thrown. */
export function printGoTemplate(template: GoTemplate, data: unknown, options: ExecuteOptions, write: (text: string) => void): void {
  const { text, trees } = template;
  let out = '';
  try {
    execute(text, trees, data, options, (piece) => (out += piece));
    write(out);
  } catch (error) {
    if (!(error instanceof TemplateExecutionError)) throw error;
    write(
      `${out}Error executing template: ${error.message}. Printing more information for debugging the template:\n` +
        `\ttemplate was:\n\t\t${text}\n\traw data was:\n\t\t${goJson(data)}\n\tobject given to template engine was:\n\t\t${goValue(data)}\n\n`,
    );
    throw new UserError(`error executing template ${goQuote(text)}: ${error.message}`);
  }
}
