import type { CustomResourceDefinition } from '../../../api/types.ts';
import { isKnownFormat } from '../../custom/formats.ts';
import { additionalSchema, type Schema } from '../../custom/schema.ts';

/** Formats that mean nothing to the server, and conversions that this one does not carry out. */
export function definitionWarnings({ spec }: CustomResourceDefinition, previous?: CustomResourceDefinition): string[] {
  const known = new Set(previous ? formatsOf(previous) : []);
  const formats = [...new Set(formatsOf({ spec }))].filter((format) => !known.has(format) && !isKnownFormat(format)).sort();
  const texts = formats.map((format) => `unrecognized format ${JSON.stringify(format)}`);
  if (spec.conversion?.strategy === 'Webhook' && previous?.spec.conversion?.strategy !== 'Webhook')
    texts.push('kubesim does not call conversion webhooks: versions are converted as with strategy None');
  return texts;
}

function formatsOf({ spec }: Pick<CustomResourceDefinition, 'spec'>): string[] {
  return (spec.versions ?? []).flatMap(({ schema }) => [...formats(schema?.openAPIV3Schema as Schema | undefined)]);
}

function* formats(schema: Schema | undefined): Iterable<string> {
  if (!schema) return;
  if (schema.format) yield schema.format;
  for (const part of Object.values(schema.properties ?? {})) yield* formats(part);
  yield* formats(schema.items);
  yield* formats(additionalSchema(schema));
}
