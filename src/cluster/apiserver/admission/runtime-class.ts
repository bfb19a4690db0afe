import { deepEqual } from '../../../api/json.ts';
import type { Pod, PodSpec, RuntimeClass, Toleration } from '../../../api/types.ts';
import type { KindContext } from '../../kinds/define.ts';
import { isAbout, refusal, type AdmissionAttributes, type AdmissionPlugin } from './plugin.ts';

const MISMATCH = "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead";
const UNDEFINED = 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead';

/** A pod gets the overhead, the node selector and the tolerations of its runtime class, which must exist. */
export const runtimeClass: AdmissionPlugin = {
  name: 'RuntimeClass',
  admit(attributes, context) {
    const spec = newPod(attributes);
    const chosen = spec && classOf(spec, attributes, context);
    if (!chosen) return;
    setOverhead(spec, chosen, attributes);
    setScheduling(spec, chosen, attributes);
  },
  validate(attributes, context) {
    const spec = newPod(attributes);
    if (!spec) return;
    const defined = classOf(spec, attributes, context)?.overhead?.podFixed;
    if (defined && !deepEqual(defined, spec.overhead)) throw refusal(attributes, MISMATCH);
    if (!defined && spec.overhead) throw refusal(attributes, UNDEFINED);
  },
};

function newPod(attributes: AdmissionAttributes): PodSpec | undefined {
  if (attributes.operation !== 'CREATE' || !attributes.object || !isAbout(attributes, 'pods')) return undefined;
  return (attributes.object as unknown as Pod).spec;
}

function classOf({ runtimeClassName }: PodSpec, attributes: AdmissionAttributes, { api }: KindContext): RuntimeClass | undefined {
  if (runtimeClassName === undefined) return undefined;
  const found = api.get('runtimeclasses.node.k8s.io', '', runtimeClassName);
  if (!found) throw refusal(attributes, `pod rejected: RuntimeClass "${runtimeClassName}" not found`);
  return found as RuntimeClass;
}

function setOverhead(spec: PodSpec, { overhead }: RuntimeClass, attributes: AdmissionAttributes): void {
  if (!overhead) return;
  if (spec.overhead && !deepEqual(overhead.podFixed, spec.overhead)) throw refusal(attributes, MISMATCH);
  if (overhead.podFixed) spec.overhead = { ...overhead.podFixed };
}

function setScheduling(spec: PodSpec, { scheduling }: RuntimeClass, attributes: AdmissionAttributes): void {
  if (!scheduling) return;
  for (const [key, value] of Object.entries(scheduling.nodeSelector ?? {})) {
    const own = spec.nodeSelector?.[key];
    if (own !== undefined && own !== value) {
      throw refusal(
        attributes,
        `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${value}; pod.spec.nodeSelector[${key}] = ${own}`,
      );
    }
  }
  if (scheduling.nodeSelector) spec.nodeSelector = { ...spec.nodeSelector, ...scheduling.nodeSelector };
  const tolerations = mergeTolerations([...(spec.tolerations ?? []), ...(scheduling.tolerations ?? [])]);
  if (tolerations.length > 0) spec.tolerations = tolerations;
}

/** Without those that another one covers; of equal ones the first stays. */
export function mergeTolerations(all: readonly Toleration[]): Toleration[] {
  const merged: Toleration[] = [];
  all.forEach((toleration, index) => {
    const later = all.slice(index + 1).filter((other) => !deepEqual(other, toleration));
    if (![...merged, ...later].some((other) => covers(other, toleration))) merged.push(toleration);
  });
  return merged;
}

function covers(a: Toleration, b: Toleration): boolean {
  if (deepEqual(a, b)) return true;
  if (b.key !== a.key && (a.key || a.operator !== 'Exists')) return false;
  if (b.effect !== a.effect && a.effect) return false;
  if (a.effect === 'NoExecute' && a.tolerationSeconds !== undefined) {
    if (b.tolerationSeconds === undefined || b.tolerationSeconds > a.tolerationSeconds) return false;
  }
  if (a.operator === 'Exists') return true;
  return (b.operator ?? 'Equal') === 'Equal' && (a.operator ?? 'Equal') === 'Equal' && (a.value ?? '') === (b.value ?? '');
}
