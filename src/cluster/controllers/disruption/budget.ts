import { scaledValue, type IntOrString } from '../../../api/int-or-string.ts';
import { inPlace, type Condition } from '../conditions.ts';

export interface Limits {
  minAvailable?: IntOrString;
  maxUnavailable?: IntOrString;
}

export interface Expectation {
  expectedPods: number;
  desiredHealthy: number;
}

/**
 * How many pods a budget counts on, and how many of them have to be healthy. `pods` are those it selects, `scale` is what their
 * controllers want together; it is asked for only where a share or a difference is to be taken.
 */
export function expectation({ minAvailable, maxUnavailable }: Limits, pods: number, scale: () => number): Expectation {
  if (maxUnavailable !== undefined) {
    const expectedPods = scale();
    return { expectedPods, desiredHealthy: Math.max(0, expectedPods - scaledValue(maxUnavailable, expectedPods, true)) };
  }
  if (typeof minAvailable === 'number') return { expectedPods: pods, desiredHealthy: minAvailable };
  if (minAvailable === undefined) return { expectedPods: pods, desiredHealthy: 0 };
  const expectedPods = scale();
  return { expectedPods, desiredHealthy: scaledValue(minAvailable, expectedPods, true) };
}

export function allowedDisruptions({ expectedPods, desiredHealthy }: Expectation, currentHealthy: number): number {
  return expectedPods <= 0 ? 0 : Math.max(0, currentHealthy - desiredHealthy);
}

/** The DisruptionAllowed condition; conditions of this form always carry a message. */
export function disruptionAllowed(
  conditions: readonly unknown[] | undefined,
  allowed: boolean,
  observedGeneration: number,
  now: string,
  failure?: string,
): Condition[] {
  return inPlace(conditions as readonly Condition[] | undefined, {
    type: 'DisruptionAllowed',
    status: allowed ? 'True' : 'False',
    observedGeneration,
    lastTransitionTime: now,
    reason: failure !== undefined ? 'SyncFailed' : allowed ? 'SufficientPods' : 'InsufficientPods',
    message: failure ?? '',
  });
}
