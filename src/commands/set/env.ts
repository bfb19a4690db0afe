import { UserError } from '../../api/user-error.ts';
import { arrayFlag, boolFlag, listFlag, stringFlag } from '../../kubectl/argv/flags.ts';
import { KubectlCommand, type InputOf } from '../../kubectl/command.ts';
import { throwAll } from '../../kubectl/errors.ts';
import type { Io } from '../../kubectl/io.ts';
import { withPodSpec } from '../../kubectl/kinds/pod-template.ts';
import { changeTargets } from '../../kubectl/set/change.ts';
import { refuseAllAndSelector, refuseLocalOnServer, setCommand } from '../../kubectl/set/command.ts';
import { withContainers } from '../../kubectl/set/containers.ts';
import { changedEnv, checkEnvOverwrites, splitEnvironment, withEnv, type EnvVar } from '../../kubectl/set/env.ts';
import { listEnv, tellNoContainers } from '../../kubectl/set/env-list.ts';
import { environmentChange } from '../../kubectl/set/env-sources.ts';
import { setFlags } from '../../kubectl/set/flags.ts';
import { setTargets } from '../../kubectl/set/targets.ts';

export default class SetEnv extends KubectlCommand {
  static override summary = 'Update environment variables on a pod template';
  static override description =
    'Set, take out (KEY-) or list the environment variables of containers. Values are given as KEY=VALUE, come from the lines of standard input (-), or refer to the keys of a config map or secret (--from).\n\n' +
    'Works on pods, replication controllers, deployments, daemon sets, stateful sets, replica sets, jobs and cron jobs.';
  static override examples = [
    "# Set a variable of the deployment 'web'\nkubectl set env deployment/web STORAGE_DIR=/local",
    '# List the variables of all pods\nkubectl set env pods --all --list',
    '# All keys of a secret, with a prefix\nkubectl set env deployment/web --from=secret/mysecret --prefix=MYSQL_',
    '# Some keys of a config map\nkubectl set env deployment/web --from=configmap/settings --keys=db-host,db-port',
    "# Take the variable ENV out of the container 'c1' of all deployments\nkubectl set env deployments --all --containers=c1 ENV-",
    '# Take over variables of this shell\nenv | grep RAILS_ | kubectl set env -e - deployment/web',
  ];
  static override usage = 'set env RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N [options]';
  static override flags = {
    ...setFlags,
    containers: stringFlag({ short: 'c', default: '*', description: 'Names of the containers to change; * stands for any text.' }),
    env: arrayFlag({ short: 'e', description: 'A variable to set, as KEY=VALUE.' }),
    from: stringFlag({ description: 'A config map or secret whose keys the variables refer to, as TYPE/NAME.' }),
    keys: listFlag({ description: 'Only these keys of what --from names.' }),
    list: boolFlag({ description: 'If true, print the variables and change nothing.' }),
    overwrite: boolFlag({ default: true, description: 'If true, variables that are there may get other values.' }),
    prefix: stringFlag({ description: 'Put this before the names of all variables.' }),
    resolve: boolFlag({ description: 'If true, look up what variables refer to, for --list.' }),
  };

  protected override async execute(io: Io, { flags, args }: InputOf<typeof SetEnv>): Promise<void> {
    const command = await setCommand(io, flags, () => this.connect(flags));
    const { resources, changes } = splitEnvironment(args);
    if (resources.length === 0 && flags.filename.length === 0 && flags.kustomize === '') {
      throw new UserError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
    }
    if (flags.list && flags.output !== '') throw new UserError('--list and --output may not be specified together');
    if (flags.keys.length > 0 && flags.from === '') {
      throw new UserError('when specifying --keys, a configmap or secret must be provided with --from');
    }
    refuseAllAndSelector(command);
    refuseLocalOnServer(command);
    const change = await environmentChange(command, [...flags.env, ...changes], flags);
    const { targets, errors } = await setTargets(command, resources);
    throwAll(errors);
    if (flags.list) return listEnv(command, targets, change, flags);
    await changeTargets(
      command,
      targets,
      {
        done: 'env updated',
        failure: 'failed to patch env update to pod template: ',
        change: ({ object }) =>
          withPodSpec(object, (spec) => {
            const changed = withContainers(spec, flags.containers, (container) => {
              const present = (container['env'] ?? []) as EnvVar[];
              if (!flags.overwrite) checkEnvOverwrites(present, change);
              return withEnv(container, changedEnv(present, change));
            });
            if (!changed) tellNoContainers(io, object, flags.containers);
            return changed ?? spec;
          }),
      },
      (error) => errors.push(error),
    );
    throwAll(errors);
  }
}
