import type { DaemonSet, Node, Pod, PodSpec, PodTemplateSpec, Toleration } from '../../../api/types.ts';
import { matchesNodeSelector } from '../../scheduler/node-selector.ts';
import { untolerated } from '../../scheduler/tolerations.ts';

const EXISTS: readonly [key: string, effect: string][] = [
  ['node.kubernetes.io/not-ready', 'NoExecute'],
  ['node.kubernetes.io/unreachable', 'NoExecute'],
  ['node.kubernetes.io/disk-pressure', 'NoSchedule'],
  ['node.kubernetes.io/memory-pressure', 'NoSchedule'],
  ['node.kubernetes.io/pid-pressure', 'NoSchedule'],
  ['node.kubernetes.io/unschedulable', 'NoSchedule'],
];

/** Daemon pods stay where other pods would have to go, and go where others would not come. */
export function daemonTolerations({ tolerations = [], hostNetwork }: PodSpec): Toleration[] {
  const added = [...EXISTS, ...(hostNetwork ? ([['node.kubernetes.io/network-unavailable', 'NoSchedule']] as const) : [])];
  const others = tolerations.filter((toleration) => !added.some((entry) => isExactly(toleration, entry)));
  return [...others, ...added.map(([key, effect]) => ({ key, operator: 'Exists', effect }))];
}

function isExactly(toleration: Toleration, [key, effect]: readonly [string, string]): boolean {
  return toleration.key === key && toleration.operator === 'Exists' && toleration.effect === effect;
}

/** Whether a pod of the template should be on the node, and whether one that is there may stay. */
export function placement({ spec }: PodTemplateSpec, node: Node): { run: boolean; stay: boolean } {
  const affinity = spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const selected = Object.entries(spec?.nodeSelector ?? {}).every(([key, value]) => node.metadata.labels?.[key] === value);
  const named = !spec?.nodeName || spec.nodeName === node.metadata.name;
  if (!named || !selected || (affinity && !matchesNodeSelector(affinity, node))) return { run: false, stay: false };
  const tolerations = spec ? daemonTolerations(spec) : [];
  const taints = untolerated(tolerations, node.spec?.taints, ['NoSchedule', 'NoExecute']);
  return { run: taints.length === 0, stay: taints.every(({ effect }) => effect !== 'NoExecute') };
}

/** The template of the pod for one node: the scheduler binds it there and nowhere else. */
export function templateFor(daemonSet: DaemonSet, nodeName: string, hash: string): PodTemplateSpec {
  const template = daemonSet.spec?.template as PodTemplateSpec;
  const spec = template.spec as PodSpec;
  const generation = daemonSet.metadata.annotations?.['deprecated.daemonset.template.generation'];
  const matchFields = [{ key: 'metadata.name', operator: 'In', values: [nodeName] }];
  const nodeAffinity = {
    ...spec.affinity?.nodeAffinity,
    requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields }] },
  };
  return {
    ...template,
    metadata: {
      ...template.metadata,
      labels: {
        ...template.metadata?.labels,
        'controller-revision-hash': hash,
        ...(generation === undefined ? {} : { 'pod-template-generation': generation }),
      },
    },
    spec: { ...spec, affinity: { ...spec.affinity, nodeAffinity }, tolerations: daemonTolerations(spec) },
  };
}

/** The node that a daemon pod is on, or is for. */
export function targetNode({ spec }: Pod): string | undefined {
  if (spec?.nodeName) return spec.nodeName;
  const terms = spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  return terms.flatMap(({ matchFields = [] }) => matchFields).find(({ key, values }) => key === 'metadata.name' && values?.length === 1)
    ?.values?.[0];
}
