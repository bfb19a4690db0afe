import { controllerOf, type KubeObject } from '../../../api/object.ts';
import type { Description } from '../description.ts';
import { annotationsSection, labelsSection } from './labels.ts';

/** Name, namespace (of what has one), labels and annotations: how most descriptions begin. */
export function headSection(to: Description, { metadata }: Pick<KubeObject, 'metadata'>): void {
  nameLines(to, { metadata });
  metadataLines(to, { metadata });
}

export function nameLines(to: Description, { metadata }: Pick<KubeObject, 'metadata'>): void {
  to.line(0, 'Name:', metadata.name ?? '');
  if (metadata.namespace !== undefined) to.line(0, 'Namespace:', metadata.namespace);
}

export function metadataLines(to: Description, { metadata }: Pick<KubeObject, 'metadata'>): void {
  labelsSection(to, 'Labels', metadata.labels);
  annotationsSection(to, metadata.annotations);
}

export function controllerLine(to: Description, object: KubeObject): void {
  const owner = controllerOf(object);
  if (owner) to.line(0, 'Controlled By:', `${owner.kind}/${owner.name}`);
}
