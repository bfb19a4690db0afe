/** A status condition in the form that all kinds share. */
export interface Condition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  lastTransitionTime?: string | null;
  [field: string]: unknown;
}

export function conditionOf<C extends Condition>(conditions: readonly C[] | undefined, type: string): C | undefined {
  return conditions?.find((condition) => condition.type === type);
}

export function without<C extends Condition>(conditions: readonly C[], type: string): C[] {
  return conditions.filter((condition) => condition.type !== type);
}

/** Sets the condition in its place, or at the end; lastTransitionTime stays while the status does. */
export function inPlace<C extends Condition>(conditions: readonly C[] | undefined, condition: C): C[] {
  const all = [...(conditions ?? [])];
  const at = all.findIndex(({ type }) => type === condition.type);
  const present = all[at];
  if (!present) return [...all, condition];
  all[at] =
    present.status === condition.status && present.lastTransitionTime
      ? { ...condition, lastTransitionTime: present.lastTransitionTime }
      : condition;
  return all;
}
