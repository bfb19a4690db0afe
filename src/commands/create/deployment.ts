import { UserError } from '../../api/user-error.ts';
import { int32Flag, listFlag } from '../../kubectl/argv/flags.ts';
import { KubectlCommand, type InputOf } from '../../kubectl/command.ts';
import { containerName } from '../../kubectl/create/container.ts';
import { createFlags, createGenerated, nameAndCommand } from '../../kubectl/create/generator.ts';
import type { Io } from '../../kubectl/io.ts';

export default class CreateDeployment extends KubectlCommand {
  static override summary = 'Create a deployment with the specified name';
  static override description = 'Create a deployment of one or several images.';
  static override aliases = ['deploy'];
  static override examples = [
    "# A deployment 'web' that runs nginx\nkubectl create deployment web --image=nginx",
    '# With a command of its own\nkubectl create deployment job-runner --image=busybox -- date',
    '# Three replicas that listen on port 8080\nkubectl create deployment web --image=nginx --replicas=3 --port=8080',
    '# Several containers\nkubectl create deployment web --image=nginx --image=redis',
  ];
  static override usage = 'create deployment NAME --image=image -- [COMMAND] [args...] [options]';
  static override flags = {
    ...createFlags,
    image: listFlag({ required: true, description: 'Images to run. With several of them the pods have several containers.' }),
    port: int32Flag({ default: -1, description: 'The port that the first container tells as its own.' }),
    replicas: int32Flag({ short: 'r', default: 1, description: 'How many pods to run.' }),
  };

  protected override async execute(io: Io, input: InputOf<typeof CreateDeployment>): Promise<void> {
    const { flags } = input;
    const { name, command } = nameAndCommand(input);
    await createGenerated(
      io,
      flags,
      () => this.connect(flags),
      () => {
        if (flags.image.length > 1 && command.length > 0) throw new UserError('cannot specify multiple --image options and command');
        const labels = { app: name };
        const containers = flags.image.map((image, i) => ({
          name: containerName(image, io.env['KUBESIM_SEED']),
          image,
          ...(command.length > 0 ? { command } : {}),
          ...(flags.port >= 0 && i === 0 ? { ports: [{ containerPort: flags.port }] } : {}),
        }));
        return {
          failure: 'failed to create deployment: ',
          object: {
            apiVersion: 'apps/v1',
            kind: 'Deployment',
            metadata: { name, labels },
            spec: { replicas: flags.replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } },
          },
        };
      },
    );
  }
}
