import { goJson } from '../../../api/go-text.ts';
import { isObject, type Json, type JsonObject } from '../../../api/json.ts';
import type { KubeObject } from '../../../api/object.ts';
import { lastApplied, lastAppliedAnnotation } from '../../../api/patch/last-applied.ts';
import { difference, EMPTY_SET, type FieldSet } from '../../../api/field-set/field-set.ts';
import type { KindDefinition } from '../../kinds/define.ts';
import { byteLength } from '../../kinds/metadata.ts';
import { compare } from './comparison.ts';
import { pathsIn } from './typed-value.ts';
import { schemaFaults } from './validation.ts';
import { apiVersionOf, inVersion, kindShape } from './versions.ts';

/** All annotations of an object together; with a longer one the server leaves it out. */
const ANNOTATIONS_LIMIT = 256 * 1024;

/** What client-side apply has set and nobody has changed since; undefined when the annotation does not tell. */
export function ownedByLastApplied(live: KubeObject, kind: KindDefinition): FieldSet | undefined {
  const configuration = parsed(lastApplied(live));
  if (!configuration || configuration['apiVersion'] !== apiVersionOf(kind)) return undefined;
  const shape = kindShape(kind);
  if (schemaFaults(shape, configuration) !== '') return undefined;
  const { added, modified, removed } = compare(shape, configuration, inVersion(kind, live), EMPTY_SET);
  return [modified, added, removed].reduce(difference, pathsIn(shape, configuration));
}

function parsed(text: string | undefined): JsonObject | undefined {
  if (!text) return undefined;
  try {
    const value = JSON.parse(text) as Json;
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The object with the annotation of client-side apply made to say what was applied on the server. */
export function withSyncedAnnotation(object: JsonObject, configuration: JsonObject): JsonObject {
  const metadata = object['metadata'] as JsonObject;
  const annotations = { ...(metadata['annotations'] as Record<string, string>), [lastAppliedAnnotation]: annotationText(configuration) };
  const size = Object.entries(annotations).reduce((sum, [key, value]) => sum + byteLength(key) + byteLength(value), 0);
  if (size > ANNOTATIONS_LIMIT) delete (annotations as Record<string, string>)[lastAppliedAnnotation];
  return { ...object, metadata: { ...metadata, annotations } };
}

/** Unlike kubectl's own text this one has no empty annotations. */
function annotationText(configuration: JsonObject): string {
  const { annotations, ...metadata } = configuration['metadata'] as JsonObject;
  const { [lastAppliedAnnotation]: _, ...others } = isObject(annotations) ? annotations : {};
  const kept = Object.keys(others).length > 0 ? { annotations: others } : {};
  return `${goJson({ ...configuration, metadata: { ...metadata, ...kept } })}\n`;
}
