import { compareText } from '../../api/text-order.ts';

const VERSION = /^v([1-9]\d*)(?:(alpha|beta)([1-9]\d*))?$/;
const STABILITY = ['alpha', 'beta', undefined];

/** Kubernetes' order of API versions, for sorting: v10, v2, v1, v11beta2, v10beta3, v3beta1, v12alpha1, then all others by name. */
export function compareVersions(a: string, b: string): number {
  const left = VERSION.exec(a);
  const right = VERSION.exec(b);
  if (!left || !right) return left ? -1 : right ? 1 : compareText(a, b);
  return (
    STABILITY.indexOf(right[2]) - STABILITY.indexOf(left[2]) ||
    Number(right[1]) - Number(left[1]) ||
    Number(right[3] ?? 0) - Number(left[3] ?? 0)
  );
}
