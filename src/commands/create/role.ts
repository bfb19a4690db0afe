import { UserError } from '../../api/user-error.ts';
import { arrayFlag, listFlag } from '../../kubectl/argv/flags.ts';
import { KubectlCommand, type InputOf } from '../../kubectl/command.ts';
import { createFlags, createGenerated, nameAndCommand } from '../../kubectl/create/generator.ts';
import { checkResourceRules, parseRuleResources, policyRules, uniqueVerbs } from '../../kubectl/create/policy-rules.ts';
import type { Io } from '../../kubectl/io.ts';

export default class CreateRole extends KubectlCommand {
  static override summary = 'Create a role with single rule';
  static override description = 'Create a role: what may be done with which objects of a namespace.';
  static override examples = [
    '# Look at pods\nkubectl create role pod-reader --verb=get --verb=list --verb=watch --resource=pods',
    '# Only at some of them\nkubectl create role pod-reader --verb=get --resource=pods --resource-name=readablepod --resource-name=anotherpod',
    '# With a group, and a sub-resource\nkubectl create role foo --verb=get,list,watch --resource=rs.apps,pods/status',
  ];
  static override usage =
    'create role NAME --verb=verb --resource=resource.group/subresource [--resource-name=resourcename] [--dry-run=server|client|none] [options]';
  static override flags = {
    ...createFlags,
    resource: listFlag({ description: 'What the rule is for.' }),
    'resource-name': arrayFlag({ description: 'Only objects of this name; may be given several times.' }),
    verb: listFlag({ description: 'What may be done.' }),
  };

  protected override async execute(io: Io, input: InputOf<typeof CreateRole>): Promise<void> {
    const { flags } = input;
    const { name } = nameAndCommand(input);
    await createGenerated(
      io,
      flags,
      () => this.connect(flags),
      async (opened) => {
        const verbs = uniqueVerbs(flags.verb);
        const resources = parseRuleResources(flags.resource);
        if (verbs.length === 0) throw new UserError('at least one verb must be specified');
        if (resources.length === 0) throw new UserError('at least one resource must be specified');
        const session = await opened();
        await checkResourceRules(session, verbs, resources);
        const rules = policyRules(session, verbs, resources, [...new Set(flags['resource-name'])]);
        return { object: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name }, rules }, failure: '' };
      },
    );
  }
}
