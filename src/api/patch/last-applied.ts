import { goJson } from '../go-text.ts';
import type { KubeObject } from '../object.ts';

export const lastAppliedAnnotation = 'kubectl.kubernetes.io/last-applied-configuration';

/** What was applied last, as the annotation tells; undefined if the object has never been applied. */
export function lastApplied(object: KubeObject): string | undefined {
  return object.metadata.annotations?.[lastAppliedAnnotation];
}

/** The configuration as apply remembers it: compact JSON with sorted keys and a new line, without the annotation itself, annotations always there. */
export function lastAppliedText(object: KubeObject): string {
  const { [lastAppliedAnnotation]: _own, ...annotations } = object.metadata.annotations ?? {};
  return `${goJson({ ...object, metadata: { ...object.metadata, annotations } })}\n`;
}

/** A copy of the object that carries itself in the annotation. */
export function withLastApplied(object: KubeObject): KubeObject {
  const annotations = { ...object.metadata.annotations, [lastAppliedAnnotation]: lastAppliedText(object) };
  return { ...object, metadata: { ...object.metadata, annotations } };
}
