import { withLastApplied } from '../../api/patch/last-applied.ts';
import { UserError } from '../../api/user-error.ts';
import type { DryRun } from '../dry-run.ts';
import { throwAll } from '../errors.ts';
import { printResult, type PrintFlagValues } from '../printing.ts';
import { createObject } from '../resources/create-object.ts';
import { select, type FileFlags } from '../selection.ts';
import type { Session } from '../session.ts';
import { manifestCheck, type FieldValidation } from '../validation.ts';
import { editObjects } from './edit-session.ts';

/** The flags of `create` that matter with --edit. */
export type CreateEditFlags = FileFlags &
  PrintFlagValues & { 'save-config': boolean; 'windows-line-endings': boolean; 'field-manager': string; selector: string };

/** `create --edit`: each object is looked over in the editor before it is created; one that is left as it was is not. */
export async function editOnCreate(
  session: Session,
  flags: CreateEditFlags,
  dryRun: DryRun,
  fieldValidation: FieldValidation,
): Promise<void> {
  const errors: unknown[] = [];
  const failed = (error: unknown): void => void errors.push(error);
  const selected = await select(
    session,
    { args: [], files: flags, labelSelector: flags.selector, validate: manifestCheck(fieldValidation) },
    failed,
  );
  throwAll(errors);
  const infos = selected.kind === 'infos' ? selected.infos : [];
  if (infos.length === 0) throw new UserError('no objects passed to create');
  for (const info of infos) {
    await editObjects(session, [info], {
      mode: 'create',
      output: flags.output === 'json' ? 'json' : '',
      fieldValidation,
      windowsLineEndings: flags['windows-line-endings'],
      submit: async (_before, edited) => {
        const wanted = flags['save-config'] ? withLastApplied(edited) : edited;
        const object = await createObject(session, info, wanted, { dryRun, fieldManager: flags['field-manager'], fieldValidation });
        await printResult(session.io, flags, object, 'created', dryRun);
      },
    });
  }
}
