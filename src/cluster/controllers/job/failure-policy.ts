import type { Job, Pod } from '../../../api/types.ts';

export type FailureAction = 'Count' | 'Ignore' | 'FailJob' | 'FailIndex';

export interface FailureVerdict {
  action: FailureAction;
  /** Why, for FailJob. */
  message?: string;
}

/** What a failed pod means to its Job: the first rule that matches decides, without one it counts. */
export function judgeFailure(job: Job, pod: Pod): FailureVerdict {
  const rules = job.spec?.podFailurePolicy?.rules ?? [];
  for (const [index, { action, onExitCodes, onPodConditions }] of rules.entries()) {
    const { namespace, name } = pod.metadata;
    if (onExitCodes) {
      const exit = exits(pod).find(
        ({ container, code }) =>
          (onExitCodes.containerName == null || onExitCodes.containerName === container) &&
          code !== 0 &&
          onExitCodes.values.includes(code) === (onExitCodes.operator === 'In'),
      );
      if (!exit) continue;
      const message = `Container ${exit.container} for pod ${namespace}/${name} failed with exit code ${exit.code} matching ${action} rule at index ${index}`;
      return { action: action as FailureAction, message };
    }
    const matched = onPodConditions?.find(({ type, status = 'True' }) =>
      pod.status?.conditions?.some((condition) => condition.type === type && condition.status === status),
    );
    if (!matched) continue;
    return {
      action: action as FailureAction,
      message: `Pod ${namespace}/${name} has condition ${matched.type} matching ${action} rule at index ${index}`,
    };
  }
  return { action: 'Count' };
}

function exits({ status }: Pod): { container: string; code: number }[] {
  return [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])].flatMap(({ name, state }) =>
    state?.terminated ? [{ container: name, code: state.terminated.exitCode }] : [],
  );
}
