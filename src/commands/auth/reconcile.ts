import type { KubeObject } from '../../api/object.ts';
import { UserError } from '../../api/user-error.ts';
import { reconcile } from '../../kubectl/auth/reconcile.ts';
import { reconciliationText } from '../../kubectl/auth/reconciliation.ts';
import { boolFlag } from '../../kubectl/argv/flags.ts';
import { dryRunFlag, filenameFlags, printFlags } from '../../kubectl/argv/shared-flags.ts';
import { KubectlCommand, type InputOf } from '../../kubectl/command.ts';
import { parseDryRun } from '../../kubectl/dry-run.ts';
import { throwAll } from '../../kubectl/errors.ts';
import type { Io } from '../../kubectl/io.ts';
import { requireFiles } from '../../kubectl/manifest-arguments.ts';
import { printTypedResult, resultPrinter } from '../../kubectl/printing.ts';
import { select } from '../../kubectl/selection.ts';
import { openSession } from '../../kubectl/session.ts';

export default class Reconcile extends KubectlCommand {
  static override summary = 'Reconciles rules for RBAC role, role binding, cluster role, and cluster role binding objects';
  static override description =
    'Give roles the rules and bindings the subjects that a file says, as one who knows what they mean. What is missing is made, its namespace included.\n\n' +
    'Rules and subjects that the file does not name stay, unless --remove-extra-permissions or --remove-extra-subjects is given. For RBAC objects this is better than apply.';
  static override examples = ['# The roles and bindings of a file\nkubectl auth reconcile -f my-rbac-rules.yaml'];
  static override usage = 'auth reconcile -f FILENAME [options]';
  static override flags = {
    ...dryRunFlag,
    ...filenameFlags('that has the objects to reconcile.'),
    ...printFlags(),
    'remove-extra-permissions': boolFlag({ description: 'If true, take rules away that the file does not have.' }),
    'remove-extra-subjects': boolFlag({ description: 'If true, take subjects away that the file does not have.' }),
  };

  protected override async execute(io: Io, { flags, args }: InputOf<typeof Reconcile>): Promise<void> {
    if (args.length > 0) throw new UserError('no arguments are allowed');
    const dryRun = parseDryRun(flags['dry-run'], io);
    if (dryRun === 'server') throw new UserError('--dry-run=server for command reconcile is not supported yet');
    await resultPrinter(io, flags, 'given');
    requireFiles(flags);
    const session = await openSession(await this.connect(flags), io);
    const errors: unknown[] = [];
    const selected = await select(session, { args: [], files: flags }, (error) => void errors.push(error));
    const removed = { permissions: flags['remove-extra-permissions'], subjects: flags['remove-extra-subjects'] };
    for (const info of selected.kind === 'infos' ? selected.infos : []) {
      try {
        const result = await reconcile(session, info, {
          dryRun: dryRun !== 'none',
          removeExtraPermissions: removed.permissions,
          removeExtraSubjects: removed.subjects,
        });
        if (!result) continue;
        await printTypedResult(io, flags, named(result.object, info.object as KubeObject), 'reconciled', dryRun);
        io.stderr.write(reconciliationText(result, removed));
      } catch (error) {
        errors.push(error);
      }
    }
    throwAll(errors);
  }
}

/** Answers of a server may leave out what kind they are of. */
function named(object: KubeObject, { apiVersion, kind }: KubeObject): KubeObject {
  return { ...object, apiVersion: object.apiVersion ?? apiVersion!, kind: object.kind ?? kind! };
}
