import { UserError } from '../../api/user-error.ts';
import { stringFlag } from '../../kubectl/argv/flags.ts';
import { recordFlag } from '../../kubectl/argv/shared-flags.ts';
import { KubectlCommand, type InputOf } from '../../kubectl/command.ts';
import { throwAll } from '../../kubectl/errors.ts';
import type { Io } from '../../kubectl/io.ts';
import { withPodSpec } from '../../kubectl/kinds/pod-template.ts';
import { LOCAL_RESOURCE } from '../../kubectl/resources/arguments.ts';
import { changeTargets } from '../../kubectl/set/change.ts';
import { refuseAllAndSelector, refuseLocalOnServer, setCommand } from '../../kubectl/set/command.ts';
import { withContainers } from '../../kubectl/set/containers.ts';
import { setFlags } from '../../kubectl/set/flags.ts';
import { parseResourceList, withResources } from '../../kubectl/set/resources.ts';
import { setTargets } from '../../kubectl/set/targets.ts';

export default class SetResources extends KubectlCommand {
  static override namespaceFirst = true;
  static override summary = 'Update resource requests/limits on objects with pod templates';
  static override description =
    'Set how much CPU and memory the containers of a pod template ask for and may use.\n\n' +
    'What a container asks for it gets once it is scheduled; it may use more, up to its limit. A limit without a request is the request too.';
  static override examples = [
    "# Limits for the container 'nginx' alone\nkubectl set resources deployment web -c=nginx --limits=cpu=200m,memory=512Mi",
    '# Limits and requests for all containers\nkubectl set resources deployment web --limits=cpu=200m,memory=512Mi --requests=cpu=100m,memory=256Mi',
    '# Ask for nothing\nkubectl set resources deployment web --limits=cpu=0,memory=0 --requests=cpu=0,memory=0',
    '# Show what it would make of a file, without the server\nkubectl set resources -f deploy.yaml --limits=cpu=200m,memory=512Mi --local -o yaml',
  ];
  static override usage = 'set resources (-f FILENAME | TYPE NAME)  ([--limits=LIMITS & --requests=REQUESTS] [options]';
  static override flags = {
    ...setFlags,
    ...recordFlag,
    containers: stringFlag({ short: 'c', default: '*', description: 'Names of the containers to change; * stands for any text.' }),
    limits: stringFlag({ description: "Limits, as 'cpu=100m,memory=256Mi'." }),
    requests: stringFlag({ description: "Requests, as 'cpu=100m,memory=256Mi'." }),
  };

  protected override async execute(io: Io, { flags, args }: InputOf<typeof SetResources>): Promise<void> {
    const command = await setCommand(io, flags, () => this.connect(flags), this.recorded(flags));
    if (flags.local && args.length > 0) throw new UserError(LOCAL_RESOURCE);
    const { targets, errors } = await setTargets(command, args);
    throwAll(errors);
    refuseAllAndSelector(command);
    if (flags.limits === '' && flags.requests === '') {
      throw new UserError('you must specify an update to requests or limits (in the form of --requests/--limits)');
    }
    refuseLocalOnServer(command);
    const changes = { limits: parseResourceList(flags.limits), requests: parseResourceList(flags.requests) };
    const note = (error: unknown): void => void errors.push(error);
    await changeTargets(
      command,
      targets,
      {
        done: 'resource requirements updated',
        failure: 'failed to patch resources update to pod template ',
        change: ({ object }) =>
          withPodSpec(object, (spec) => {
            const changed = withContainers(spec, flags.containers, (container) => withResources(container, changes));
            if (!changed) note(new UserError(`error: unable to find container named ${flags.containers}`));
            return changed ?? spec;
          }),
      },
      note,
    );
    throwAll(errors);
  }
}
