import type { Container, PodSpec } from '../../../../api/types.ts';

/** The part of a pod, or of a workload's template, that is judged. */
export interface Subject {
  annotations: Readonly<Record<string, string>>;
  spec: PodSpec;
}

export interface Violation {
  /** `hostPath volumes` */
  reason: string;
  /** `volume "h"` */
  detail: string;
}

/** One check of the Pod Security Standards. Of its revisions that one counts which is the newest at the version asked for. */
export interface Check {
  id: string;
  /** From which minor version on; in rising order. */
  revisions: readonly { since: number; check(subject: Subject): Violation | undefined }[];
  /** Restricted checks that are stricter than these baseline ones, which then need not be asked. */
  overrides?: readonly string[];
}

/** All of a pod's containers, in the order in which messages name them. */
export function containersOf({ spec }: Subject): readonly Container[] {
  return [...(spec.initContainers ?? []), ...spec.containers, ...((spec.ephemeralContainers ?? []) as Container[])];
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return count === 1 ? one : many;
}

export function quoted(items: readonly string[]): string {
  return items.map((item) => `"${item}"`).join(', ');
}

/** `container "a"`, `containers "a", "b"` */
export function named(what: string, names: readonly string[]): string {
  return `${plural(names.length, what)} ${quoted(names)}`;
}

/** `pod and containers "a", "b"`: who has set something that he should not. */
export function setters(pod: boolean, containers: readonly string[]): string {
  return [...(pod ? ['pod'] : []), ...(containers.length > 0 ? [named('container', containers)] : [])].join(' and ');
}

/** Without repetitions, in order. */
export function distinct(values: Iterable<string>): string[] {
  return [...new Set(values)].sort();
}
