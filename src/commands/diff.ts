import type { KubeObject } from '../api/object.ts';
import { UserError } from '../api/user-error.ts';
import { boolFlag, intFlag, listFlag } from '../kubectl/argv/flags.ts';
import { FlagError } from '../kubectl/argv/parse.ts';
import { fieldManagerFlag, filenameFlags, selectorFlag } from '../kubectl/argv/shared-flags.ts';
import { prunable, pruneKinds } from '../kubectl/apply/prune.ts';
import { KubectlCommand, type InputOf } from '../kubectl/command.ts';
import { DiffFolders } from '../kubectl/diff/diff-program.ts';
import { maskedSecrets } from '../kubectl/diff/masked-secret.ts';
import { liveAndMerged, type DiffOptions } from '../kubectl/diff/merged-object.ts';
import { UsageError } from '../kubectl/errors.ts';
import type { Io } from '../kubectl/io.ts';
import { refuseArguments, requireFiles } from '../kubectl/manifest-arguments.ts';
import type { ResourceInfo } from '../kubectl/resources/builder.ts';
import { select } from '../kubectl/selection.ts';
import { openSession, type Session } from '../kubectl/session.ts';
import { toYaml } from '../kubectl/yaml/write.ts';

type Flags = InputOf<typeof Diff>['flags'];

export default class Diff extends KubectlCommand {
  static override summary = 'Diff the live version against a would-be applied version';
  static override description =
    'Show what kubectl apply would change: the objects as they are against the objects as they would be, as YAML.\n\n' +
    "The comparison is made by the program 'diff -u -N', or by the one that KUBECTL_EXTERNAL_DIFF names, with its options.\n\n" +
    'Exit status: 0 without differences, 1 with differences, more when something went wrong.';
  static override examples = [
    '# The objects of a file\nkubectl diff -f pod.json',
    '# From standard input\ncat service.yaml | kubectl diff -f -',
  ];
  static override usage = 'diff -f FILENAME';
  static override flags = {
    concurrency: intFlag({ default: 1, description: 'How many objects are asked for at the same time.' }),
    ...fieldManagerFlag('kubectl-client-side-apply'),
    ...filenameFlags('with the configuration to compare.'),
    'force-conflicts': boolFlag({ description: 'With --server-side: take over fields that others manage.' }),
    prune: boolFlag({ description: 'Also show what --prune would delete. May be used with -l.' }),
    'prune-allowlist': listFlag({ description: 'Kinds that --prune looks at, as group/version/kind.' }),
    ...selectorFlag,
    'server-side': boolFlag({ description: 'Let the server merge instead of kubectl.' }),
    'show-managed-fields': boolFlag({ description: 'If true, managedFields are compared too.' }),
    'show-secrets': boolFlag({ description: 'If true, the values of Secrets are shown.' }),
  };

  /** Status 1 is for differences. */
  protected override failureStatus(status: number): number {
    return status + 1;
  }

  protected override failure(error: unknown): unknown {
    return error instanceof FlagError ? new UsageError(error.message) : error;
  }

  protected override async execute(io: Io, input: InputOf<typeof Diff>): Promise<number> {
    const { flags, args } = input;
    refuseArguments(args);
    requireFiles(flags);
    if (flags['force-conflicts'] && !flags['server-side']) throw new UserError('--force-conflicts only works with --server-side');
    const session = await openSession(await this.connect(flags), io);
    const kinds = flags.prune ? pruneKinds(session, flags['prune-allowlist']) : [];
    const selected = await select(session, { args: [], files: flags, labelSelector: flags.selector }, (error) => {
      throw error;
    });
    const infos = selected.kind === 'infos' ? selected.infos : [];
    const options: DiffOptions = {
      serverSide: flags['server-side'],
      forceConflicts: flags['force-conflicts'],
      fieldManager: flags['server-side'] && !input.changed('field-manager') ? 'kubectl' : flags['field-manager'],
    };
    const folders = await DiffFolders.make(io);
    try {
      const visited = await writeAll(session, folders, infos, flags, options);
      for await (const info of flags.prune ? prunable(session, kinds, { applied: visited, selector: flags.selector }) : [])
        await folders.write(fileName(info), { live: yaml(info.object, flags) });
      return (await folders.compare(io)) ? 1 : 0;
    } finally {
      await folders.remove();
    }
  }
}

/** Writes both forms of each object, several at a time; answers with the objects as they are. */
async function writeAll(
  session: Session,
  folders: DiffFolders,
  infos: readonly ResourceInfo[],
  flags: Flags,
  options: DiffOptions,
): Promise<ResourceInfo[]> {
  const visited: ResourceInfo[] = [];
  const waiting = [...infos];
  const worker = async (): Promise<void> => {
    for (let info = waiting.shift(); info; info = waiting.shift()) {
      const found = await liveAndMerged(session, info, options);
      const isSecret = info.resource.group === '' && info.resource.kind === 'Secret' && !flags['show-secrets'];
      const { live, merged } = isSecret ? maskedSecrets(found.live, found.merged) : found;
      await folders.write(fileName(info), { live: yaml(live, flags), merged: yaml(merged, flags) });
      if (!found.live) continue;
      visited.push({ ...info, object: found.live });
      if (found.live.metadata.deletionTimestamp)
        session.warn(`Detected changes to resource ${info.name} which is currently being deleted.`);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(flags.concurrency, infos.length)) }, worker));
  return visited;
}

/** `apps.v1.Deployment.default.web` */
function fileName({ resource, namespace, name }: ResourceInfo): string {
  const { group, version, kind } = resource;
  return `${group === '' ? '' : `${group}.`}${version}.${kind}.${namespace}.${name}`;
}

function yaml(object: KubeObject | undefined, flags: Flags): string {
  if (!object) return '';
  if (flags['show-managed-fields']) return toYaml(object);
  return toYaml({ ...object, metadata: { ...object.metadata, managedFields: undefined } });
}
