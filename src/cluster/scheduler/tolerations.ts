import type { Taint, Toleration } from '../../api/types.ts';

/** Whether one of the tolerations covers the taint. */
export function toleratesTaint(tolerations: readonly Toleration[] | undefined, taint: Pick<Taint, 'key' | 'effect' | 'value'>): boolean {
  return tolerations?.some((toleration) => tolerates(toleration, taint)) === true;
}

/** The taints of these effects that nothing tolerates. */
export function untolerated(
  tolerations: readonly Toleration[] | undefined,
  taints: readonly Taint[] | undefined,
  effects: readonly string[],
): Taint[] {
  return (taints ?? []).filter((taint) => effects.includes(taint.effect) && !toleratesTaint(tolerations, taint));
}

function tolerates({ key, operator, value, effect }: Toleration, taint: Pick<Taint, 'key' | 'effect' | 'value'>): boolean {
  if (effect && effect !== taint.effect) return false;
  if (key && key !== taint.key) return false;
  switch (operator || 'Equal') {
    case 'Exists':
      return true;
    case 'Equal':
      return Boolean(key) && (value ?? '') === (taint.value ?? '');
    case 'Gt':
      return isNumber(taint.value) && isNumber(value) && Number(taint.value) > Number(value);
    case 'Lt':
      return isNumber(taint.value) && isNumber(value) && Number(taint.value) < Number(value);
    default:
      return false;
  }
}

function isNumber(text: string | undefined): boolean {
  return text !== undefined && /^-?[0-9]+$/.test(text);
}
