import type { KubeObject } from '../../api/object.ts';
import { UserError } from '../../api/user-error.ts';
import { stringFlag } from '../../kubectl/argv/flags.ts';
import { KubectlCommand, type InputOf } from '../../kubectl/command.ts';
import { createFlags, createGenerated, nameAndCommand } from '../../kubectl/create/generator.ts';
import { jobFromCronJob } from '../../kubectl/create/job.ts';
import type { Io } from '../../kubectl/io.ts';
import { fetchSelected } from '../../kubectl/resources/builder.ts';
import { select } from '../../kubectl/selection.ts';
import type { Session } from '../../kubectl/session.ts';

export default class CreateJob extends KubectlCommand {
  static override summary = 'Create a job with the specified name';
  static override description = 'Create a job that runs an image, or one as a cron job would make it.';
  static override examples = [
    '# A job\nkubectl create job my-job --image=busybox',
    '# With a command\nkubectl create job my-job --image=busybox -- date',
    "# From cron job 'a-cronjob', at once\nkubectl create job test-job --from=cronjob/a-cronjob",
  ];
  static override usage = 'create job NAME --image=image [--from=cronjob/name] -- [COMMAND] [args...] [options]';
  static override flags = {
    ...createFlags,
    from: stringFlag({ description: 'The cron job to make a job of, as cronjob/NAME.' }),
    image: stringFlag({ description: 'The image to run.' }),
  };

  protected override async execute(io: Io, input: InputOf<typeof CreateJob>): Promise<void> {
    const { flags } = input;
    const { name, command } = nameAndCommand(input);
    await createGenerated(
      io,
      flags,
      () => this.connect(flags),
      async (session) => {
        if ((flags.image === '') === (flags.from === '')) throw new UserError('either --image or --from must be specified');
        if (command.length > 0 && flags.from !== '') throw new UserError('cannot specify --from and command');
        const failure = 'failed to create job: ';
        if (flags.from !== '') return { object: jobFromCronJob(name, await source(await session(), flags.from)), failure };
        const container = { name, image: flags.image, ...(command.length > 0 ? { command } : {}) };
        const object = {
          apiVersion: 'batch/v1',
          kind: 'Job',
          metadata: { name },
          spec: { template: { spec: { containers: [container], restartPolicy: 'Never' } } },
        };
        return { object, failure };
      },
    );
  }
}

async function source(session: Session, from: string): Promise<KubeObject> {
  const failed = (error: unknown): void => {
    throw error;
  };
  const found = await fetchSelected(session.client, await select(session, { args: [from] }, failed), failed);
  if (found.length !== 1) throw new UserError('from must be an existing cronjob');
  return found[0]!.object as KubeObject;
}
