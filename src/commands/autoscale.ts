import { UserError } from '../api/user-error.ts';
import { int32Flag, stringFlag } from '../kubectl/argv/flags.ts';
import { dryRunFlag, fieldManagerFlag, filenameFlags, printFlags, recordFlag, saveConfigFlag } from '../kubectl/argv/shared-flags.ts';
import { autoscalerFor, createAutoscaler, requireScale } from '../kubectl/autoscale/autoscaler.ts';
import { withChangeCause } from '../kubectl/change-cause.ts';
import { KubectlCommand, type InputOf } from '../kubectl/command.ts';
import { withSavedConfig } from '../kubectl/create/generator.ts';
import { parseDryRun } from '../kubectl/dry-run.ts';
import { throwAll } from '../kubectl/errors.ts';
import type { Io } from '../kubectl/io.ts';
import { printTypedResult } from '../kubectl/printing.ts';
import { fetchSelected, type ResourceInfo } from '../kubectl/resources/builder.ts';
import { select } from '../kubectl/selection.ts';
import { openSession, type Session } from '../kubectl/session.ts';

export default class Autoscale extends KubectlCommand {
  static override summary = 'Auto-scale a deployment, replica set, stateful set, or replication controller';
  static override description =
    'Create a horizontal pod autoscaler, which sets the number of replicas between two bounds by how busy the pods are.\n\n' +
    'Without --cpu and --memory it aims at 80% of the CPU requests.';
  static override examples = [
    "# Between 2 and 10 replicas of the deployment 'web', by the default policy\nkubectl autoscale deployment web --min=2 --max=10",
    "# At most 5 replicas of the replication controller 'db', at 80% of their CPU requests\nkubectl autoscale rc db --max=5 --cpu=80%",
    '# By memory and CPU, in amounts per pod\nkubectl autoscale deployment web --max=5 --memory=200Mi --cpu=500m',
  ];
  static override usage =
    'autoscale (-f FILENAME | TYPE NAME | TYPE/NAME) [--min=MINPODS] --max=MAXPODS [--cpu=CPU] [--memory=MEMORY] [options]';
  static override flags = {
    ...dryRunFlag,
    ...fieldManagerFlag('kubectl-autoscale'),
    ...filenameFlags('naming what to scale.'),
    ...printFlags(),
    ...recordFlag,
    ...saveConfigFlag,
    cpu: stringFlag({
      description:
        'How much CPU the pods are to use: a share of their requests ("70%") or an amount per pod ("500m"; a bare number is in milli-CPUs).',
    }),
    'cpu-percent': int32Flag({
      default: -1,
      deprecation: "Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU).",
      description: 'How much of their CPU requests the pods are to use, in percent.',
    }),
    max: int32Flag({ default: -1, required: true, description: 'The highest number of pods. Required.' }),
    memory: stringFlag({
      description:
        'How much memory the pods are to use: a share of their requests ("60%") or an amount per pod ("200Mi"; a bare number is in mebibytes).',
    }),
    min: int32Flag({ default: -1, description: 'The lowest number of pods; if it is not above 0 the server chooses it.' }),
    name: stringFlag({ description: 'The name of the autoscaler; if not given, that of what it scales.' }),
  };

  protected override async execute(io: Io, { flags, args }: InputOf<typeof Autoscale>): Promise<void> {
    const dryRun = parseDryRun(flags['dry-run'], io);
    if (flags.max < 1) throw new UserError(`--max=MAXPODS is required and must be at least 1, max: ${flags.max}`);
    if (flags.max < flags.min) {
      throw new UserError(`--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${flags.max}, min: ${flags.min}`);
    }
    if (flags['cpu-percent'] > 0 && flags.cpu !== '') throw new UserError('--cpu-percent and --cpu are mutually exclusive');
    const connection = await this.connect(flags);
    const session = await openSession(connection, io);
    const cause = this.recorded(flags);
    const errors: unknown[] = [];
    const infos = await this.#workloads(session, args, flags, (error) => errors.push(error));
    for (const info of infos) {
      try {
        requireScale(session, info);
        const made = autoscalerFor(info, flags, connection.namespaceEnforced ? session.namespace : undefined);
        const autoscaler = withChangeCause(made, cause);
        if (dryRun === 'client') {
          await printTypedResult(io, flags, autoscaler, 'created', dryRun);
          continue;
        }
        const body = flags['save-config'] ? withSavedConfig(autoscaler) : autoscaler;
        const created = await createAutoscaler(session, body, flags, { dryRun: dryRun === 'server', fieldManager: flags['field-manager'] });
        await printTypedResult(io, flags, created, 'autoscaled', dryRun);
      } catch (error) {
        errors.push(error);
      }
    }
    throwAll(errors);
    if (infos.length === 0) throw new UserError('no objects passed to autoscale');
  }

  /** What is named on the command line must be there; what is in a file is taken as it is. */
  async #workloads(
    session: Session,
    args: readonly string[],
    flags: InputOf<typeof Autoscale>['flags'],
    failed: (error: unknown) => void,
  ): Promise<ResourceInfo[]> {
    const selected = await select(session, { args, files: flags }, failed);
    if (selected.kind === 'infos' && selected.fromFiles) return [...selected.infos];
    return fetchSelected(session.client, selected, failed);
  }
}
