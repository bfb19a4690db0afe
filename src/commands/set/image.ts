import { UserError } from '../../api/user-error.ts';
import { recordFlag } from '../../kubectl/argv/shared-flags.ts';
import { KubectlCommand, type InputOf } from '../../kubectl/command.ts';
import { throwAll } from '../../kubectl/errors.ts';
import type { Io } from '../../kubectl/io.ts';
import { withPodSpec } from '../../kubectl/kinds/pod-template.ts';
import { LOCAL_RESOURCE } from '../../kubectl/resources/arguments.ts';
import { changeTargets } from '../../kubectl/set/change.ts';
import { ALL_AND_SELECTOR, LOCAL_ON_SERVER, setCommand } from '../../kubectl/set/command.ts';
import { setFlags } from '../../kubectl/set/flags.ts';
import { parseImages, withImages } from '../../kubectl/set/image.ts';
import { setTargets } from '../../kubectl/set/targets.ts';

export default class SetImage extends KubectlCommand {
  static override namespaceFirst = true;
  static override summary = 'Update the image of a pod template';
  static override description =
    'Give containers of pods, or of what makes pods, other images. A container is named, * is all of them.\n\n' +
    'Works on pods, replication controllers, deployments, daemon sets, stateful sets, replica sets, jobs and cron jobs.';
  static override examples = [
    "# Another image for the container 'nginx' of a deployment, and one for its 'busybox'\nkubectl set image deployment/web nginx=nginx:1.28 busybox=busybox:1.37",
    "# The container 'nginx' of all deployments and replication controllers\nkubectl set image deployments,rc nginx=nginx:1.28 --all",
    "# All containers of the daemon set 'agent'\nkubectl set image daemonset agent *=nginx:1.28",
    '# Show what it would make of a file, without the server\nkubectl set image -f deploy.yaml nginx=nginx:1.28 --local -o yaml',
  ];
  static override usage =
    'set image (-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ... CONTAINER_NAME_N=CONTAINER_IMAGE_N [options]';
  static override flags = { ...setFlags, ...recordFlag };

  protected override async execute(io: Io, { flags, args }: InputOf<typeof SetImage>): Promise<void> {
    const command = await setCommand(io, flags, () => this.connect(flags), this.recorded(flags));
    const { resources, images } = parseImages(args);
    if (flags.local && resources.length > 0) throw new UserError(LOCAL_RESOURCE);
    const { targets, errors } = await setTargets(command, resources);
    throwAll(errors);
    const faults: string[] = [];
    if (flags.all && flags.selector !== '') faults.push(ALL_AND_SELECTOR);
    if (images.size === 0) faults.push('at least one image update is required');
    if (images.size > 1 && images.has('*')) {
      faults.push('all containers are already specified by *, but saw more than one container_name=container_image pairs');
    }
    if (flags.local && command.dryRun === 'server') faults.push(LOCAL_ON_SERVER);
    throwAll(faults.map((fault) => new UserError(fault)));
    const note = (error: unknown): void => void errors.push(error);
    await changeTargets(
      command,
      targets,
      {
        done: 'image updated',
        failure: 'failed to patch image update to pod template: ',
        change: ({ object }) =>
          withPodSpec(object, (spec) =>
            withImages(spec, images, (name) => note(new UserError(`error: unable to find container named ${JSON.stringify(name)}`))),
          ),
      },
      note,
    );
    throwAll(errors);
  }
}
