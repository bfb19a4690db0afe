import { child, forbidden, invalid, type FieldError } from '../../../api/field-error.ts';
import { deepEqual } from '../../../api/json.ts';
import type { Container, EphemeralContainer, NodeSelectorTerm, Pod, PodSpec, Toleration } from '../../../api/types.ts';
import { shownMap } from '../field-checks.ts';
import { structDiff } from '../struct-diff.ts';
import { validateAnnotationUpdate } from './pod-annotations.ts';
import { shownEphemeralContainer, shownNodeSelectorTerm, shownPodSpec } from './pod-dump.ts';

const changeable = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
].join(',');

const largestInt32 = 2147483647;

/** What may change in a pod that is there: images, the deadline (shorter), tolerations (more), gates (fewer). */
export function validatePodUpdate(nextPod: Pod, previousPod: Pod): FieldError[] {
  const next = nextPod.spec!;
  const previous = previousPod.spec!;
  const errors = validateAnnotationUpdate(nextPod.metadata.annotations ?? {}, previousPod.metadata.annotations ?? {});
  for (const field of ['containers', 'initContainers'] as const) {
    if ((next[field]?.length ?? 0) !== (previous[field]?.length ?? 0)) {
      return [...errors, forbidden(child('spec', field), 'pod updates may not add or remove containers')];
    }
  }
  const deadline = deadlineErrors(next.activeDeadlineSeconds, previous.activeDeadlineSeconds);
  errors.push(...deadline);
  if (deadline.length > 0 && next.activeDeadlineSeconds !== undefined) return errors;
  errors.push(...tolerationErrors(next.tolerations ?? [], previous.tolerations ?? []), ...gateErrors(next, previous));
  if (previous.schedulingGates?.length) errors.push(...placementErrors(next, previous));
  const rest = withoutChangeable(next, previous);
  if (!deepEqual(rest, previous)) {
    const diff = structDiff(shownPodSpec(previous), shownPodSpec(rest));
    errors.push(forbidden('spec', `pod updates may not change fields other than ${changeable}\n${diff}`));
  }
  return errors;
}

function deadlineErrors(next: number | undefined, previous: number | undefined): FieldError[] {
  const path = 'spec.activeDeadlineSeconds';
  if (next === undefined) {
    return previous === undefined ? [] : [invalid(path, null, 'must not update from a positive integer to nil value')];
  }
  if (next < 0 || next > largestInt32) return [invalid(path, next, `must be between 0 and ${largestInt32}, inclusive`)];
  return previous !== undefined && previous < next ? [invalid(path, next, 'must be less than or equal to previous value')] : [];
}

function tolerationErrors(next: readonly Toleration[], previous: readonly Toleration[]): FieldError[] {
  const kept = previous.every((old) =>
    next.some((toleration) => deepEqual({ ...old, tolerationSeconds: undefined }, { ...toleration, tolerationSeconds: undefined })),
  );
  return kept ? [] : [forbidden('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds')];
}

function gateErrors(next: PodSpec, previous: PodSpec): FieldError[] {
  const before = new Set(previous.schedulingGates?.map(({ name }) => name));
  return (next.schedulingGates ?? []).flatMap(({ name }, i) =>
    before.has(name)
      ? []
      : [forbidden(child('spec', 'schedulingGates', i, 'name'), `only deletion is allowed, but found new scheduling gate '${name}'`)],
  );
}

/** The new specification with everything that may change put back. */
function withoutChangeable(next: PodSpec, previous: PodSpec): PodSpec {
  const grace = next.terminationGracePeriodSeconds === 1 && (previous.terminationGracePeriodSeconds ?? 0) < 0;
  const rest: PodSpec = {
    ...next,
    containers: withImages(next.containers, previous.containers),
    initContainers: next.initContainers && withImages(next.initContainers, previous.initContainers ?? []),
    activeDeadlineSeconds: previous.activeDeadlineSeconds,
    tolerations: previous.tolerations,
    schedulingGates: previous.schedulingGates,
    ...(grace ? { terminationGracePeriodSeconds: previous.terminationGracePeriodSeconds } : {}),
  };
  return previous.schedulingGates?.length ? withoutPlacement(rest, previous) : rest;
}

function withImages(next: readonly Container[], previous: readonly Container[]): Container[] {
  return next.map((container, i) => ({ ...container, image: previous[i]?.image }));
}

/** A pod that waits at a gate may still be told more closely where to go. */
function placementErrors(next: PodSpec, previous: PodSpec): FieldError[] {
  const errors: FieldError[] = [];
  if (!Object.entries(previous.nodeSelector ?? {}).every(([key, value]) => next.nodeSelector?.[key] === value)) {
    const text = 'only additions to spec.nodeSelector are allowed (no mutations or deletions)';
    errors.push(invalid('spec.nodeSelector', shownMap(next.nodeSelector), text));
  }
  const path = child('spec', 'affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms');
  const before = requiredTerms(previous);
  const after = requiredTerms(next);
  if (before.length === 0) return errors;
  if (before.length !== after.length) {
    const shown = after.length === 0 ? null : after.map(shownNodeSelectorTerm);
    return [...errors, invalid(path, shown, 'no additions/deletions to non-empty NodeSelectorTerms list are allowed')];
  }
  before.forEach((term, i) => {
    if (onlyAdds(after[i]!, term)) return;
    errors.push(invalid(child(path, i), shownNodeSelectorTerm(after[i]!), 'only additions are allowed (no mutations or deletions)'));
  });
  return errors;
}

function requiredTerms({ affinity }: PodSpec): NodeSelectorTerm[] {
  return affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
}

/** A term that asks for nothing selects nothing: to add to it would widen it. */
function onlyAdds(next: NodeSelectorTerm, previous: NodeSelectorTerm): boolean {
  const lists = ['matchExpressions', 'matchFields'] as const;
  const count = (term: NodeSelectorTerm): number => lists.reduce((sum, list) => sum + (term[list]?.length ?? 0), 0);
  if (count(previous) === 0) return count(next) === 0;
  return lists.every((list) => (previous[list] ?? []).every((requirement, i) => deepEqual(requirement, next[list]?.[i])));
}

/** Where a pod at a gate goes has been checked on its own. */
function withoutPlacement(next: PodSpec, previous: PodSpec): PodSpec {
  const affinity = next.affinity || previous.affinity ? { ...next.affinity, nodeAffinity: previous.affinity?.nodeAffinity } : undefined;
  const isEmpty = affinity === undefined || Object.values(affinity).every((part) => part === undefined);
  return { ...next, nodeSelector: previous.nodeSelector, affinity: isEmpty && previous.affinity === undefined ? undefined : affinity };
}

/** Ephemeral containers come, and stay as they are. */
export function validateEphemeralContainersUpdate(
  next: readonly EphemeralContainer[],
  previous: readonly EphemeralContainer[],
): FieldError[] {
  return previous.flatMap((old) => {
    const current = next.find(({ name }) => name === old.name);
    if (!current) return [forbidden('spec.ephemeralContainers', `existing ephemeral containers "${old.name}" may not be removed\n`)];
    if (deepEqual(current, old)) return [];
    const diff = structDiff(shownEphemeralContainer(old), shownEphemeralContainer(current));
    return [forbidden('spec.ephemeralContainers', `existing ephemeral containers "${old.name}" may not be changed\n${diff}`)];
  });
}
