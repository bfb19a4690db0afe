import type { JsonObject } from '../api/json.ts';
import type { KubeObject } from '../api/object.ts';
import { goJson } from '../api/go-text.ts';
import { withLastApplied } from '../api/patch/last-applied.ts';
import { createMergePatch } from '../api/patch/merge-patch.ts';
import { createTwoWayMergePatch } from '../api/patch/strategic-diff.ts';
import { definitionForKind } from '../api/schema/index.ts';
import { UserError } from '../api/user-error.ts';
import { boolFlag } from '../kubectl/argv/flags.ts';
import {
  fieldManagerFlag,
  filenameFlags,
  printFlags,
  recordFlag,
  saveConfigFlag,
  subresourceFlag,
  validateFlag,
  windowsLineEndingsFlag,
} from '../kubectl/argv/shared-flags.ts';
import { withChangeCause } from '../kubectl/change-cause.ts';
import { KubectlCommand, type InputOf } from '../kubectl/command.ts';
import { checkEditOutput, editObjects } from '../kubectl/edit/edit-session.ts';
import { throwAll } from '../kubectl/errors.ts';
import type { Io } from '../kubectl/io.ts';
import { nameLines } from '../kubectl/printers/name.ts';
import { addressOf, fetchInfo, fetchList, type ResourceInfo } from '../kubectl/resources/builder.ts';
import { select } from '../kubectl/selection.ts';
import { openSession, send, type Session } from '../kubectl/session.ts';
import { parseValidation, type FieldValidation } from '../kubectl/validation.ts';

type Flags = InputOf<typeof Edit>['flags'];

export default class Edit extends KubectlCommand {
  static override namespaceFirst = true;
  static override summary = 'Edit a resource on the server';
  static override description =
    'Open objects in an editor (KUBE_EDITOR, EDITOR, or vi) and send what was changed.\n\n' +
    'What the server refuses is opened again, with its reasons as comments at the top. When that is given up, a copy of the changes is kept.';
  static override examples = [
    "# The service 'registry'\nkubectl edit svc/registry",
    '# With another editor\nKUBE_EDITOR=nano kubectl edit svc/registry',
    '# As JSON\nkubectl edit job.v1.batch/myjob -o json',
    '# Keep what was edited for a later kubectl apply\nkubectl edit deployment/mydeployment -o yaml --save-config',
  ];
  static override usage = 'edit (RESOURCE/NAME | -f FILENAME) [options]';
  static override flags = {
    ...fieldManagerFlag('kubectl-edit'),
    ...filenameFlags('to use to edit the resource.'),
    ...printFlags('json, yaml, kyaml'),
    ...recordFlag,
    'output-patch': boolFlag({ description: 'Print the patch that is sent.' }),
    ...saveConfigFlag,
    ...subresourceFlag('The sub-resource to edit instead of the object.'),
    ...validateFlag,
    ...windowsLineEndingsFlag,
  };

  protected override async execute(io: Io, { flags, args }: InputOf<typeof Edit>): Promise<void> {
    await checkEditOutput(flags.output);
    const fieldValidation = parseValidation(flags.validate);
    const session = await openSession(await this.connect(flags), io);
    const errors: unknown[] = [];
    const failed = (error: unknown): void => void errors.push(error);
    const selected = await select(session, { args, files: flags, emptyMeansAll: true }, failed);
    const infos = await current(session, selected, flags, failed);
    throwAll(errors);
    if (infos.length === 0) throw new UserError('edit cancelled, no objects found');
    const cause = this.recorded(flags);
    await editObjects(session, infos, {
      mode: 'edit',
      output: flags.output,
      fieldValidation,
      windowsLineEndings: flags['windows-line-endings'],
      submit: (before, edited) => submit(session, infos, before, withChangeCause(edited, cause), flags, fieldValidation),
    });
  }
}

async function current(
  session: Session,
  selected: Awaited<ReturnType<typeof select>>,
  flags: Flags,
  failed: (error: unknown) => void,
): Promise<ResourceInfo[]> {
  const extra = flags.subresource === '' ? {} : { subresource: flags.subresource };
  const infos: ResourceInfo[] = [];
  const jobs =
    selected.kind === 'lists'
      ? selected.lists.map((list) => () => fetchList(session.client, list))
      : selected.infos.map((info) => async () => [await fetchInfo(session.client, info, extra)]);
  for (const job of jobs) {
    try {
      infos.push(...(await job()));
    } catch (error) {
      failed(error);
    }
  }
  return infos;
}

/** Sends what is different as a patch; the answer, or that there was nothing to send, is told in a line. */
async function submit(
  session: Session,
  infos: readonly ResourceInfo[],
  before: KubeObject,
  edited: KubeObject,
  flags: Flags,
  fieldValidation: FieldValidation,
): Promise<void> {
  const { io } = session;
  const info = infos.find(({ object }) => object === before) as ResourceInfo;
  const restored = withManagedFields(edited, before);
  const wanted = flags['save-config'] ? withLastApplied(restored) : restored;
  const { patchType, body } = difference(info, before, wanted);
  if (Object.keys(body).length === 0) {
    io.stdout.write(nameLines(before, 'skipped'));
    return;
  }
  if (flags['output-patch']) io.stdout.write(`Patch: ${goJson(body)}\n`);
  const response = await send(session, {
    ...addressOf(info.resource),
    verb: 'patch',
    ...(info.namespace === '' ? {} : { namespace: info.namespace }),
    name: info.name,
    ...(flags.subresource === '' ? {} : { subresource: flags.subresource }),
    patchType,
    body,
    fieldManager: flags['field-manager'],
    fieldValidation,
  });
  io.stdout.write(nameLines(response.body, 'edited'));
}

/** The editor does not show managedFields; they are no change, and --save-config keeps them. */
function withManagedFields(edited: KubeObject, { metadata: { managedFields } }: KubeObject): KubeObject {
  return managedFields === undefined ? edited : { ...edited, metadata: { ...edited.metadata, managedFields } };
}

function difference(info: ResourceInfo, before: KubeObject, after: KubeObject): { patchType: 'strategic' | 'merge'; body: JsonObject } {
  const { group, version, kind } = info.resource;
  const schema = definitionForKind(group, version, kind);
  const [left, right] = [before as JsonObject, after as JsonObject];
  return schema
    ? { patchType: 'strategic', body: createTwoWayMergePatch(left, right, schema) }
    : { patchType: 'merge', body: createMergePatch(left, right) };
}
