import type { ObjectMeta } from '../../api/object.ts';
import type { PodSpec } from '../../api/types.ts';
import { createDescription, type Description } from './description.ts';
import { containersSection } from './sections/containers.ts';
import { annotationsSection, labelsSection } from './sections/labels.ts';
import { spreadSection, tolerationsSection } from './sections/tolerations.ts';
import { volumesSection } from './sections/volumes.ts';

export interface PodTemplate {
  metadata?: ObjectMeta;
  spec?: PodSpec;
}

/** The pods that a workload makes, with all the settings that tell them apart. */
export function podTemplateSection(to: Description, template: PodTemplate | undefined): void {
  to.line(0, 'Pod Template:');
  if (!template) {
    to.write('  <unset>');
    return;
  }
  const { metadata, spec } = template;
  labelsSection(to, 'Labels', metadata?.labels, '  ');
  if (Object.keys(metadata?.annotations ?? {}).length > 0) annotationsSection(to, metadata?.annotations, '  ');
  if (spec?.serviceAccountName) to.line(1, 'Service Account:', spec.serviceAccountName);
  if (spec?.initContainers?.length) {
    containersSection(to, { title: 'Init Containers', containers: spec.initContainers, inTemplate: true });
  }
  containersSection(to, { title: 'Containers', containers: spec?.containers ?? [], inTemplate: true });
  volumesSection(to, spec?.volumes, '  ');
  spreadSection(to, spec?.topologySpreadConstraints, '  ');
  if (spec?.priorityClassName) to.line(1, 'Priority Class Name:', spec.priorityClassName);
  labelsSection(to, 'Node-Selectors', spec?.nodeSelector, '  ');
  tolerationsSection(to, spec?.tolerations, '  ');
}

/** The template as `rollout history` shows it: by itself, with tabs where describe aligns. */
export function templateText(template: PodTemplate): string {
  const to = createDescription();
  podTemplateSection(to, template);
  return to.raw();
}
