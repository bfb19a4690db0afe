import { goQuote } from '../../../api/go-text.ts';
import { applyConflict, type StatusError } from '../../../api/status.ts';
import { intersection, isEmpty, pathsOf, union, type FieldSet } from '../../../api/field-set/field-set.ts';
import { pathText } from '../../../api/field-set/path-element.ts';
import type { Managed, ManagedFieldsEntry } from './entries.ts';
import type { VersionedComparison } from './versions.ts';

/** What others manage and an applier would change, by the identity of the manager. */
export type Conflicts = Map<string, { entry: ManagedFieldsEntry; fields: FieldSet }>;

export class ConflictError extends Error {
  readonly conflicts: Conflicts;

  constructor(conflicts: Conflicts) {
    super('conflicts');
    this.conflicts = conflicts;
  }
}

export function conflictsOf(managed: Managed, comparison: VersionedComparison, applier: string): Conflicts {
  const conflicts: Conflicts = new Map();
  for (const [id, entry] of managed) {
    const changes = id === applier ? undefined : comparison.in(entry.apiVersion);
    if (!changes) continue;
    const fields = intersection(entry.fieldsV1, union(changes.modified, changes.added));
    if (!isEmpty(fields)) conflicts.set(id, { entry, fields });
  }
  return conflicts;
}

/** The refusal, told per manager, with a cause for each field. */
export function refuse(conflicts: Conflicts): StatusError {
  const managers = [...conflicts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { entry, fields }]) => ({ name: managerText(entry), paths: pathsOf(fields).map(pathText) }));
  const causes = managers.flatMap(({ name, paths }) =>
    paths.map((field) => ({ reason: 'FieldManagerConflict', message: `conflict with ${name}`, field })),
  );
  return applyConflict(causes, message(managers, causes.length));
}

function message(managers: readonly { name: string; paths: readonly string[] }[], count: number): string {
  if (count === 1) return `Apply failed with 1 conflict: conflict with ${managers[0]!.name}: ${managers[0]!.paths[0]!}`;
  const lines = managers.flatMap(({ name, paths }) => [`conflicts with ${name}:`, ...paths.map((path) => `- ${path}`)]);
  return `Apply failed with ${count} conflicts: ${lines.join('\n')}`;
}

function managerText({ manager, operation, apiVersion, subresource = '' }: ManagedFieldsEntry): string {
  const name = subresource === '' ? goQuote(manager) : `${goQuote(manager)} with subresource ${goQuote(subresource)}`;
  return operation === 'Update' ? `${name} using ${apiVersion}` : name;
}
