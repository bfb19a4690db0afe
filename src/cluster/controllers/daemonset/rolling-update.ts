import { scaledValue, type IntOrString } from '../../../api/int-or-string.ts';

/** The pods on one node, as a rolling update sees them; undefined: there is none. */
export interface NodePods {
  node: string;
  /** Of the present template. */
  current?: { name: string; available: boolean };
  /** Of an older one. */
  old?: { name: string; available: boolean };
  /** More pods than there should be: others have to tidy up first. */
  crowded?: boolean;
}

export interface UpdateStep {
  /** Names of old pods that may go now. */
  remove: string[];
  /** Nodes that get a second pod beside the old one. */
  surge: string[];
}

/** Both limits are shares of the nodes that should run a pod, rounded up; one of them is always at least 1. */
export function limits(
  rollingUpdate: { maxSurge?: IntOrString; maxUnavailable?: IntOrString } | undefined,
  desired: number,
): { surge: number; unavailable: number } {
  const surge = scaledValue(rollingUpdate?.maxSurge ?? 0, desired, true);
  const unavailable = scaledValue(rollingUpdate?.maxUnavailable ?? 1, desired, true);
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable };
}

/** One step of the update: old pods that are not available anyway go at once, others as far as the limit allows. */
export function nextStep(nodes: readonly NodePods[], { surge, unavailable }: { surge: number; unavailable: number }): UpdateStep {
  return surge === 0 ? replaceStep(nodes, unavailable) : surgeStep(nodes, surge);
}

function replaceStep(nodes: readonly NodePods[], maxUnavailable: number): UpdateStep {
  let missing = 0;
  const free: string[] = [];
  const candidates: string[] = [];
  for (const { current, old, crowded } of nodes) {
    if (crowded || !current === !old) missing += 1;
    else if (current) missing += current.available ? 0 : 1;
    else if (old && !old.available) free.push(old.name);
    else if (old) candidates.push(old.name);
  }
  return { remove: [...free, ...candidates.slice(0, Math.max(0, maxUnavailable - missing))], surge: [] };
}

function surgeStep(nodes: readonly NodePods[], maxSurge: number): UpdateStep {
  let surging = 0;
  const step: UpdateStep = { remove: [], surge: [] };
  const candidates: string[] = [];
  for (const { node, current, old, crowded } of nodes) {
    if (crowded) surging += 1;
    else if (!old) continue;
    else if (!current) (old.available ? candidates : step.surge).push(node);
    else if (current.available) step.remove.push(old.name);
    else surging += 1;
  }
  step.surge.push(...candidates.slice(0, Math.max(0, maxSurge - surging)));
  return step;
}
