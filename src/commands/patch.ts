import { goQuote } from '../api/go-text.ts';
import { deepEqual } from '../api/json.ts';
import { formatGroupVersion, type KubeObject } from '../api/object.ts';
import { hasReason } from '../api/status.ts';
import { UserError } from '../api/user-error.ts';
import { stringFlag } from '../kubectl/argv/flags.ts';
import {
  dryRunFlag,
  fieldManagerFlag,
  filenameFlags,
  localFlag,
  printFlags,
  recordFlag,
  subresourceFlag,
} from '../kubectl/argv/shared-flags.ts';
import { KubectlCommand, type InputOf } from '../kubectl/command.ts';
import { parseDryRun, type DryRun } from '../kubectl/dry-run.ts';
import { throwAll, withSource } from '../kubectl/errors.ts';
import type { Io } from '../kubectl/io.ts';
import { patchedLocally, type LocalPatchType } from '../kubectl/patch/local-patch.ts';
import { patchDocument } from '../kubectl/patch/patch-document.ts';
import { printResult, resultPrinter } from '../kubectl/printing.ts';
import { recordChange } from '../kubectl/record-change.ts';
import { MISSING_RESOURCE } from '../kubectl/resources/arguments.ts';
import { addressOf, fetchInfo, type ResourceInfo } from '../kubectl/resources/builder.ts';
import { filesOf, readText } from '../kubectl/resources/files.ts';
import { hasFiles, readFiles, select } from '../kubectl/selection.ts';
import { openSession, send, type Session } from '../kubectl/session.ts';

type Flags = InputOf<typeof Patch>['flags'];

const patchTypes: readonly LocalPatchType[] = ['json', 'merge', 'strategic'];

interface PatchRequest {
  patchType: LocalPatchType;
  patch: unknown;
  dryRun: DryRun;
  /** What --record writes down. */
  cause: string | undefined;
}

export default class Patch extends KubectlCommand {
  static override namespaceFirst = true;
  static override summary = 'Update fields of a resource';
  static override description =
    'Change fields of objects by a strategic merge patch, a JSON merge patch or a JSON patch, written in JSON or YAML.\n\n' +
    'A strategic merge patch knows the lists of the built-in kinds: containers, ports or volumes of the same name are changed, others added. ' +
    'A merge patch replaces lists whole. A JSON patch is a list of operations.';
  static override examples = [
    '# Close a node for new pods\nkubectl patch node k8s-node-1 -p \'{"spec":{"unschedulable":true}}\'',
    '# The same for what a file names\nkubectl patch -f node.json -p \'{"spec":{"unschedulable":true}}\'',
    '# Another image for one container; the name tells which\nkubectl patch pod valid-pod -p \'{"spec":{"containers":[{"name":"web","image":"nginx:1.28"}]}}\'',
    '# By position, with a JSON patch\nkubectl patch pod valid-pod --type=json -p=\'[{"op": "replace", "path": "/spec/containers/0/image", "value":"nginx:1.28"}]\'',
    '# The size of a deployment through its sub-resource\nkubectl patch deployment web --subresource=scale --type=merge -p \'{"spec":{"replicas":2}}\'',
  ];
  static override usage = 'patch (-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE] [options]';
  static override flags = {
    ...dryRunFlag,
    ...fieldManagerFlag('kubectl-patch'),
    ...filenameFlags('naming what to patch.'),
    ...localFlag,
    patch: stringFlag({ short: 'p', description: 'The patch, in JSON or YAML.' }),
    'patch-file': stringFlag({ description: 'A file with the patch.' }),
    ...printFlags(),
    ...recordFlag,
    ...subresourceFlag('Patch this sub-resource instead of the object itself.'),
    type: stringFlag({ default: 'strategic', description: 'What kind of patch it is: json, merge, or strategic.' }),
  };

