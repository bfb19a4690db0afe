import { UserError } from '../../api/user-error.ts';
import { arrayFlag } from '../../kubectl/argv/flags.ts';
import { KubectlCommand, type InputOf } from '../../kubectl/command.ts';
import { throwAll } from '../../kubectl/errors.ts';
import type { Io } from '../../kubectl/io.ts';
import { LOCAL_RESOURCE } from '../../kubectl/resources/arguments.ts';
import { changeTargets } from '../../kubectl/set/change.ts';
import { refuseAllAndSelector, refuseLocalOnServer, setCommand } from '../../kubectl/set/command.ts';
import { setFlags } from '../../kubectl/set/flags.ts';
import { checkSubjects, withSubjects } from '../../kubectl/set/subjects.ts';
import { setTargets } from '../../kubectl/set/targets.ts';

export default class SetSubject extends KubectlCommand {
  static override namespaceFirst = true;
  static override summary = 'Update the user, group, or service account in a role binding or cluster role binding';
  static override description =
    'Add users, groups and service accounts to those that a role binding or cluster role binding gives its role to.';
  static override examples = [
    "# Add a service account to the cluster role binding 'admin'\nkubectl set subject clusterrolebinding admin --serviceaccount=namespace:robot",
    '# Add two users and a group to a role binding\nkubectl set subject rolebinding admin --user=user1 --user=user2 --group=group1',
    '# Show what would be added, without the server\nkubectl create rolebinding admin --role=admin --user=admin -o yaml --dry-run=client | kubectl set subject --local -f - --user=foo -o yaml',
  ];
  static override usage =
    'set subject (-f FILENAME | TYPE NAME) [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none] [options]';
  static override flags = {
    ...setFlags,
    group: arrayFlag({ description: 'Groups to add.' }),
    serviceaccount: arrayFlag({ description: 'Service accounts to add, as NAMESPACE:NAME.' }),
    user: arrayFlag({ description: 'Users to add.' }),
  };

  protected override async execute(io: Io, { flags, args }: InputOf<typeof SetSubject>): Promise<void> {
    const command = await setCommand(io, flags, () => this.connect(flags));
    if (flags.local && args.length > 0) throw new UserError(LOCAL_RESOURCE);
    const { targets, errors } = await setTargets(command, args);
    throwAll(errors);
    refuseAllAndSelector(command);
    refuseLocalOnServer(command);
    checkSubjects(
      flags,
      targets.map(({ object }) => object),
    );
    await changeTargets(
      command,
      targets,
      {
        done: 'subjects updated',
        failure: 'failed to patch subjects update to rolebinding: ',
        change: ({ object, namespace }) => withSubjects(object, flags, namespace),
      },
      (error) => errors.push(error),
    );
    throwAll(errors);
  }
}
