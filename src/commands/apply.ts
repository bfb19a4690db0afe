import type { KubeObject } from '../api/object.ts';
import { UserError } from '../api/user-error.ts';
import { FlagError } from '../kubectl/argv/parse.ts';
import { boolFlag, listFlag, stringFlag } from '../kubectl/argv/flags.ts';
import {
  allFlag,
  deleteFlags,
  dryRunFlag,
  fieldManagerFlag,
  filenameFlags,
  printFlags,
  recordFlag,
  selectorFlag,
  subresourceFlag,
  validateFlag,
} from '../kubectl/argv/shared-flags.ts';
import { applyObject, type ApplyOptions, type ApplyOutcome } from '../kubectl/apply/apply-object.ts';
import { applyServerSide } from '../kubectl/apply/server-side.ts';
import type { ApplySet } from '../kubectl/apply/apply-set.ts';
import { withChangeCause } from '../kubectl/change-cause.ts';
import { KubectlCommand, type InputOf } from '../kubectl/command.ts';
import { parseCascade } from '../kubectl/delete/options.ts';
import { parseDryRun, type DryRun } from '../kubectl/dry-run.ts';
import { throwAll } from '../kubectl/errors.ts';
import type { Io } from '../kubectl/io.ts';
import { refuseArguments, requireFiles } from '../kubectl/manifest-arguments.ts';
import { printResult, resultPrinter } from '../kubectl/printing.ts';
import type { ResourceInfo } from '../kubectl/resources/builder.ts';
import { select } from '../kubectl/selection.ts';
import { openSession, type Session } from '../kubectl/session.ts';
import { manifestCheck, parseValidation } from '../kubectl/validation.ts';

type Flags = InputOf<typeof Apply>['flags'];

export default class Apply extends KubectlCommand {
  static override summary = 'Apply a configuration to a resource by file name or stdin';
  static override description =
    'Make the objects of files what the files say, and create those that are not there.\n\n' +
    'What was applied last is kept in an annotation of the object: fields that are no longer in the file are taken out, those that others have set stay.';
  static override examples = [
    '# The objects of a file\nkubectl apply -f ./pod.json',
    '# From standard input\ncat pod.json | kubectl apply -f -',
    '# Delete what was applied with this label and is no longer in the file\nkubectl apply --prune -f manifest.yaml -l app=nginx',
  ];
  static override usage = 'apply (-f FILENAME | -k DIRECTORY) [options]';
  static override flags = {
    ...allFlag('With --prune: look at all objects that were applied, whatever their labels.'),
    applyset: stringFlag({
      hidden: true,
      description: 'Object that tells what belongs together: members that are not applied are pruned.',
    }),
    ...deleteFlags({ wait: false }),
    ...dryRunFlag,
    ...fieldManagerFlag('kubectl-client-side-apply'),
    ...filenameFlags('that contains the configuration to apply.'),
    'force-conflicts': boolFlag({ description: 'With --server-side: take over fields that others manage.' }),
    'openapi-patch': boolFlag({ default: true, description: "Compute the difference by the server's schema; kept for old scripts." }),
    overwrite: boolFlag({ default: true, description: 'Change back what others have changed in the meantime.' }),
    ...printFlags(),
    ...recordFlag,
    prune: boolFlag({ description: 'Delete objects that were applied once and are in none of the files. Needs -l or --all.' }),
    'prune-allowlist': listFlag({ description: 'Kinds that --prune looks at, as group/version/kind.' }),
    ...selectorFlag,
    'server-side': boolFlag({ description: 'Let the server merge instead of kubectl.' }),
    ...subresourceFlag('With --server-side: the sub-resource to apply to.'),
    ...validateFlag,
  };

  protected override async execute(io: Io, input: InputOf<typeof Apply>): Promise<void> {
    const { flags, args } = input;
    // An alpha feature: without the variable the flag does not exist.
    if (input.changed('applyset') && io.env['KUBECTL_APPLYSET'] !== 'true') throw new FlagError('unknown flag: --applyset');
    refuseArguments(args);
    const dryRun = parseDryRun(flags['dry-run'], io);
    requireFiles(flags);
    validate(flags, dryRun);
    const options = applyOptions(io, flags, dryRun);
    await resultPrinter(io, flags);
    const session = await openSession(await this.connect(flags), io);
    const set = flags.applyset === '' ? undefined : await openApplySet(session, flags);
    const errors: unknown[] = [];
    const failed = (error: unknown): void => void errors.push(error);
    const selected = await select(
      session,
      { args: [], files: flags, labelSelector: flags.selector, validate: manifestCheck(options.fieldValidation) },
      failed,
    );
    let infos = selected.kind === 'infos' ? selected.infos : [];
    if (set) infos = infos.map((info) => ({ ...info, object: set.withLabel(info.object as KubeObject) }));
    if (infos.length === 0 && errors.length === 0) throw new UserError('no objects passed to apply');
    const fieldManager = flags['server-side'] && !input.changed('field-manager') ? 'kubectl' : flags['field-manager'];
    const cause = this.recorded(flags);
    const applied: ResourceInfo[] = [];
    await set?.beforeApply(infos, options);
    for (const info of infos) {
      try {
        const wanted = { ...info, object: withChangeCause(info.object as KubeObject, cause) };
        const { object, outcome } = await this.#apply(session, wanted, { ...options, fieldManager }, flags);
        applied.push({ ...info, object });
        if (!printsObjects(flags)) await printResult(io, flags, object, outcome, dryRun);
      } catch (error) {
        failed(error);
      }
    }
    throwAll(errors);
    if (printsObjects(flags)) await printTogether(io, flags, applied, dryRun);
    if (!flags.prune) return;
    const tell = async (object: KubeObject): Promise<void> => {
      if (!printsObjects(flags)) await printResult(io, flags, object, 'pruned', dryRun);
    };
    if (set) await set.prune(applied, options.deletion, options, tell);
    else await pruneAfter(session, flags, applied, options, tell);
  }

