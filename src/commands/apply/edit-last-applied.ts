import type { KubeObject } from '../../api/object.ts';
import { goJson } from '../../api/go-text.ts';
import { lastApplied, lastAppliedAnnotation } from '../../api/patch/last-applied.ts';
import { UserError } from '../../api/user-error.ts';
import { fieldManagerFlag, filenameFlags, printFlags, validateFlag, windowsLineEndingsFlag } from '../../kubectl/argv/shared-flags.ts';
import { KubectlCommand, type InputOf } from '../../kubectl/command.ts';
import { checkEditOutput, editObjects } from '../../kubectl/edit/edit-session.ts';
import { throwAll } from '../../kubectl/errors.ts';
import type { Io } from '../../kubectl/io.ts';
import { nameLines } from '../../kubectl/printers/name.ts';
import { addressOf, fetchSelected, type ResourceInfo } from '../../kubectl/resources/builder.ts';
import { select } from '../../kubectl/selection.ts';
import { openSession, send, type Session } from '../../kubectl/session.ts';
import { parseValidation } from '../../kubectl/validation.ts';

export default class EditLastApplied extends KubectlCommand {
  static override namespaceFirst = true;
  static override summary = 'Edit latest last-applied-configuration annotations of a resource/object';
  static override description =
    'Open in an editor what was applied last to objects, and keep what was changed. The objects themselves stay as they are.';
  static override examples = [
    '# By type and name\nkubectl apply edit-last-applied deployment/nginx',
    '# By file, as JSON\nkubectl apply edit-last-applied -f deploy.yaml -o json',
  ];
  static override usage = 'apply edit-last-applied (RESOURCE/NAME | -f FILENAME) [options]';
  static override flags = {
    ...fieldManagerFlag('kubectl-client-side-apply'),
    ...filenameFlags('to use to edit the resource.'),
    ...printFlags('json, yaml, kyaml'),
    ...validateFlag,
    ...windowsLineEndingsFlag,
  };

  protected override async execute(io: Io, { flags, args }: InputOf<typeof EditLastApplied>): Promise<void> {
    const fieldValidation = parseValidation(flags.validate);
    const session = await openSession(await this.connect(flags), io);
    const errors: unknown[] = [];
    const failed = (error: unknown): void => void errors.push(error);
    const live = await fetchSelected(session.client, await select(session, { args, files: flags, emptyMeansAll: true }, failed), failed);
    throwAll(errors);
    await checkEditOutput(flags.output);
    const applied = live.flatMap(configurationOf);
    if (applied.length === 0) {
      throw new UserError(
        'no last-applied-configuration annotation found on resources, to create the annotation, use command `kubectl apply set-last-applied --create-annotation`',
      );
    }
    await editObjects(session, applied, {
      mode: 'apply',
      output: flags.output,
      fieldValidation,
      windowsLineEndings: flags['windows-line-endings'],
      submit: async (before, edited) => {
        const info = applied.find(({ object }) => object === before) as ResourceInfo;
        io.stdout.write(nameLines(await annotate(session, info, edited, flags['field-manager']), 'edited'));
      },
    });
  }
}

/** The object as its annotation tells it. */
function configurationOf(info: ResourceInfo): ResourceInfo[] {
  const text = lastApplied(info.object as KubeObject);
  return text === undefined ? [] : [{ ...info, object: JSON.parse(text) as KubeObject }];
}

async function annotate(session: Session, info: ResourceInfo, edited: KubeObject, fieldManager: string): Promise<KubeObject> {
  const response = await send(session, {
    ...addressOf(info.resource),
    verb: 'patch',
    ...(info.namespace === '' ? {} : { namespace: info.namespace }),
    name: info.name,
    patchType: 'merge',
    body: { metadata: { annotations: { [lastAppliedAnnotation]: `${goJson(edited)}\n` } } },
    fieldManager,
  });
  return response.body;
}
