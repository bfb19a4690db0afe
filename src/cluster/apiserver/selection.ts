import { matchesFields, parseFieldSelector } from '../../api/fields.ts';
import { matchesSelector, parseLabelSelector } from '../../api/labels.ts';
import type { KubeObject } from '../../api/object.ts';
import { badRequest } from '../../api/status.ts';
import type { KindDefinition } from '../kinds/define.ts';

/** The test for `labelSelector` and `fieldSelector` of a request; BadRequest for what does not parse or is not selectable. */
export function selection(
  kind: KindDefinition,
  request: { labelSelector?: string; fieldSelector?: string },
): (object: KubeObject) => boolean {
  const byLabels = request.labelSelector ? labelTest(request.labelSelector) : undefined;
  const byFields = request.fieldSelector ? fieldTest(kind, request.fieldSelector) : undefined;
  return (object) => (byLabels?.(object) ?? true) && (byFields?.(object) ?? true);
}

function labelTest(text: string): (object: KubeObject) => boolean {
  const selector = refuseUnparsable(() => parseLabelSelector(text));
  return (object) => matchesSelector(selector, object.metadata.labels ?? {});
}

function fieldTest(kind: KindDefinition, text: string): (object: KubeObject) => boolean {
  const selector = refuseUnparsable(() => parseFieldSelector(text));
  const readers = selectableFields(kind);
  for (const { field } of selector) if (!Object.hasOwn(readers, field)) throw badRequest(unknownField(kind, field));
  return (object) => {
    const values: Record<string, string> = {};
    for (const { field } of selector) values[field] = readers[field]?.(object) ?? '';
    return matchesFields(selector, values);
  };
}

function selectableFields(kind: KindDefinition): Readonly<Record<string, (object: KubeObject) => string>> {
  return {
    'metadata.name': (object) => object.metadata.name ?? '',
    // Kinds without fields of their own take it even where there are no namespaces: nothing is in one then.
    ...(kind.namespaced || !kind.fields ? { 'metadata.namespace': (object: KubeObject) => object.metadata.namespace ?? '' } : {}),
    ...kind.fields,
  };
}

/** Kinds with selectable fields of their own put it in their own words. */
function unknownField(kind: KindDefinition, field: string): string {
  if (kind.fields) return `field label not supported: ${field}`;
  return `"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`;
}

function refuseUnparsable<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw badRequest(error instanceof Error ? error.message : String(error));
  }
}
