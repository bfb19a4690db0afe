import { child, duplicate, invalid, invalidState, required, type FieldError } from '../../../api/field-error.ts';
import type { Job } from '../../../api/types.ts';
import { validateCounts } from '../replica-counts.ts';

type Status = NonNullable<Job['status']>;

/** What the status of a Job may not claim. Each rule looks only at statuses that have changed. */
export function validateJobStatus({ status = {} }: Job): FieldError[] {
  const is = (type: string): boolean =>
    status.conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false;
  const complete = is('Complete');
  const failed = is('Failed');
  const finished = complete || failed;
  const { startTime, completionTime, active = 0, terminating = 0, uncountedTerminatedPods: uncounted } = status;
  const errors = [
    ...validateCounts(status, { counts: ['active', 'succeeded', 'failed', 'ready', 'terminating'] }),
    ...validateUncounted(uncounted),
  ];
  const conditions = (text: string): void => void errors.push(invalidState('status.conditions', text));
  if (complete && failed) conditions('cannot set Complete=True and Failed=true conditions');
  if (complete && is('FailureTarget')) conditions('cannot set Complete=True and FailureTarget=true conditions');
  const at = 'status.completionTime';
  if (completionTime && !complete) {
    errors.push(invalid(at, completionTime, 'cannot set completionTime when there is no Complete=True condition'));
  }
  if (complete && !completionTime) errors.push(required(at, 'completionTime is required for Complete jobs'));
  if (startTime && completionTime && Date.parse(completionTime) < Date.parse(startTime)) {
    errors.push(invalid(at, completionTime, 'completionTime cannot be set before startTime'));
  }
  if (failed && !is('FailureTarget')) conditions('cannot set Failed=True condition without the FailureTarget=true condition');
  if (complete && !is('SuccessCriteriaMet')) {
    conditions('cannot set Complete=True condition without the SuccessCriteriaMet=true condition');
  }
  if (!finished) return errors;
  if (active > 0) errors.push(invalid('status.active', active, 'active>0 is invalid for finished job'));
  if (terminating > 0) errors.push(invalid('status.terminating', terminating, 'terminating>0 is invalid for finished job'));
  if (!startTime) errors.push(required('status.startTime', 'startTime is required for finished job'));
  if (uncounted?.failed?.length || uncounted?.succeeded?.length) {
    const shown = { Succeeded: uncounted.succeeded ?? null, Failed: uncounted.failed ?? null };
    errors.push(invalid('status.uncountedTerminatedPods', shown, 'uncountedTerminatedPods needs to be empty for finished job'));
  }
  return errors;
}

function validateUncounted(uncounted: Status['uncountedTerminatedPods']): FieldError[] {
  const seen = new Set<string>();
  return (['succeeded', 'failed'] as const).flatMap((list) =>
    (uncounted?.[list] ?? []).flatMap((uid, i) => {
      const at = child('status', 'uncountedTerminatedPods', list, i);
      if (uid === '') return [invalid(at, uid, 'must not be empty')];
      if (seen.has(uid)) return [duplicate(at, uid)];
      seen.add(uid);
      return [];
    }),
  );
}
