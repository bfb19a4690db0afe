import type { PolicyRule, Role, RoleBinding } from '../../api/types.ts';
import { defineDescriber } from './define.ts';
import { shownRules, ruleResource } from './sections/policy-rules.ts';
import { metadataLines } from './sections/head.ts';

/** Roles and cluster roles: one line for each resource, name or URL. */
export const describeRole = defineDescriber<Role>((to, role) => {
  to.line(0, 'Name:', role.metadata.name ?? '');
  metadataLines(to, role);
  to.line(0, 'PolicyRule:');
  to.line(1, 'Resources', 'Non-Resource URLs', 'Resource Names', 'Verbs');
  to.line(1, '---------', '-----------------', '--------------', '-----');
  for (const rule of shownRules((role.rules ?? []) as PolicyRule[])) {
    to.line(1, ruleResource(rule), listText(rule.nonResourceURLs), listText(rule.resourceNames), listText(rule.verbs));
  }
});

function listText(items: readonly string[] = []): string {
  return `[${items.join(' ')}]`;
}

export const describeRoleBinding = defineDescriber<RoleBinding>((to, binding) => {
  to.line(0, 'Name:', binding.metadata.name ?? '');
  metadataLines(to, binding);
  to.line(0, 'Role:');
  to.line(1, 'Kind:', binding.roleRef.kind);
  to.line(1, 'Name:', binding.roleRef.name);
  to.line(0, 'Subjects:');
  to.line(1, 'Kind', 'Name', 'Namespace');
  to.line(1, '----', '----', '---------');
  for (const { kind, name, namespace = '' } of binding.subjects ?? []) to.line(1, kind, name, namespace);
});
