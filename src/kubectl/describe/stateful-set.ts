import type { LabelSelector } from '../../api/labels.ts';
import type { StatefulSet } from '../../api/types.ts';
import { defineDescriber } from './define.ts';
import type { Description } from './description.ts';
import { podTemplateSection } from './pod-template.ts';
import { selectorText } from './replica-sets.ts';
import { timeText } from './sections/containers.ts';
import { eventsSection } from './sections/events.ts';
import { metadataLines, nameLines } from './sections/head.ts';
import { labelsSection } from './sections/labels.ts';
import { podCountsLine } from './sections/pod-counts.ts';
import { storageClassOf } from './sections/volume-claim.ts';

export const describeStatefulSet = defineDescriber<StatefulSet>(async (to, set, context) => {
  const { metadata, spec, status } = set;
  const selector = selectorText(spec?.selector as LabelSelector);
  nameLines(to, set);
  to.line(0, 'CreationTimestamp:', timeText(metadata.creationTimestamp));
  to.line(0, 'Selector:', selector);
  metadataLines(to, set);
  to.line(0, 'Replicas:', `${spec?.replicas ?? 0} desired | ${status?.replicas ?? 0} total`);
  to.line(0, 'Update Strategy:', spec?.updateStrategy?.type ?? '');
  const rolling = spec?.updateStrategy?.rollingUpdate;
  if (rolling?.partition !== undefined) {
    to.line(1, 'Partition:', String(rolling.partition));
    if (rolling.maxUnavailable !== undefined) to.line(1, 'MaxUnavailable:', String(rolling.maxUnavailable));
  }
  await podCountsLine(to, set, selector, context);
  podTemplateSection(to, spec?.template);
  claimTemplates(to, spec?.volumeClaimTemplates);
  await eventsSection(to, set, context);
});

type ClaimTemplate = NonNullable<NonNullable<StatefulSet['spec']>['volumeClaimTemplates']>[number];

function claimTemplates(to: Description, templates: readonly ClaimTemplate[] = []): void {
  to.line(0, 'Volume Claims:', ...(templates.length === 0 ? ['<none>'] : []));
  for (const { metadata, spec } of templates) {
    to.line(1, 'Name:', metadata?.name ?? '');
    to.line(1, 'StorageClass:', storageClassOf({ metadata: (metadata ?? {}) as object, spec }));
    labelsSection(to, 'Labels', metadata?.labels, '  ');
    labelsSection(to, 'Annotations', metadata?.annotations, '  ');
    to.line(1, 'Capacity:', spec?.resources?.requests?.['storage'] ?? '<default>');
    to.line(1, 'Access Modes:', `[${(spec?.accessModes ?? []).join(' ')}]`);
  }
}
