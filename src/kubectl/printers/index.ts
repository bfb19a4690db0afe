import { UserError } from '../../api/user-error.ts';
import { readText, type Files } from '../resources/files.ts';
import { parseOutput, type Format, type Output } from './formats.ts';
import { toJson, type KeyOrder } from './json.ts';
import { nameLines } from './name.ts';

export { outputFormats } from './formats.ts';

/** Prints one object after another; keeps what has to stand between them. */
export type ObjectPrinter = (object: unknown) => void;

export interface PrinterOptions {
  write(text: string): void;
  allowed: readonly Format[];
  /** `--template` */
  template?: string;
  /** `--allow-missing-template-keys`; true unless told otherwise. */
  allowMissingTemplateKeys?: boolean;
  /** `--show-managed-fields` */
  showManagedFields?: boolean;
  noHeaders?: boolean;
  /** What `-o name` says was done (`created`); `get` says nothing. */
  operation?: string;
  /**
   * The objects have passed through Go types on the way (created or changed by the command itself, `--dry-run`): all numbers are float64 then, and
   * a large one reads 2e+09 in a jsonpath. Objects straight from a server, as `get` prints them, keep their integers.
   */
  typedNumbers?: boolean;
  /** JSON of objects in struct order keeps that order. */
  keyOrder?: KeyOrder;
  /** For the formats that name a file. */
  files?: Files;
}

/**
 * The printer that `-o` asks for; undefined when it asks for the command's own format: nothing, or `wide`. Throws UserError for formats that
 * the command does not know and for templates that cannot be read.
 */
export async function printerFor(output: string, options: PrinterOptions): Promise<ObjectPrinter | undefined> {
  const parsed = parseOutput(output, options.template ?? '', options.allowed);
  if (parsed === undefined || parsed.format === 'wide') return undefined;
  const { write } = options;
  switch (parsed.format) {
    case 'json':
      return (object) => write(toJson(withoutManagedFields(object, options), options.keyOrder));
    case 'yaml': {
      const { toYaml } = await import('../yaml/write.ts');
      let first = true;
      return (object) => {
        write((first ? '' : '---\n') + toYaml(withoutManagedFields(object, options)));
        first = false;
      };
    }
    case 'kyaml': {
      const { toKyaml } = await import('../yaml/kyaml.ts');
      return (object) => write(toKyaml(withoutManagedFields(object, options)));
    }
    case 'name':
      return (object) => write(nameLines(object as object, options.operation));
    case 'custom-columns':
    case 'custom-columns-file':
      return customColumnsPrinter(parsed, options);
    case 'jsonpath':
    case 'jsonpath-as-json':
    case 'jsonpath-file':
      return jsonPathPrinter(parsed, options);
    default:
      return goTemplatePrinter(parsed, options);
  }
}

async function customColumnsPrinter({ format, argument }: Output, options: PrinterOptions): Promise<ObjectPrinter> {
  const { parseCustomColumns, parseCustomColumnsFile, printCustomColumns } = await import('./custom-columns.ts');
  const columns =
    format === 'custom-columns-file' && argument !== undefined
      ? parseCustomColumnsFile(await readTemplate(argument, 'template', options))
      : parseCustomColumns(argument ?? '');
  return (object) =>
    printCustomColumns(columns, object, { noHeaders: options.noHeaders, floatNumbers: options.typedNumbers }, options.write);
}

async function jsonPathPrinter({ format, argument }: Output, options: PrinterOptions): Promise<ObjectPrinter> {
  const { parseJsonPath, printJsonPath, printJsonPathAsJson } = await import('../../api/jsonpath/index.ts');
  const path = parseJsonPath(await templateText(argument, format === 'jsonpath-file', options));
  const rules = { strictKeys: options.allowMissingTemplateKeys === false, floatNumbers: options.typedNumbers };
  if (format === 'jsonpath-as-json') return (object) => options.write(printJsonPathAsJson(path, object, rules, toJson));
  return (object) => options.write(printJsonPath(path, object, rules));
}

async function goTemplatePrinter({ format, argument }: Output, options: PrinterOptions): Promise<ObjectPrinter> {
  const { parseGoTemplate, printGoTemplate } = await import('../template/index.ts');
  const template = parseGoTemplate(await templateText(argument, format.endsWith('file'), options));
  const rules = { strictKeys: options.allowMissingTemplateKeys === false };
  return (object) => printGoTemplate(template, object, rules, options.write);
}

async function templateText(argument: string | undefined, isFile: boolean, options: PrinterOptions): Promise<string> {
  if (argument === undefined) throw new UserError('template format specified but no template given');
  return isFile ? readTemplate(argument, '--template', options) : argument;
}

async function readTemplate(path: string, what: string, options: PrinterOptions): Promise<string> {
  if (options.files === undefined) throw new UserError(`error reading ${what} ${path}, no files can be read here`);
  try {
    return await readText(options.files, path);
  } catch (error) {
    throw error instanceof UserError ? new UserError(`error reading ${what} ${path}, ${error.message}`) : error;
  }
}

interface WithItems {
  items?: unknown;
  metadata?: { managedFields?: unknown };
}

/** managedFields are left out unless they are asked for, of the items of a list too. */
function withoutManagedFields(object: unknown, options: PrinterOptions): unknown {
  if (options.showManagedFields || typeof object !== 'object' || object === null) return object;
  const { metadata, items } = object as WithItems;
  const isList = Array.isArray(items);
  const managed = typeof metadata === 'object' && metadata !== null && metadata.managedFields !== undefined;
  if (!isList && !managed) return object;
  return {
    ...object,
    ...(managed && { metadata: { ...metadata, managedFields: undefined } }),
    ...(isList && { items: items.map((item) => withoutManagedFields(item, options)) }),
  };
}