  async #apply(
    session: Session,
    info: ResourceInfo,
    options: ApplyOptions,
    flags: Flags,
  ): Promise<{ object: KubeObject; outcome: ApplyOutcome }> {
    if (!flags['server-side']) return applyObject(session, info, options);
    const object = await applyServerSide(session, info, { ...options, force: flags['force-conflicts'], subresource: flags.subresource });
    return { object, outcome: 'serverside-applied' };
  }
}

function validate(flags: Flags, dryRun: DryRun): void {
  const serverSide = flags['server-side'];
  if (flags['force-conflicts'] && !serverSide) throw new UserError('--force-conflicts only works with --server-side');
  if (dryRun === 'client' && serverSide) {
    throw new UserError("--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)");
  }
  if (serverSide && flags.force) throw new UserError('--force cannot be used with --server-side');
  if (dryRun === 'server' && flags.force) throw new UserError('--dry-run=server cannot be used with --force');
  if (flags.all && flags.selector !== '') throw new UserError('cannot set --all and --selector at the same time');
  if (flags.subresource !== '' && !serverSide) throw new UserError('--subresource can only be specified for --server-side');
  if (flags.prune && flags.force) throw new UserError('--force cannot be used with --prune');
  if (flags.prune && flags.applyset === '' && !flags.all && flags.selector === '') {
    throw new UserError(
      'all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector',
    );
  }
  if (flags.prune && flags.applyset === '' && serverSide)
    throw new UserError("--prune is in alpha and doesn't currently work on objects created by server-side apply");
}

function applyOptions(io: Io, flags: Flags, dryRun: DryRun): ApplyOptions {
  return {
    dryRun,
    fieldManager: flags['field-manager'],
    fieldValidation: parseValidation(flags.validate),
    force: flags.force,
    overwrite: flags.overwrite,
    deletion: {
      propagation: parseCascade(flags.cascade, io),
      gracePeriod: flags['grace-period'],
      ignoreNotFound: true,
      wait: flags.wait,
      timeout: flags.timeout,
      dryRun,
      nameOnly: false,
      quiet: false,
    },
  };
}

function printsObjects({ output, template }: Flags): boolean {
  return (output !== '' && output !== 'name') || template !== '';
}

/** Several objects are printed as one List. */
async function printTogether(io: Io, flags: Flags, applied: readonly ResourceInfo[], dryRun: DryRun): Promise<void> {
  const objects = applied.map(({ object }) => object as KubeObject);
  const whole = objects.length === 1 ? objects[0]! : { apiVersion: 'v1', kind: 'List', metadata: {}, items: objects };
  if (objects.length > 0) await printResult(io, flags, whole, '', dryRun);
}

async function pruneAfter(
  session: Session,
  flags: Flags,
  applied: readonly ResourceInfo[],
  { deletion }: ApplyOptions,
  tell: (object: KubeObject) => Promise<void>,
): Promise<void> {
  const { prune } = await import('../kubectl/apply/prune.ts');
  await prune(session, { allowlist: flags['prune-allowlist'], selector: flags.selector, applied, deletion }, tell);
}

async function openApplySet(session: Session, flags: Flags): Promise<ApplySet> {
  const { ApplySet, parseParent } = await import('../kubectl/apply/apply-set.ts');
  const set = new ApplySet(session, parseParent(session, flags.applyset));
  if (!flags.prune) throw new UserError('--applyset requires --prune');
  await set.validate();
  if (flags.all) throw new UserError('--all is incompatible with --applyset');
  if (flags.selector !== '') throw new UserError('--selector is incompatible with --applyset');
  if (flags['prune-allowlist'].length > 0) throw new UserError('--prune-allowlist is incompatible with --applyset');
  return set;
}
