import { goJson } from '../../api/go-text.ts';
import type { KubeObject } from '../../api/object.ts';
import { lastApplied, lastAppliedAnnotation } from '../../api/patch/last-applied.ts';
import { hasReason } from '../../api/status.ts';
import { UserError } from '../../api/user-error.ts';
import { boolFlag } from '../../kubectl/argv/flags.ts';
import { dryRunFlag, filenameFlags, printFlags } from '../../kubectl/argv/shared-flags.ts';
import { describeInfo } from '../../kubectl/apply/apply-object.ts';
import { KubectlCommand, type InputOf } from '../../kubectl/command.ts';
import { parseDryRun } from '../../kubectl/dry-run.ts';
import { throwAll, withSource } from '../../kubectl/errors.ts';
import type { Io } from '../../kubectl/io.ts';
import { printResult, resultPrinter } from '../../kubectl/printing.ts';
import { addressOf, fetchInfo, type ResourceInfo } from '../../kubectl/resources/builder.ts';
import { select } from '../../kubectl/selection.ts';
import { openSession, send, type Session } from '../../kubectl/session.ts';

const { filename } = filenameFlags('with what is to count as applied.');

export default class SetLastApplied extends KubectlCommand {
  static override namespaceFirst = true;
  static override summary = 'Set the last-applied-configuration annotation on a live object to match the contents of a file';
  static override description =
    "Make the annotation of objects say that a file was applied, as 'kubectl apply -f' would, without changing anything else.";
  static override examples = [
    '# The annotation as in a file\nkubectl apply set-last-applied -f deploy.yaml',
    '# Make the annotation where there is none\nkubectl apply set-last-applied -f deploy.yaml --create-annotation=true',
  ];
  static override usage = 'apply set-last-applied -f FILENAME [options]';
  static override flags = {
    'create-annotation': boolFlag({ description: 'Make the annotation where an object has none.' }),
    ...dryRunFlag,
    filename,
    ...printFlags(),
  };

  protected override async execute(io: Io, { flags }: InputOf<typeof SetLastApplied>): Promise<void> {
    const dryRun = parseDryRun(flags['dry-run'], io);
    await resultPrinter(io, flags);
    const session = await openSession(await this.connect(flags), io);
    const errors: unknown[] = [];
    const failed = (error: unknown): void => void errors.push(error);
    const files = { filename: flags.filename, kustomize: '', recursive: false };
    const selected = await select(session, { args: [], files }, failed);
    throwAll(errors);
    const changes: { info: ResourceInfo; annotations: Record<string, string> }[] = [];
    for (const info of selected.kind === 'infos' ? selected.infos : []) {
      const text = `${goJson(info.object)}\n`;
      const before = lastApplied(await live(session, info));
      if (before === undefined && !flags['create-annotation']) {
        throw new UserError(
          `no last-applied-configuration annotation found on resource: ${info.name}, to create the annotation, run the command with --create-annotation`,
        );
      }
      if (before === text) io.stdout.write(`set-last-applied ${info.name}: no changes required.\n`);
      else changes.push({ info, annotations: { [lastAppliedAnnotation]: text } });
    }
    for (const { info, annotations } of changes) {
      const object = info.object as KubeObject;
      const result = dryRun === 'client' ? object : await patch(session, info, annotations, dryRun === 'server');
      await printResult(io, flags, result, 'configured', dryRun);
    }
  }
}

async function live(session: Session, info: ResourceInfo): Promise<KubeObject> {
  try {
    return (await fetchInfo(session.client, info)).object as KubeObject;
  } catch (error) {
    if (hasReason(error, 'NotFound')) throw error;
    throw withSource(
      error,
      `error when retrieving current configuration of:\n${describeInfo(info)}\nfrom server for: "${info.source ?? ''}"`,
    );
  }
}

async function patch(session: Session, info: ResourceInfo, annotations: Record<string, string>, dryRun: boolean): Promise<KubeObject> {
  const response = await send(session, {
    ...addressOf(info.resource),
    verb: 'patch',
    ...(info.namespace === '' ? {} : { namespace: info.namespace }),
    name: info.name,
    patchType: 'merge',
    body: { metadata: { annotations } },
    dryRun,
  });
  return response.body;
}
