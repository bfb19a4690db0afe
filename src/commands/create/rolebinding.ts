import { UserError } from '../../api/user-error.ts';
import { stringFlag } from '../../kubectl/argv/flags.ts';
import { KubectlCommand, type InputOf } from '../../kubectl/command.ts';
import { createFlags, createGenerated, nameAndCommand } from '../../kubectl/create/generator.ts';
import { rbacGroup, subjectFlags, subjectsOf } from '../../kubectl/create/subjects.ts';
import type { Io } from '../../kubectl/io.ts';

export default class CreateRoleBinding extends KubectlCommand {
  static override summary = 'Create a role binding for a particular role or cluster role';
  static override description = 'Grant a role, or a cluster role, in one namespace.';
  static override examples = [
    '# Users and a group\nkubectl create rolebinding admin --clusterrole=admin --user=user1 --user=user2 --group=group1',
    '# A service account\nkubectl create rolebinding admin-binding --role=admin --serviceaccount=monitoring:sa-dev',
  ];
  static override usage =
    'create rolebinding NAME --clusterrole=NAME|--role=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none] [options]';
  static override flags = {
    ...createFlags,
    ...subjectFlags,
    clusterrole: stringFlag({ description: 'The cluster role to grant.' }),
    role: stringFlag({ description: 'The role to grant.' }),
  };

  protected override async execute(io: Io, input: InputOf<typeof CreateRoleBinding>): Promise<void> {
    const { flags } = input;
    const { name } = nameAndCommand(input);
    // Their --user is whom to bind, not who asks.
    await createGenerated(
      io,
      flags,
      () => this.connect({ ...flags, user: '' }),
      () => {
        if ((flags.clusterrole === '') === (flags.role === '')) throw new UserError('exactly one of clusterrole or role must be specified');
        const roleRef =
          flags.role === ''
            ? { apiGroup: rbacGroup, kind: 'ClusterRole', name: flags.clusterrole }
            : { apiGroup: rbacGroup, kind: 'Role', name: flags.role };
        return {
          object: { apiVersion: `${rbacGroup}/v1`, kind: 'RoleBinding', metadata: { name }, subjects: subjectsOf(flags), roleRef },
          failure: 'failed to create rolebinding: ',
        };
      },
    );
  }
}
