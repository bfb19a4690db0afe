import type { KubeObject } from '../api/object.ts';
import { inStructOrder } from '../api/schema/struct-order.ts';
import { dryRunSuffix, type DryRun } from './dry-run.ts';
import type { Io } from './io.ts';
import { outputFormats, printerFor, type ObjectPrinter } from './printers/index.ts';
import type { KeyOrder } from './printers/json.ts';
import { nameLines } from './printers/name.ts';
import { filesOf } from './resources/files.ts';

/** The values of printFlags. */
export interface PrintFlagValues {
  output: string;
  template: string;
  'allow-missing-template-keys': boolean;
  'show-managed-fields': boolean;
}

/** What a command did to one object (`scaled`); nothing is said of it when `-o` asks for the object itself. */
export type ResultPrinter = (object: KubeObject, operation: string, dryRun: DryRun) => void;

/** Printers by the flags they were made for: what stands between two objects must be known across calls. */
const printers = new WeakMap<object, Promise<ResultPrinter>>();

/** Prints `deployment.apps/web scaled (dry run)`, or the object as `-o` says. Throws UserError for an unknown format. */
export async function printResult(io: Io, flags: PrintFlagValues, object: KubeObject, operation: string, dryRun: DryRun): Promise<void> {
  (await resultPrinter(io, flags))(object, operation, dryRun);
}

/**
 * As printResult, for commands that know the object's Go type (create deployment, run, expose, …): fields that are always written are there, and JSON
 * keeps the order of the struct.
 */
export async function printTypedResult(
  io: Io,
  flags: PrintFlagValues,
  object: KubeObject,
  operation: string,
  dryRun: DryRun,
): Promise<void> {
  (await resultPrinter(io, flags, 'given'))(inStructOrder(object), operation, dryRun);
}

/** The same printer for all results of a command; to be made before anything is changed, so that a wrong `-o` is told first. */
export function resultPrinter(io: Io, flags: PrintFlagValues, keyOrder: KeyOrder = 'sorted'): Promise<ResultPrinter> {
  let printer = printers.get(flags);
  if (!printer) printers.set(flags, (printer = makePrinter(io, flags, keyOrder)));
  return printer;
}

async function makePrinter(io: Io, flags: PrintFlagValues, keyOrder: KeyOrder): Promise<ResultPrinter> {
  const write = (text: string): void => io.stdout.write(text);
  const print: ObjectPrinter | undefined = await printerFor(flags.output, {
    write,
    allowed: outputFormats.objects,
    template: flags.template,
    allowMissingTemplateKeys: flags['allow-missing-template-keys'],
    showManagedFields: flags['show-managed-fields'],
    typedNumbers: true,
    keyOrder,
    files: filesOf(io),
  });
  if (print) return (object) => print(object);
  return (object, operation, dryRun) => write(nameLines(object, `${operation}${dryRunSuffix(dryRun)}`));
}
