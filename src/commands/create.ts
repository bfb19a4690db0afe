import { withLastApplied } from '../api/patch/last-applied.ts';
import type { KubeObject } from '../api/object.ts';
import { UserError } from '../api/user-error.ts';
import { boolFlag, stringFlag } from '../kubectl/argv/flags.ts';
import {
  dryRunFlag,
  fieldManagerFlag,
  filenameFlags,
  printFlags,
  recordFlag,
  saveConfigFlag,
  selectorFlag,
  validateFlag,
  windowsLineEndingsFlag,
} from '../kubectl/argv/shared-flags.ts';
import { withChangeCause } from '../kubectl/change-cause.ts';
import { KubectlCommand, type InputOf } from '../kubectl/command.ts';
import { parseDryRun } from '../kubectl/dry-run.ts';
import { throwAll, withSource } from '../kubectl/errors.ts';
import type { Io } from '../kubectl/io.ts';
import { refuseArguments, requireFiles } from '../kubectl/manifest-arguments.ts';
import { printResult, resultPrinter } from '../kubectl/printing.ts';
import { checkRaw, rawBody } from '../kubectl/raw.ts';
import { createObject } from '../kubectl/resources/create-object.ts';
import { select } from '../kubectl/selection.ts';
import { openSession } from '../kubectl/session.ts';
import { manifestCheck, parseValidation } from '../kubectl/validation.ts';

export default class Create extends KubectlCommand {
  static override summary = 'Create a resource from a file or from stdin';
  static override description =
    'Create objects from files or from standard input, in JSON or YAML. The commands below make the manifest themselves.';
  static override examples = [
    '# The objects of a file\nkubectl create -f ./pod.json',
    '# From standard input\ncat pod.json | kubectl create -f -',
    '# Look it over in an editor first\nkubectl create -f registry.yaml --edit -o json',
  ];
  static override usage = 'create -f FILENAME [options]';
  static override flags = {
    ...dryRunFlag,
    edit: boolFlag({ description: 'Change the objects in an editor before they are created.' }),
    ...fieldManagerFlag('kubectl-create'),
    ...filenameFlags('to create the objects from.'),
    ...printFlags(),
    ...recordFlag,
    raw: stringFlag({ description: 'Path to POST the file to, as it is.' }),
    ...saveConfigFlag,
    ...selectorFlag,
    ...validateFlag,
    ...windowsLineEndingsFlag,
  };

  protected override async execute(io: Io, { flags, args }: InputOf<typeof Create>): Promise<number | void> {
    refuseArguments(args);
    const dryRun = parseDryRun(flags['dry-run'], io);
    requireFiles(flags);
    if (flags.raw !== '') return this.#raw(io, flags);
    await resultPrinter(io, flags);
    const validation = parseValidation(flags.validate);
    if (flags.edit) {
      const { editOnCreate } = await import('../kubectl/edit/edit-on-create.ts');
      return editOnCreate(await openSession(await this.connect(flags), io), flags, dryRun, validation);
    }
    const session = await openSession(await this.connect(flags), io);
    const errors: unknown[] = [];
    const failed = (error: unknown): void => void errors.push(error);
    const selected = await select(
      session,
      { args: [], files: flags, labelSelector: flags.selector, validate: manifestCheck(validation) },
      failed,
    );
    const infos = selected.kind === 'infos' ? selected.infos : [];
    const early = errors.splice(0);
    const cause = this.recorded(flags);
    for (const info of infos) {
      try {
        const manifest = info.object as KubeObject;
        const wanted = withChangeCause(flags['save-config'] ? withLastApplied(manifest) : manifest, cause);
        const options = { dryRun, fieldManager: flags['field-manager'], fieldValidation: validation };
        const object = await createObject(session, info, wanted, options);
        await printResult(io, flags, object, 'created', dryRun);
      } catch (error) {
        failed(withSource(error, `error when creating "${info.source ?? ''}"`));
      }
    }
    throwAll([...errors, ...early]);
    if (infos.length === 0) throw new UserError('no objects passed to create');
  }

  async #raw(io: Io, flags: InputOf<typeof Create>['flags']): Promise<void> {
    checkRaw(flags);
    const { client } = await this.connect(flags);
    io.stdout.write(await client.raw('POST', flags.raw, (await rawBody(io, flags)) ?? ''));
  }
}
