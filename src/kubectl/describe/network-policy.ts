import { formatLabelSelector, type LabelSelector } from '../../api/labels.ts';
import type { NetworkPolicy } from '../../api/types.ts';
import { defineDescriber } from './define.ts';
import type { Description } from './description.ts';
import { metadataLines, nameLines } from './sections/head.ts';

type Spec = NonNullable<NetworkPolicy['spec']>;
type Port = NonNullable<NonNullable<Spec['ingress']>[number]['ports']>[number];
type Peer = NonNullable<NonNullable<Spec['ingress']>[number]['from']>[number];

interface Direction {
  name: 'ingress' | 'egress';
  /** `From` or `To`. */
  peers: string;
  /** What a rule that names no peers says of them. */
  end: string;
}

const ingress: Direction = { name: 'ingress', peers: 'From', end: 'source' };
const egress: Direction = { name: 'egress', peers: 'To', end: 'destination' };

export const describeNetworkPolicy = defineDescriber<NetworkPolicy>((to, policy) => {
  const { metadata, spec } = policy;
  nameLines(to, policy);
  const created = metadata.creationTimestamp ? new Date(metadata.creationTimestamp).toISOString() : '0001-01-01T00:00:00';
  to.line(0, 'Created on:', `${created.slice(0, 10)} ${created.slice(11, 19)} +0000 UTC`);
  metadataLines(to, policy);
  to.line(0, 'Spec:');
  const selector = formatLabelSelector(spec?.podSelector as LabelSelector);
  to.line(
    1,
    `PodSelector:     ${selector}${selector === '<none>' ? ' (Allowing the specific traffic to all pods in this namespace)' : ''}`,
  );
  const types = spec?.policyTypes ?? [];
  if (types.includes('Ingress') || types.length === 0) {
    direction(
      to,
      ingress,
      (spec?.ingress ?? []).map(({ ports = [], from = [] }) => ({ ports, peers: from })),
    );
  } else to.line(1, 'Not affecting ingress traffic');
  if (types.includes('Egress'))
    direction(
      to,
      egress,
      (spec?.egress ?? []).map((rule) => ({ ports: rule.ports ?? [], peers: rule.to ?? [] })),
    );
  else to.line(1, 'Not affecting egress traffic');
  to.line(1, `Policy Types: ${types.join(', ')}`);
});

function direction(
  to: Description,
  { name, peers: title, end }: Direction,
  rules: readonly { ports: readonly Port[]; peers: readonly Peer[] }[],
): void {
  to.line(1, `Allowing ${name} traffic:`);
  if (rules.length === 0) to.line(2, `<none> (Selected pods are isolated for ${name} connectivity)`);
  rules.forEach(({ ports, peers }, i) => {
    if (i > 0) to.line(2, '----------');
    if (ports.length === 0) to.line(2, 'To Port: <any> (traffic allowed to all ports)');
    for (const { port = '<any>', endPort, protocol = 'TCP' } of ports) {
      to.line(2, endPort === undefined ? `To Port: ${port}/${protocol}` : `To Port Range: ${port}-${endPort}/${protocol}`);
    }
    if (peers.length === 0) to.line(2, `${title}: <any> (traffic not restricted by ${end})`);
    for (const peer of peers) {
      to.line(2, `${title}:`);
      peerLines(to, peer);
    }
  });
}

function peerLines(to: Description, { namespaceSelector, podSelector, ipBlock }: Peer): void {
  if (namespaceSelector) to.line(3, `NamespaceSelector: ${formatLabelSelector(namespaceSelector as LabelSelector)}`);
  if (podSelector) to.line(3, `PodSelector: ${formatLabelSelector(podSelector as LabelSelector)}`);
  if (namespaceSelector || podSelector || !ipBlock) return;
  to.line(3, 'IPBlock:');
  to.line(4, `CIDR: ${ipBlock.cidr}`);
  to.line(4, `Except: ${(ipBlock.except ?? []).join(', ')}`);
}
