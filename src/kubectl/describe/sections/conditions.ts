import type { Description } from '../description.ts';

interface WorkloadCondition {
  type: string;
  status: string;
  reason?: string;
}

/** Conditions as workloads show them: type, status, reason. */
export function conditionsSection(to: Description, conditions: readonly WorkloadCondition[] = []): void {
  if (conditions.length === 0) return;
  to.line(0, 'Conditions:');
  to.line(1, 'Type', 'Status', 'Reason');
  to.line(1, '----', '------', '------');
  for (const { type, status, reason = '' } of conditions) to.line(1, `${type} `, status, reason);
}
