import { baselineChecks } from './baseline.ts';
import type { Check, Subject, Violation } from './check.ts';
import type { LevelVersion } from './policy.ts';
import { restrictedChecks } from './restricted.ts';

/** Everything that a pod has against a level, in the order of the standard; nothing when it is fine. */
export function violations({ level, version }: LevelVersion, subject: Subject): Violation[] {
  if (level === 'privileged') return [];
  const restricted = level === 'restricted' ? restrictedChecks.filter((check) => revisionAt(check, version)) : [];
  const overridden = new Set(restricted.flatMap(({ overrides = [] }) => overrides));
  const checks = [...baselineChecks.filter(({ id }) => !overridden.has(id)), ...restricted];
  return checks.flatMap((check) => revisionAt(check, version)?.check(subject) ?? []);
}

function revisionAt({ revisions }: Check, version: number): Check['revisions'][number] | undefined {
  return revisions.findLast(({ since }) => since <= version);
}

/** `privileged (container "c" must not …), hostPort (…)` */
export function detailText(found: readonly Violation[]): string {
  return found.map(({ reason, detail }) => `${reason} (${detail})`).join(', ');
}

export function reasonText(found: readonly Violation[]): string {
  return found.map(({ reason }) => reason).join(', ');
}
