import { UserError } from '../../api/user-error.ts';
import { arrayFlag, listFlag, mapFlag } from '../../kubectl/argv/flags.ts';
import { KubectlCommand, type InputOf } from '../../kubectl/command.ts';
import { createFlags, createGenerated, nameAndCommand } from '../../kubectl/create/generator.ts';
import {
  checkNonResourceRules,
  checkResourceRules,
  parseRuleResources,
  policyRules,
  uniqueVerbs,
} from '../../kubectl/create/policy-rules.ts';
import type { Io } from '../../kubectl/io.ts';
import type { Session } from '../../kubectl/session.ts';

type Flags = InputOf<typeof CreateClusterRole>['flags'];

export default class CreateClusterRole extends KubectlCommand {
  static override summary = 'Create a cluster role';
  static override description =
    'Create a cluster role: what may be done with which objects, in all namespaces or wherever a binding grants it.';
  static override examples = [
    '# Look at pods\nkubectl create clusterrole pod-reader --verb=get,list,watch --resource=pods',
    '# Paths that are no objects\nkubectl create clusterrole "foo" --verb=get --non-resource-url=/logs/*',
    '# The rules of all cluster roles with a label\nkubectl create clusterrole monitoring --aggregation-rule="rbac.example.com/aggregate-to-monitoring=true"',
  ];
  static override usage =
    'create clusterrole NAME --verb=verb --resource=resource.group [--resource-name=resourcename] [--dry-run=server|client|none] [options]';
  static override flags = {
    ...createFlags,
    'aggregation-rule': mapFlag({ shownDefault: '', description: 'Labels of the cluster roles whose rules this one collects.' }),
    'non-resource-url': listFlag({ description: 'A path that is no object, which may be asked for.' }),
    resource: listFlag({ description: 'What the rule is for.' }),
    'resource-name': arrayFlag({ description: 'Only objects of this name; may be given several times.' }),
    verb: listFlag({ description: 'What may be done.' }),
  };

  protected override async execute(io: Io, input: InputOf<typeof CreateClusterRole>): Promise<void> {
    const { flags } = input;
    const { name } = nameAndCommand(input);
    await createGenerated(
      io,
      flags,
      () => this.connect(flags),
      async (session) => ({
        object: {
          apiVersion: 'rbac.authorization.k8s.io/v1',
          kind: 'ClusterRole',
          metadata: { name },
          ...(await contents(flags, session)),
        },
        failure: '',
      }),
    );
  }
}

async function contents(flags: Flags, opened: () => Promise<Session>): Promise<Record<string, unknown>> {
  const verbs = uniqueVerbs(flags.verb);
  const resources = parseRuleResources(flags.resource);
  const urls = [...new Set(flags['non-resource-url'])];
  const names = [...new Set(flags['resource-name'])];
  if (Object.keys(flags['aggregation-rule']).length > 0) {
    if (urls.length + verbs.length + resources.length + names.length > 0) {
      throw new UserError('aggregation rule must be specified without nonResourceURLs, verbs, resources or resourceNames');
    }
    return { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { ...flags['aggregation-rule'] } }] } };
  }
  if (verbs.length === 0) throw new UserError('at least one verb must be specified');
  if (resources.length === 0 && urls.length === 0) throw new UserError('one of resource or nonResourceURL must be specified');
  const session = await opened();
  if (resources.length > 0) await checkResourceRules(session, verbs, resources);
  if (urls.length > 0) checkNonResourceRules(verbs, urls);
  return { rules: policyRules(session, verbs, resources, names, urls) };
}
