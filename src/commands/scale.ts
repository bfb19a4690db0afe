import type { KubeObject } from '../api/object.ts';
import { UserError } from '../api/user-error.ts';
import { durationFlag, intFlag, stringFlag } from '../kubectl/argv/flags.ts';
import { allFlag, dryRunFlag, filenameFlags, printFlags, recordFlag, selectorFlag } from '../kubectl/argv/shared-flags.ts';
import { KubectlCommand, type InputOf } from '../kubectl/command.ts';
import { parseDryRun } from '../kubectl/dry-run.ts';
import { throwAll } from '../kubectl/errors.ts';
import type { Io } from '../kubectl/io.ts';
import { printResult } from '../kubectl/printing.ts';
import { recordChange } from '../kubectl/record-change.ts';
import { fetchSelected } from '../kubectl/resources/builder.ts';
import { scaleWorkload, waitForReplicas } from '../kubectl/scale/scale.ts';
import { select } from '../kubectl/selection.ts';
import { openSession } from '../kubectl/session.ts';

export default class Scale extends KubectlCommand {
  static override namespaceFirst = true;
  static override summary = 'Set a new size for a deployment, replica set, or replication controller';
  static override description =
    'Set how many replicas a deployment, replica set, replication controller or stateful set has.\n\n' +
    'With --current-replicas or --resource-version it is only scaled when it is as one thinks it is.';
  static override examples = [
    "# Three replicas for the replica set 'foo'\nkubectl scale --replicas=3 rs/foo",
    "# The same for what 'foo.yaml' names\nkubectl scale --replicas=3 -f foo.yaml",
    '# From two to three, otherwise not at all\nkubectl scale --current-replicas=2 --replicas=3 deployment/mysql',
    '# Several at once\nkubectl scale --replicas=5 rc/example1 rc/example2 rc/example3',
  ];
  static override usage =
    'scale [--resource-version=version] [--current-replicas=count] --replicas=COUNT (-f FILENAME | TYPE NAME) [options]';
  static override flags = {
    ...allFlag('Scale all objects of the given types in the namespace.'),
    ...dryRunFlag,
    ...filenameFlags('naming what to scale.'),
    ...printFlags(),
    ...recordFlag,
    ...selectorFlag,
    'current-replicas': intFlag({ default: -1, description: 'Only scale from this number of replicas. Negative: from any.' }),
    replicas: intFlag({ required: true, description: 'The new number of replicas. Required.' }),
    'resource-version': stringFlag({ description: 'Only scale when this is the resource version of the object.' }),
    timeout: durationFlag({ description: 'How long to wait for the replicas before giving up; 0 does not wait.' }),
  };

  protected override async execute(io: Io, { flags, args }: InputOf<typeof Scale>): Promise<void> {
    const dryRun = parseDryRun(flags['dry-run'], io);
    const { replicas } = flags;
    if (replicas < 0) throw new UserError('The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0');
    const session = await openSession(await this.connect(flags), io);
    const errors: unknown[] = [];
    const failed = (error: unknown): void => void errors.push(error);
    const options = { args, files: flags, emptyMeansAll: flags.all, labelSelector: flags.selector };
    const infos = await fetchSelected(session.client, await select(session, options, failed), failed);
    if (flags['resource-version'] !== '' && infos.length > 1) throw new UserError('cannot use --resource-version with multiple resources');
    const cause = this.recorded(flags);
    const request = { replicas, currentReplicas: flags['current-replicas'], resourceVersion: flags['resource-version'], dryRun };
    for (const info of infos) {
      try {
        if (dryRun !== 'client') await scaleWorkload(session, info, request);
        if (flags.timeout !== 0 && dryRun === 'none')
          await waitForReplicas(session, info, replicas, session.client.clock.now() + flags.timeout);
        if (dryRun === 'none' && cause !== undefined) await recordChange(session, info, cause);
        await printResult(io, flags, info.object as KubeObject, 'scaled', dryRun);
      } catch (error) {
        failed(error);
      }
    }
    if (infos.length === 0 && errors.length === 0) throw new UserError('no objects passed to scale');
    throwAll(errors);
  }
}
