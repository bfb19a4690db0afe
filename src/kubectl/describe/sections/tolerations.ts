import { formatLabelSelector, type LabelSelector } from '../../../api/labels.ts';
import { compareText } from '../../../api/text-order.ts';
import type { Toleration, TopologySpreadConstraint } from '../../../api/types.ts';
import type { Description } from '../description.ts';
import { listSection } from './labels.ts';

export function tolerationsSection(to: Description, tolerations: readonly Toleration[] = [], indent = ''): void {
  const sorted = [...tolerations].sort((a, b) => compareText(a.key ?? '', b.key ?? ''));
  listSection(to, 'Tolerations', sorted.map(tolerationText), indent);
}

/** `node.kubernetes.io/not-ready:NoExecute op=Exists for 300s`; `op=Exists` alone tolerates everything. */
function tolerationText({ key = '', value = '', effect = '', operator, tolerationSeconds }: Toleration): string {
  const subject = `${key}${value === '' ? '' : `=${value}`}${effect === '' ? '' : `:${effect}`}`;
  const exists = operator === 'Exists' && value === '' ? `${subject === '' ? '' : ' '}op=Exists` : '';
  return `${subject}${exists}${tolerationSeconds === undefined ? '' : ` for ${tolerationSeconds}s`}`;
}

export function spreadSection(to: Description, constraints: readonly TopologySpreadConstraint[] = [], indent = ''): void {
  if (constraints.length === 0) return;
  const lines = [...constraints]
    .sort((a, b) => compareText(a.topologyKey, b.topologyKey))
    .map(({ topologyKey, whenUnsatisfiable, maxSkew, labelSelector }) => {
      const selector = labelSelector ? ` for selector ${formatLabelSelector(labelSelector as LabelSelector)}` : '';
      return `${topologyKey}:${whenUnsatisfiable} when max skew ${maxSkew} is exceeded${selector}`;
    });
  listSection(to, 'Topology Spread Constraints', lines, indent);
}
