import type { ResourceQuota } from '../../../api/types.ts';
import type { Description } from '../description.ts';

const meanings: Readonly<Record<string, string>> = {
  Terminating:
    'Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being actively terminated by the system.',
  NotTerminating:
    'Matches all pods that do not have an active deadline. These pods usually include long running pods whose container command is not expected to terminate.',
  BestEffort: 'Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.',
  NotBestEffort:
    'Matches all pods that have at least one resource requirement set. These pods have a burstable or guaranteed quality of service.',
};

export function scopeLines(to: Description, { spec }: ResourceQuota, indent: string): void {
  const scopes = [...(spec?.scopes ?? [])].sort();
  if (scopes.length === 0) return;
  to.write(`${indent}Scopes:\t${scopes.join(', ')}\n`);
  for (const scope of scopes) if (meanings[scope] !== undefined) to.write(`${indent === '' ? ' ' : indent}* ${meanings[scope]}\n`);
}

export function quotaLines(to: Description, { status }: ResourceQuota, indent: string): void {
  for (const resource of Object.keys(status?.hard ?? {}).sort()) {
    to.write(`${indent}${resource}\t${status?.used?.[resource] ?? '0'}\t${status!.hard![resource]}\n`);
  }
}
