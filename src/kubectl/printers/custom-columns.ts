import { goFloat, goValue } from '../../api/go-text.ts';
import { UserError } from '../../api/user-error.ts';
import { findResults, parseBareJsonPath, relaxedPath, type EvaluateOptions, type JsonPath } from '../../api/jsonpath/index.ts';
import { listItems } from './name.ts';
import { alignTabs, escapeTerminal, tableTabs } from './tabwriter.ts';

export interface CustomColumn {
  header: string;
  path: JsonPath;
}

/** `NAME:.metadata.name,IMAGE:.spec.containers[*].image`. Throws UserError. */
export function parseCustomColumns(spec: string): CustomColumn[] {
  if (spec === '') throw new UserError('custom-columns format specified but no custom columns given');
  return spec.split(',').map((part) => {
    const colon = part.indexOf(':');
    if (colon < 0) throw new UserError(`unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`);
    return { header: part.slice(0, colon), path: columnPath(part.slice(colon + 1)) };
  });
}

const fileFormat = 'Expected format is one line of space separated headers, one line of space separated column specs.';

/** A line of headers above a line of paths. Throws UserError. */
export function parseCustomColumnsFile(text: string): CustomColumn[] {
  const [headerLine, specLine] = text.split('\n');
  const isMissing = (line: string | undefined, index: number): boolean =>
    line === undefined || (line === '' && text.split('\n').length === index + 1);
  if (isMissing(headerLine, 0)) throw new UserError(`invalid template, missing header line. ${fileFormat}`);
  if (isMissing(specLine, 1)) throw new UserError(`invalid template, missing spec line. ${fileFormat}`);
  const words = (line: string): string[] => line.split(/\s+/).filter((word) => word !== '');
  const headers = words(headerLine!);
  const specs = words(specLine!);
  if (headers.length !== specs.length) {
    throw new UserError(`number of headers (${headers.length}) and field specifications (${specs.length}) don't match`);
  }
  return headers.map((header, i) => ({ header, path: columnPath(specs[i]!) }));
}

function columnPath(text: string): JsonPath {
  return parseBareJsonPath(relaxedPath(text));
}

/** The table of an object or of a list's items; what a path does not find is `<none>`. `partial` gets what is there when a path fails on an object. */
export function printCustomColumns(
  columns: readonly CustomColumn[],
  object: unknown,
  options: EvaluateOptions & { noHeaders?: boolean },
  write: (text: string) => void,
): void {
  const lines = options.noHeaders ? [] : [columns.map((column) => column.header).join('\t')];
  const flush = (): void => {
    if (lines.length > 0) write(alignTabs(`${lines.join('\n')}\n`, tableTabs));
  };
  try {
    for (const item of listItems(object) ?? [object]) {
      lines.push(columns.map((column) => columnText(column, item, options)).join('\t'));
    }
  } catch (error) {
    flush();
    throw error;
  }
  flush();
}

function columnText({ path }: CustomColumn, object: unknown, options: EvaluateOptions): string {
  const values = path.parts.length === 0 ? [] : findResults(path, object, { floatNumbers: options.floatNumbers }).flat();
  if (values.length === 0) return '<none>';
  return escapeTerminal(
    values.map((value) => (typeof value === 'number' && options.floatNumbers ? goFloat(value) : goValue(value))).join(','),
  );
}
