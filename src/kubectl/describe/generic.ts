import { goValue } from '../../api/go-text.ts';
import type { KubeObject } from '../../api/object.ts';
import { defineDescriber } from './define.ts';
import type { Description } from './description.ts';
import { eventsSection } from './sections/events.ts';
import { metadataLines } from './sections/head.ts';

/** Shown at the top already, or of no use to people. */
const shown = ['.metadata.managedFields', '.metadata.name', '.metadata.namespace', '.metadata.labels', '.metadata.annotations'];
const acronyms = ['API', 'URL', 'UID', 'GUID'];

/** For kinds that nothing more is known of: every field, under a title made of its name. */
export const describeGeneric = defineDescriber<KubeObject>(async (to, object, context) => {
  to.line(0, 'Name:', object.metadata.name ?? '');
  to.line(0, 'Namespace:', object.metadata.namespace ?? '');
  metadataLines(to, object);
  fieldLines(to, 0, object as Record<string, unknown>, '');
  await eventsSection(to, object, context);
});

function fieldLines(to: Description, level: number, fields: Readonly<Record<string, unknown>>, path: string): void {
  for (const field of Object.keys(fields).sort()) {
    const below = `${path}.${field}`;
    if (shown.includes(below)) continue;
    const value = fields[field];
    const title = `${titleOf(field)}:`;
    if (Array.isArray(value)) {
      to.line(level, title);
      for (const item of value) {
        if (isMap(item)) fieldLines(to, level + 1, item, below);
        else to.line(level + 1, goValue(item));
      }
    } else if (isMap(value)) {
      to.line(level, title);
      fieldLines(to, level + 1, value, below);
    } else to.line(level, title, goValue(value));
  }
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * `creationTimestamp` is `Creation Timestamp`, `apiVersion` is `API Version`; names with signs in them stay as they are. Words are cut as kubectl cuts
 * them: three capitals and more take the small letters after them along (`Some APIThing`, `Pod CIDRs`), of two the second one does (`Pod I Ps`).
 */
function titleOf(field: string): string {
  if (/[^\p{L}-]/u.test(field)) return field;
  const words = field.match(/\p{Lu}{3,}\p{Ll}*|\p{Lu}(?=\p{Lu}\p{Ll})|\p{Lu}\p{Ll}+|\p{Lu}+|\p{Ll}+|[^\p{Lu}\p{Ll}]+/gu) ?? [];
  return words
    .map((word) => (acronyms.includes(word.toUpperCase()) ? word.toUpperCase() : word.slice(0, 1).toUpperCase() + word.slice(1)))
    .join(' ');
}
