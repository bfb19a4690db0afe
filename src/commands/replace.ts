import type { KubeObject } from '../api/object.ts';
import { withLastApplied } from '../api/patch/last-applied.ts';
import { UserError } from '../api/user-error.ts';
import { stringFlag } from '../kubectl/argv/flags.ts';
import {
  deleteFlags,
  dryRunFlag,
  fieldManagerFlag,
  filenameFlags,
  printFlags,
  saveConfigFlag,
  subresourceFlag,
  validateFlag,
} from '../kubectl/argv/shared-flags.ts';
import { KubectlCommand, type InputOf } from '../kubectl/command.ts';
import { deleteInfos, waitUntilGone } from '../kubectl/delete/delete-infos.ts';
import { parseCascade, type DeleteOptions } from '../kubectl/delete/options.ts';
import { parseDryRun, type DryRun } from '../kubectl/dry-run.ts';
import { throwAll, withSource } from '../kubectl/errors.ts';
import type { Io } from '../kubectl/io.ts';
import { requireFiles } from '../kubectl/manifest-arguments.ts';
import { printResult, resultPrinter } from '../kubectl/printing.ts';
import { checkRaw, rawBody } from '../kubectl/raw.ts';
import { addressOf, type ResourceInfo } from '../kubectl/resources/builder.ts';
import { createObject } from '../kubectl/resources/create-object.ts';
import { select } from '../kubectl/selection.ts';
import { openSession, send, type Session } from '../kubectl/session.ts';
import { manifestCheck, parseValidation, type FieldValidation } from '../kubectl/validation.ts';

type Flags = InputOf<typeof Replace>['flags'];

const FIVE_MINUTES = 300_000;

export default class Replace extends KubectlCommand {
  static override summary = 'Replace a resource by file name or stdin';
  static override description =
    'Put the objects of files in the place of those that are there, whole: what the file does not name is gone.\n\n' +
    'With --force the object is deleted and made anew, which changes what otherwise cannot be changed.';
  static override examples = [
    '# The objects of a file\nkubectl replace -f ./pod.json',
    '# From standard input\ncat pod.json | kubectl replace -f -',
    '# Delete it and make it anew\nkubectl replace --force -f ./pod.json',
  ];
  static override usage = 'replace -f FILENAME [options]';
  static override flags = {
    ...deleteFlags({ wait: false }),
    ...dryRunFlag,
    ...fieldManagerFlag('kubectl-replace'),
    ...filenameFlags('to use to replace the resource.'),
    ...printFlags(),
    raw: stringFlag({ description: 'Path to PUT the file to, as it is.' }),
    ...saveConfigFlag,
    ...subresourceFlag('The sub-resource to replace instead of the object.'),
    ...validateFlag,
  };

  protected override async execute(io: Io, { flags }: InputOf<typeof Replace>): Promise<void> {
    const dryRun = parseDryRun(flags['dry-run'], io);
    await resultPrinter(io, flags);
    requireFiles(flags);
    const validation = parseValidation(flags.validate);
    if (flags['grace-period'] >= 0 && !flags.force) throw new UserError('--grace-period must have --force specified');
    if (flags.timeout !== 0 && !flags.force) throw new UserError('--timeout must have --force specified');
    if (flags.force && dryRun !== 'none') throw new UserError('--dry-run can not be used when --force is set');
    parseCascade(flags.cascade, io);
    if (flags.raw !== '') return this.#raw(io, flags);
    const session = await openSession(await this.connect(flags), io);
    const errors: unknown[] = [];
    const failed = (error: unknown): void => void errors.push(error);
    const selected = await select(session, { args: [], files: flags, validate: manifestCheck(validation) }, failed);
    const infos = selected.kind === 'infos' ? selected.infos : [];
    if (flags.force) {
      throwAll(errors);
      await clearTheWay(session, infos, flags, dryRun);
    }
    for (const info of infos) {
      try {
        const wanted = flags['save-config'] ? withLastApplied(info.object as KubeObject) : (info.object as KubeObject);
        const request = { flags, validation, dryRun };
        const object = flags.force
          ? await createObject(session, info, wanted, { dryRun, fieldManager: flags['field-manager'], fieldValidation: validation })
          : await replace(session, info, wanted, request);
        await printResult(io, flags, object, 'replaced', dryRun);
      } catch (error) {
        failed(flags.force ? error : withSource(error, `error when replacing "${info.source ?? ''}"`));
      }
    }
    throwAll(errors);
    // To delete nothing, as --force does first, is told and is a mistake; to replace nothing is not.
    if (!flags.force || infos.length > 0) return;
    io.stdout.write('No resources found\n');
    throw new UserError('no objects passed to replace');
  }

  async #raw(io: Io, flags: Flags): Promise<void> {
    checkRaw(flags);
    const { client } = await this.connect(flags);
    io.stdout.write(await client.raw('PUT', flags.raw, (await rawBody(io, flags)) ?? ''));
  }
}

interface Request {
  flags: Flags;
  validation: FieldValidation;
  dryRun: DryRun;
}

/** Deletes what is there and waits until it is gone. No grace at all would leave no time to wait for: it becomes a second. */
async function clearTheWay(session: Session, infos: readonly ResourceInfo[], flags: Flags, dryRun: DryRun): Promise<void> {
  const immediate = flags['grace-period'] === 0;
  const options: DeleteOptions = {
    propagation: parseCascade(flags.cascade, session.io),
    gracePeriod: immediate ? 1 : flags['grace-period'],
    ignoreNotFound: true,
    wait: flags.wait || immediate,
    timeout: flags.timeout,
    dryRun,
    nameOnly: flags.output === 'name',
    quiet: false,
  };
  await deleteInfos(session, infos, options);
  if (dryRun === 'none') await waitUntilGone(session, infos.map(withoutManifest), flags.timeout || FIVE_MINUTES);
}

/** The manifest's uid, if it has one, is not that of the object that goes. */
function withoutManifest({ resource, namespace, name }: ResourceInfo): ResourceInfo {
  return { resource, namespace, name };
}

/** The version of the object that went says nothing of the new one. */
async function replace(
  session: Session,
  info: ResourceInfo,
  body: KubeObject,
  { flags, validation, dryRun }: Request,
): Promise<KubeObject> {
  if (dryRun === 'client') return body;
  const target = {
    ...addressOf(info.resource),
    ...(info.namespace === '' ? {} : { namespace: info.namespace }),
    name: info.name,
    ...(flags.subresource === '' ? {} : { subresource: flags.subresource }),
  };
  const resourceVersion = body.metadata.resourceVersion ?? (await currentVersion(session, target));
  const response = await send(session, {
    ...target,
    verb: 'update',
    body: resourceVersion === undefined ? body : { ...body, metadata: { ...body.metadata, resourceVersion } },
    dryRun: dryRun === 'server',
    fieldManager: flags['field-manager'],
    fieldValidation: validation,
  });
  return response.body;
}

/** A manifest without a version replaces whatever is there; if that cannot be read, the server says what is wrong. */
async function currentVersion(
  session: Session,
  target: Omit<Parameters<Session['client']['request']>[0], 'verb'>,
): Promise<string | undefined> {
  try {
    return (await session.client.request({ ...target, verb: 'get' })).body.metadata.resourceVersion;
  } catch {
    return undefined;
  }
}
