import { UserError } from '../../api/user-error.ts';

const templates = ['go-template', 'go-template-file', 'jsonpath', 'jsonpath-as-json', 'jsonpath-file', 'template', 'templatefile'] as const;
const customColumns = ['custom-columns', 'custom-columns-file'] as const;

/** What `-o` may say. */
export const outputFormats = {
  /** Commands that change or make objects. */
  objects: [...templates, 'json', 'kyaml', 'name', 'yaml'],
  /** `get` and `events`-like lists, which print tables otherwise. */
  tables: [...customColumns, ...templates, 'json', 'kyaml', 'name', 'wide', 'yaml'],
  /** Plain data. */
  data: ['json', 'kyaml', 'yaml'],
} as const satisfies Record<string, readonly string[]>;

export type Format = (typeof templates)[number] | (typeof customColumns)[number] | 'json' | 'kyaml' | 'name' | 'wide' | 'yaml';

export interface Output {
  format: Format;
  /** The template, the columns, or the file that holds them; undefined when none was given. */
  argument?: string;
}

/** Reads `-o` and `--template`; undefined when neither was given. Throws UserError naming what is allowed. */
export function parseOutput(output: string, template: string, allowed: readonly Format[]): Output | undefined {
  if (output === '') return template !== '' && allowed.includes('go-template') ? { format: 'go-template', argument: template } : undefined;
  const withArgument: readonly Format[] = [...templates, ...customColumns];
  const equals = output.indexOf('=');
  // A template of its own leaves no room for another one behind the format.
  const name = equals < 0 || template !== '' ? output : output.slice(0, equals);
  const inline = allowed.find((format) => format === name);
  if (inline !== undefined && withArgument.includes(inline)) {
    const argument = template !== '' ? template : equals < 0 ? '' : output.slice(equals + 1);
    return { format: inline, argument: argument === '' ? undefined : argument };
  }
  const plain = allowed.find((format) => format === output.toLowerCase());
  if (plain !== undefined && !withArgument.includes(plain)) return { format: plain };
  throw new UserError(
    `unable to match a printer suitable for the output format "${output}", allowed formats are: ${[...allowed].sort().join(',')}`,
  );
}
