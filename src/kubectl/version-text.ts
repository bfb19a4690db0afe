import type { VersionInfo } from './client-version.ts';

const FIELDS = [
  'major',
  'minor',
  'emulationMajor',
  'emulationMinor',
  'minCompatibilityMajor',
  'minCompatibilityMinor',
  'gitVersion',
  'gitCommit',
  'gitTreeState',
  'buildDate',
  'goVersion',
  'compiler',
  'platform',
] as const;

/** As Go prints the struct. */
export function goStruct(version: VersionInfo): string {
  const fields = FIELDS.map((field) => `${field[0]!.toUpperCase()}${field.slice(1)}:${JSON.stringify(version[field] ?? '')}`);
  return `version.Info{${fields.join(', ')}}`;
}
