import { stringFlag } from '../../kubectl/argv/flags.ts';
import { KubectlCommand, type InputOf } from '../../kubectl/command.ts';
import { createFlags, createGenerated, nameAndCommand } from '../../kubectl/create/generator.ts';
import type { Io } from '../../kubectl/io.ts';

export default class CreateCronJob extends KubectlCommand {
  static override summary = 'Create a cron job with the specified name';
  static override description = 'Create a cron job that runs an image by a schedule.';
  static override aliases = ['cj'];
  static override examples = [
    '# Every minute\nkubectl create cronjob my-job --image=busybox --schedule="*/1 * * * *"',
    '# With a command\nkubectl create cronjob my-job --image=busybox --schedule="*/1 * * * *" -- date',
  ];
  static override usage = "create cronjob NAME --image=image --schedule='0/5 * * * ?' -- [COMMAND] [args...] [flags] [options]";
  static override flags = {
    ...createFlags,
    image: stringFlag({ required: true, description: 'The image to run.' }),
    restart: stringFlag({ description: "The pods' restart policy: OnFailure (if not given) or Never." }),
    schedule: stringFlag({ required: true, description: 'When it runs, in the format of cron.' }),
  };

  protected override async execute(io: Io, input: InputOf<typeof CreateCronJob>): Promise<void> {
    const { flags } = input;
    const { name, command } = nameAndCommand(input);
    const container = { name, image: flags.image, ...(command.length > 0 ? { command } : {}) };
    const podSpec = { containers: [container], restartPolicy: flags.restart || 'OnFailure' };
    const object = {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name },
      spec: { schedule: flags.schedule, jobTemplate: { metadata: { name }, spec: { template: { spec: podSpec } } } },
    };
    await createGenerated(
      io,
      flags,
      () => this.connect(flags),
      () => ({ object, failure: 'failed to create cronjob: ' }),
    );
  }
}
