import { child } from '../../../api/field-error.ts';
import { getOwn } from '../../../api/json.ts';
import type { LabelSelector } from '../../../api/labels.ts';
import type { NodeSelectorTerm } from '../../../api/types.ts';

/** Old names of node labels, and what to use instead. */
const deprecatedNodeLabels: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region': 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone': 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type': 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
};

/** `withName`: the text repeats the label, where the path does not tell it. */
export function nodeLabelWarnings(label: string, path: string, withName = true): string[] {
  const reason = getOwn(deprecatedNodeLabels, label);
  if (reason === undefined) return [];
  return [withName ? `${path}: ${label} is ${reason}` : `${path}: ${reason}`];
}

/** Of a selector of nodes: what it says of labels in words, and then by name. */
export function nodeSelectorWarnings({ matchExpressions, matchLabels }: LabelSelector, path: string): string[] {
  return [
    ...(matchExpressions ?? []).flatMap(({ key }, i) => nodeLabelWarnings(key, child(path, 'matchExpressions', i, 'key'))),
    ...Object.keys(matchLabels ?? {}).flatMap((key) => nodeLabelWarnings(key, child(path, 'matchLabels', key), false)),
  ];
}

export function nodeTermWarnings({ matchExpressions = [] }: NodeSelectorTerm, path: string): string[] {
  return matchExpressions.flatMap(({ key }, i) => nodeLabelWarnings(key, child(path, 'matchExpressions', i, 'key')));
}
