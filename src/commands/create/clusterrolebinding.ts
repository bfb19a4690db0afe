import { stringFlag } from '../../kubectl/argv/flags.ts';
import { KubectlCommand, type InputOf } from '../../kubectl/command.ts';
import { createFlags, createGenerated, nameAndCommand } from '../../kubectl/create/generator.ts';
import { rbacGroup, subjectFlags, subjectsOf } from '../../kubectl/create/subjects.ts';
import type { Io } from '../../kubectl/io.ts';

export default class CreateClusterRoleBinding extends KubectlCommand {
  static override summary = 'Create a cluster role binding for a particular cluster role';
  static override description = 'Grant a cluster role in all namespaces.';
  static override examples = [
    '# Users and a group\nkubectl create clusterrolebinding cluster-admin --clusterrole=cluster-admin --user=user1 --user=user2 --group=group1',
  ];
  static override usage =
    'create clusterrolebinding NAME --clusterrole=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none] [options]';
  static override flags = {
    ...createFlags,
    ...subjectFlags,
    clusterrole: stringFlag({ required: true, description: 'The cluster role to grant.' }),
  };

  protected override async execute(io: Io, input: InputOf<typeof CreateClusterRoleBinding>): Promise<void> {
    const { flags } = input;
    const { name } = nameAndCommand(input);
    // Their --user is whom to bind, not who asks.
    await createGenerated(
      io,
      flags,
      () => this.connect({ ...flags, user: '' }),
      () => ({
        object: {
          apiVersion: `${rbacGroup}/v1`,
          kind: 'ClusterRoleBinding',
          metadata: { name },
          subjects: subjectsOf(flags),
          roleRef: { apiGroup: rbacGroup, kind: 'ClusterRole', name: flags.clusterrole },
        },
        failure: 'failed to create clusterrolebinding: ',
      }),
    );
  }
}
