import type { LimitRange, Namespace, ResourceQuota } from '../../api/types.ts';
import { defineDescriber, related } from './define.ts';
import type { Description } from './description.ts';
import { timeText } from './sections/containers.ts';
import { metadataLines } from './sections/head.ts';
import { limitLines } from './sections/limits.ts';
import { quotaLines, scopeLines } from './sections/quota.ts';

export const describeNamespace = defineDescriber<Namespace>(async (to, object, context) => {
  const { metadata, status } = object;
  const { name = '' } = metadata;
  to.line(0, 'Name:', name);
  metadataLines(to, object);
  to.line(0, 'Status:', status?.phase ?? '');
  conditionLines(to, object);
  const quotas = await related<ResourceQuota>(context, { group: '', version: 'v1', resource: 'resourcequotas', namespace: name });
  if (quotas) quotasSection(to, quotas);
  const ranges = await related<LimitRange>(context, { group: '', version: 'v1', resource: 'limitranges', namespace: name });
  if (ranges) rangesSection(to, ranges);
});

function conditionLines(to: Description, { status }: Namespace): void {
  const conditions = status?.conditions ?? [];
  if (conditions.length === 0) return;
  to.line(0, 'Conditions:');
  to.line(1, 'Type', 'Status', 'LastTransitionTime', 'Reason', 'Message');
  to.line(1, '----', '------', '------------------', '------', '-------');
  for (const { type, status: value, lastTransitionTime, reason = '', message = '' } of conditions) {
    to.line(1, type, value, timeText(lastTransitionTime), reason, message);
  }
}

function quotasSection(to: Description, quotas: readonly ResourceQuota[]): void {
  to.write('\n');
  if (quotas.length === 0) {
    to.line(0, 'No resource quota.');
    return;
  }
  to.line(0, 'Resource Quotas');
  for (const quota of [...quotas].sort((a, b) => ((a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1))) {
    to.line(1, 'Name:', quota.metadata.name ?? '');
    scopeLines(to, quota, '  ');
    to.line(1, 'Resource', 'Used', 'Hard');
    to.line(1, '--------', '---', '---');
    quotaLines(to, quota, '  ');
  }
}

function rangesSection(to: Description, ranges: readonly LimitRange[]): void {
  to.write('\n');
  if (ranges.length === 0) {
    to.line(0, 'No LimitRange resource.');
    return;
  }
  to.line(0, 'Resource Limits');
  to.write(' Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio\n');
  to.write(' ----\t--------\t---\t---\t---------------\t-------------\t-----------------------\n');
  for (const range of ranges) limitLines(to, range, ' ');
}
