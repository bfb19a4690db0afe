import { parse } from 'yaml';
import { fieldErrorText } from '../../src/api/field-error.ts';
import { deepClone } from '../../src/api/json.ts';
import type { KubeObject } from '../../src/api/object.ts';
import type { KindContext, KindDefinition } from '../../src/cluster/kinds/define.ts';
import { builtInKinds } from '../../src/cluster/kinds/index.ts';
import { seededRandom } from '../../src/cluster/sim/random.ts';

const now = Date.UTC(2026, 10, 21, 6);

const context: KindContext = {
  get api(): never {
    throw new Error('a kind looked up another object');
  },
  kinds: builtInKinds,
  random: seededRandom(1),
  now: () => now,
  timestamp: () => '2026-11-21T06:00:00Z',
  dryRun: false,
  warn: () => undefined,
};

/** A manifest as the registry hands it to validation: with defaults, prepared, and with the metadata that the server gives. */
export function created<T extends KubeObject>(kind: KindDefinition, manifest: string | object): T {
  const object = (typeof manifest === 'string' ? parse(manifest) : deepClone(manifest)) as KubeObject;
  object.metadata ??= {};
  object.metadata.namespace ??= 'default';
  kind.setDefaults?.(object);
  object.metadata.uid ??= '5b6be67b-495a-4527-b3f3-972919d071c8';
  if (kind.status) delete object['status'];
  kind.dropDisabled?.(object);
  kind.prepareForCreate?.(object, context);
  return object as T;
}

/** What the server says against a new object. */
export function refusals(kind: KindDefinition, manifest: string | object): string[] {
  const object = created(kind, manifest);
  return [...(kind.validate?.(object) ?? []), ...(kind.allocate?.(object, undefined, context) ?? [])].map(fieldErrorText);
}

/** What the server says against changing an object, in its order and without repetitions. */
export function updateRefusals(kind: KindDefinition, manifest: string | object, change: (object: KubeObject) => unknown): string[] {
  const previous = created(kind, manifest);
  const next = deepClone(previous);
  change(next);
  kind.setDefaults?.(next);
  kind.dropDisabled?.(next, previous);
  kind.prepareForUpdate?.(next, previous, context);
  const own = kind.validate?.(next) ?? [];
  const transition = kind.validateUpdate?.(next, previous) ?? [];
  const texts = (kind.transitionFirst ? [...transition, ...own] : [...own, ...transition]).map(fieldErrorText);
  return [...new Set(texts)];
}

/** The cells of an object's row, wide ones included. */
export function cells(kind: KindDefinition, object: KubeObject, at = now): unknown[] {
  return kind.columns.map((column) => column.cell(object, at));
}

/** Replaces the first occurrence of each pair, and complains when there is none: an edited manifest that is not edited tests nothing. */
export function edited(text: string, ...edits: readonly (readonly [string, string])[]): string {
  return edits.reduce((result, [from, to]) => {
    if (!result.includes(from)) throw new Error(`the manifest has no ${JSON.stringify(from)}`);
    return result.replace(from, () => to);
  }, text);
}
