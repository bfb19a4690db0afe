import { hasReason } from '../api/status.ts';
import { UserError } from '../api/user-error.ts';
import { KubectlCommand, type InputOf } from '../kubectl/command.ts';
import { throwAll, UsageError } from '../kubectl/errors.ts';
import { isOneFile, printObjects } from '../kubectl/get/objects.ts';
import { getFlags, type GetFlags } from '../kubectl/get/options.ts';
import { fetchTables, printTables, type ResourceTable } from '../kubectl/get/tables.ts';
import type { Io } from '../kubectl/io.ts';
import { outputFormats, printerFor } from '../kubectl/printers/index.ts';
import { terminalLook } from '../kubectl/printers/terminal.ts';
import { filesOf } from '../kubectl/resources/files.ts';
import { hasFiles, select } from '../kubectl/selection.ts';
import { openSession } from '../kubectl/session.ts';

export default class Get extends KubectlCommand {
  static override namespaceFirst = true;
  static override summary = 'Display one or many resources';
  static override description =
    'Show objects, as tables of what matters most about them or in the form that -o asks for.\n\n' +
    'Types can be named in full, in the singular or by short name, with version and group where needed; `kubectl api-resources` lists them all.';
  static override examples = [
    '# List all pods of the namespace\nkubectl get pods',
    '# The same with more columns\nkubectl get pods -o wide',
    '# Show a single deployment as a table row\nkubectl get deployment web',
    '# A pod as YAML\nkubectl get -o yaml pod web-pod-13je7',
    '# The objects that a file names\nkubectl get -f pod.yaml',
    '# Only one field\nkubectl get -o template pod/web-pod-13je7 --template={{.status.phase}}',
    '# Columns of your own\nkubectl get pod test-pod -o custom-columns=CONTAINER:.spec.containers[0].name,IMAGE:.spec.containers[0].image',
    '# Several types at once\nkubectl get rc,services',
    '# Pods in all namespaces\nkubectl get pods --all-namespaces',
  ];
  static override usage =
    'get [(-o|--output=)json|yaml|kyaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json|jsonpath-file|custom-columns|custom-columns-file|wide] (TYPE[.VERSION][.GROUP] [NAME | -l label] | TYPE[.VERSION][.GROUP]/NAME ...) [flags] [options]';
  static override flags = getFlags;

  protected override async execute(io: Io, { flags, args }: InputOf<typeof Get>): Promise<void> {
    if (flags.raw !== '') {
      await this.#raw(io, flags, args);
      return;
    }
    validate(io, flags, args);
    const write = (text: string): void => io.stdout.write(text);
    const print = await printerFor(flags.output, {
      write,
      allowed: outputFormats.tables,
      template: flags.template,
      allowMissingTemplateKeys: flags['allow-missing-template-keys'],
      showManagedFields: flags['show-managed-fields'],
      noHeaders: flags['no-headers'],
      files: filesOf(io),
    });
    const session = await openSession(await this.connect(flags as InputOf<typeof Get>['flags']), io);
    const errors: unknown[] = [];
    const failed = (error: unknown): void => {
      if (!flags['ignore-not-found'] || !hasReason(error, 'NotFound')) errors.push(error);
    };
    const options = {
      args,
      files: flags,
      allNamespaces: flags['all-namespaces'],
      labelSelector: flags.selector,
      fieldSelector: flags['field-selector'],
      emptyMeansAll: true,
      bareFileErrors: !print || !isOneFile(flags),
    };
    const selected = await select(session, options, failed);
    if (flags.subresource !== '' && selected.kind === 'lists')
      throw new UserError('subresource cannot be used when bulk resources are specified');
    if (flags.watch || flags['watch-only']) {
      const { watchAndPrint } = await import('../kubectl/get/watch.ts');
      await watchAndPrint(session, selected, flags, print).catch(failed);
    } else if (print) {
      await printObjects(session, selected, flags, print, failed, () => errors.length > 0);
    } else {
      const tables = await fetchTables(session, selected, flags, failed);
      const printed = printTables(tables, flags, write, terminalLook(io));
      if (!printed && errors.length === 0 && !flags['ignore-not-found']) io.stderr.write(nothingFound(tables, flags, session.namespace));
    }
    throwAll(errors);
  }

  async #raw(io: Io, flags: InputOf<typeof Get>['flags'], args: readonly string[]): Promise<void> {
    if (args.length > 0) throw new UserError('arguments may not be passed when --raw is specified');
    if (flags.watch || flags['watch-only'] || flags.selector !== '') {
      throw new UserError('--raw may not be specified with other flags that filter the server request or alter the output');
    }
    if (flags.output !== '') throw new UserError('--raw and --output are mutually exclusive');
    if (!flags.raw.startsWith('/')) throw new UserError(`--raw must be a valid URL path: parse "${flags.raw}": invalid URI for request`);
    const { client } = await this.connect(flags);
    const text = await client.raw('GET', flags.raw);
    io.stdout.write(text);
  }
}

function validate(io: Io, flags: GetFlags, args: readonly string[]): void {
  if (flags['output-watch-events'] && !flags.watch && !flags['watch-only']) {
    throw new UserError('--output-watch-events option can only be used with --watch or --watch-only');
  }
  if (
    (flags['show-labels'] || flags['label-columns'].length > 0) &&
    flags.output !== '' &&
    flags.output !== 'wide' &&
    flags['show-labels']
  ) {
    throw new UserError(`--show-labels option cannot be used with ${flags.output.split('=')[0] ?? ''} printer`);
  }
  if (args.length > 0 || hasFiles(flags)) return;
  io.stderr.write(
    'You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n\n',
  );
  const hint = 'Use "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).';
  throw new UsageError(`Required resource not specified.\n${hint}`);
}

function nothingFound(tables: readonly ResourceTable[], flags: GetFlags, namespace: string): string {
  const inNamespace = !flags['all-namespaces'] && tables.every(({ resource }) => resource.namespaced);
  return inNamespace ? `No resources found in ${namespace} namespace.\n` : 'No resources found\n';
}
