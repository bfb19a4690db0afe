import { UserError } from '../api/user-error.ts';
import { boolFlag, stringFlag } from '../kubectl/argv/flags.ts';
import {
  allFlag,
  allNamespacesFlag,
  deleteFlags,
  dryRunFlag,
  fieldSelectorFlag,
  filenameFlags,
  selectorFlag,
} from '../kubectl/argv/shared-flags.ts';
import { KubectlCommand, type InputOf } from '../kubectl/command.ts';
import { deletedText, deleteInfos } from '../kubectl/delete/delete-infos.ts';
import { parseCascade, type DeleteOptions } from '../kubectl/delete/options.ts';
import { parseDryRun } from '../kubectl/dry-run.ts';
import type { Io } from '../kubectl/io.ts';
import { checkRaw, rawBody } from '../kubectl/raw.ts';
import { fetchList, type ResourceInfo, type Selected } from '../kubectl/resources/builder.ts';
import { select } from '../kubectl/selection.ts';
import { openSession, type Session } from '../kubectl/session.ts';

type Flags = InputOf<typeof Delete>['flags'];

export default class Delete extends KubectlCommand {
  static override namespaceFirst = true;
  static override summary = 'Delete resources by file names, stdin, resources and names, or by resources and label selector';
  static override description =
    'Delete objects: those of a file, those of a type and name, or those that a selector finds.\n\n' +
    'What runs gets a while to end (its grace period). The command comes back when the objects are gone, which finalizers may delay. ' +
    'With --force they go at once, and what runs may go on running.';
  static override examples = [
    '# What a file describes\nkubectl delete -f ./pod.json',
    '# Pods and services with a label\nkubectl delete pods,services -l name=myLabel',
    '# At once\nkubectl delete pod foo --now',
    '# Without waiting for anything\nkubectl delete pod foo --force',
    '# All pods of the namespace\nkubectl delete pods --all',
  ];
  static override usage = 'delete ([-f FILENAME] | [-k DIRECTORY] | TYPE [(NAME | -l label | --all)]) [options]';
  static override flags = {
    ...allFlag('Delete all objects of the given types in the namespace.'),
    ...allNamespacesFlag,
    ...deleteFlags({ wait: true }),
    ...dryRunFlag,
    ...fieldSelectorFlag,
    ...filenameFlags('with the objects to delete.'),
    'ignore-not-found': boolFlag({ description: 'An object that is not there is no error. Default with --all, -l and --field-selector.' }),
    interactive: boolFlag({ short: 'i', description: 'Ask before anything is deleted.' }),
    now: boolFlag({ description: 'Give what runs one second to end (--grace-period=1).' }),
    output: stringFlag({ short: 'o', description: 'Output mode; "name" prints only TYPE/NAME.' }),
    raw: stringFlag({ description: 'Path to DELETE, as it is.' }),
    ...selectorFlag,
  };

  protected override async execute(io: Io, input: InputOf<typeof Delete>): Promise<void> {
    const { flags } = input;
    const options = deleteOptions(io, input);
    if (flags.raw !== '') return this.#raw(io, flags);
    const session = await openSession(await this.connect(flags), io);
    const errors: unknown[] = [];
    const failed = (error: unknown): void => void errors.push(error);
    const selected = await select(session, selection(input), failed);
    validate(io, flags, options);
    const infos = await this.#infos(session, selected, failed);
    if (flags.interactive && !(await this.#confirmed(session, infos, options))) return;
    if (session.enforceNamespace && !flags['all-namespaces'] && infos.some(({ resource }) => !resource.namespaced)) {
      session.warn('deleting cluster-scoped resources, not scoped to the provided namespace');
    }
    await deleteInfos(session, infos, options, errors);
    if (infos.length === 0) io.stdout.write('No resources found\n');
  }

  /** Named objects are deleted without looking first; selectors list what matches. */
  async #infos(session: Session, selected: Selected, failed: (error: unknown) => void): Promise<readonly ResourceInfo[]> {
    if (selected.kind === 'infos') return selected.infos;
    const infos: ResourceInfo[] = [];
    for (const list of selected.lists) {
      try {
        infos.push(...(await fetchList(session.client, list)));
      } catch (error) {
        failed(error);
      }
    }
    return infos;
  }

  async #confirmed(session: Session, infos: readonly ResourceInfo[], options: DeleteOptions): Promise<boolean> {
    const { io } = session;
    if (infos.length === 0) {
      io.stdout.write('No resources found\n');
      return false;
    }
    const lines = infos.map((info) => `${deletedText(info, { ...options, nameOnly: true }).trimEnd()}\n`);
    io.stdout.write(
      `You are about to delete the following ${infos.length} resource(s):\n${lines.join('')}Do you want to continue? (y/N): `,
    );
    const answer = new TextDecoder()
      .decode(await io.stdin.read())
      .split('\n')[0]!
      .trim();
    if (/^y(es)?$/i.test(answer)) return true;
    io.stdout.write('deletion is cancelled\n');
    return false;
  }

  async #raw(io: Io, flags: Flags): Promise<void> {
    if (flags.interactive) throw new UserError('--interactive can not be used with --raw');
    checkRaw(flags, false);
    const { client } = await this.connect(flags);
    io.stdout.write(await client.raw('DELETE', flags.raw, await rawBody(io, flags)));
  }
}

function selection({ flags, args }: InputOf<typeof Delete>) {
  return {
    args,
    files: flags,
    all: flags.all,
    allNamespaces: flags['all-namespaces'],
    labelSelector: flags.selector,
    fieldSelector: flags['field-selector'],
  };
}

/** --now and --force are words for grace periods. A grace period of 0 without --force becomes 1, so that nothing is lost by accident. */
function deleteOptions(io: Io, { flags, changed }: InputOf<typeof Delete>): DeleteOptions {
  const propagation = parseCascade(flags.cascade, io);
  const selecting = flags.all || flags.selector !== '' || flags['field-selector'] !== '';
  if (flags.now && flags['grace-period'] !== -1) throw new UserError('--now and --grace-period cannot be specified together');
  let gracePeriod = flags.now ? 1 : flags['grace-period'];
  if (gracePeriod === 0 && !flags.force) gracePeriod = 1;
  if (flags.force && gracePeriod < 0) gracePeriod = 0;
  return {
    propagation,
    gracePeriod,
    ignoreNotFound: flags['ignore-not-found'] || (selecting && !changed('ignore-not-found')),
    wait: flags.wait,
    timeout: flags.timeout,
    dryRun: parseDryRun(flags['dry-run'], io),
    nameOnly: flags.output === 'name',
    quiet: false,
  };
}

function validate(io: Io, flags: Flags, { gracePeriod }: DeleteOptions): void {
  if (flags.output !== '' && flags.output !== 'name')
    throw new UserError(`unexpected -o output mode: ${flags.output}. We only support '-o name'`);
  if (flags.all && flags.selector !== '') throw new UserError('cannot set --all and --selector at the same time');
  if (flags.all && flags['field-selector'] !== '') throw new UserError('cannot set --all and --field-selector at the same time');
  if (!flags.force) return;
  if (gracePeriod > 0) throw new UserError('--force and --grace-period greater than 0 cannot be specified together');
  io.stderr.write(
    'Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.\n',
  );
}
