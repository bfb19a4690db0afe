import { createdAtColumn, nameColumn } from './columns.ts';
import { defineKind, type KindDefinition } from './define.ts';

/** A question in the form of an object: it is posted, answered (apiserver/reviews) and not kept. */
export function defineReview(group: string, kind: string, { namespaced = false } = {}): KindDefinition {
  const singular = kind.toLowerCase();
  return defineKind({
    group,
    version: 'v1',
    kind,
    plural: `${singular}s`,
    singular,
    namespaced,
    verbs: ['create'],
    definition: `io.k8s.api.${group.split('.')[0]}.v1.${kind}`,
    nameRule: () => [],
    columns: [nameColumn, createdAtColumn],
  });
}