  protected override async execute(io: Io, { flags, args }: InputOf<typeof Patch>): Promise<void> {
    const dryRun = parseDryRun(flags['dry-run'], io);
    const patchType = validate(flags, args, dryRun);
    await resultPrinter(io, flags);
    const text = flags['patch-file'] === '' ? flags.patch : await patchFile(io, flags['patch-file']);
    const request: PatchRequest = { patchType, patch: await patchDocument(text), dryRun, cause: this.recorded(flags) };
    const errors: unknown[] = [];
    const failed = (error: unknown): void => void errors.push(error);
    if (flags.local) {
      const documents = await readFiles({ io }, flags, failed);
      for (const { object } of documents) {
        try {
          await tell(io, flags, object as KubeObject, patchedLocally(object as KubeObject, patchType, request.patch));
        } catch (error) {
          failed(error);
        }
      }
      throwAll(errors);
      if (documents.length === 0) throw new UserError('no objects passed to patch');
      return;
    }
    const session = await openSession(await this.connect(flags), io);
    const selected = await select(session, { args, files: flags }, failed);
    const infos = selected.kind === 'infos' ? selected.infos : [];
    for (const info of infos) {
      try {
        await patchOne(session, flags, info, request);
      } catch (error) {
        failed(explained(error, info, patchType));
      }
    }
    throwAll(errors);
    if (infos.length === 0) throw new UserError('no objects passed to patch');
  }
}

const MEDIA_TYPES: Readonly<Record<LocalPatchType, string>> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
};

/** Of custom resources nobody knows how a strategic patch would merge. */
function explained(error: unknown, { resource }: ResourceInfo, type: LocalPatchType): unknown {
  if (!hasReason(error, 'UnsupportedMediaType')) return error;
  const kind = `${formatGroupVersion(resource.group, resource.version)}, Kind=${resource.kind}`;
  return new UserError(`${MEDIA_TYPES[type]} is not supported by ${kind}: ${error.message}`);
}

function validate(flags: Flags, args: readonly string[], dryRun: DryRun): LocalPatchType {
  if (flags.patch !== '' && flags['patch-file'] !== '') throw new UserError('cannot specify --patch and --patch-file together');
  if (flags.patch === '' && flags['patch-file'] === '') {
    throw new UserError('must specify --patch or --patch-file containing the contents of the patch');
  }
  if (flags.local && args.length > 0) throw new UserError('cannot specify --local and server resources');
  if (flags.local && !hasFiles(flags)) throw new UserError(MISSING_RESOURCE);
  if (flags.local && dryRun === 'server')
    throw new UserError('cannot specify --local and --dry-run=server - did you mean --dry-run=client?');
  const type = flags.type === '' ? 'strategic' : patchTypes.find((each) => each === flags.type.toLowerCase());
  if (!type) throw new UserError(`--type must be one of [${patchTypes.join(' ')}], not ${goQuote(flags.type)}`);
  return type;
}

/** What a file holds is compared with the answer as it is; what the arguments name is looked up first. */
async function patchOne(
  session: Session,
  flags: Flags,
  info: ResourceInfo,
  { patchType, patch, dryRun, cause }: PatchRequest,
): Promise<void> {
  const subresource = flags.subresource === '' ? {} : { subresource: flags.subresource };
  const { object } = info.object ? info : await fetchInfo(session.client, info, subresource);
  const before = object as KubeObject;
  if (dryRun === 'client') return tell(session.io, flags, before, patchedLocally(before, patchType, patch));
  const { body } = await send(session, {
    ...addressOf(info.resource),
    ...subresource,
    verb: 'patch',
    ...(info.namespace === '' ? {} : { namespace: info.namespace }),
    name: info.name,
    patchType,
    body: patch,
    dryRun: dryRun === 'server',
    fieldManager: flags['field-manager'],
  });
  await tell(session.io, flags, before, dryRun === 'none' && cause !== undefined ? await recordChange(session, info, cause) : body);
}

async function patchFile(io: Io, path: string): Promise<string> {
  try {
    return await readText(filesOf(io), path);
  } catch (error) {
    throw withSource(error, 'unable to read patch file');
  }
}

/** Unlike all other verbs, kubectl says nothing here of a dry run, and every object has a printer of its own: nothing stands between them. */
function tell(io: Io, flags: Flags, before: KubeObject, after: KubeObject): Promise<void> {
  return printResult(io, { ...flags }, after, deepEqual(before, after) ? 'patched (no change)' : 'patched', 'none');
}
