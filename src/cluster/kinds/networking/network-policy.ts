import type { NetworkPolicy } from '../../../api/types.ts';
import { formatLabelSelector } from '../../../api/labels.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define.ts';
import { networkPolicyWarnings, validateNetworkPolicySpec } from './network-policy-validation.ts';

export const networkPolicy = defineKind<NetworkPolicy>({
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'NetworkPolicy',
  plural: 'networkpolicies',
  singular: 'networkpolicy',
  namespaced: true,
  shortNames: ['netpol'],
  definition: 'io.k8s.api.networking.v1.NetworkPolicy',
  nameRule: 'dns-subdomain',
  columns: [nameColumn, textColumn<NetworkPolicy>('Pod-Selector', ({ spec }) => formatLabelSelector(spec?.podSelector ?? {})), ageColumn],
  generation: true,
  setDefaults: (object) => {
    const spec = (object.spec ??= {});
    spec.podSelector ??= {};
    for (const { ports } of [...(spec.ingress ?? []), ...(spec.egress ?? [])]) for (const port of ports ?? []) port.protocol ??= 'TCP';
    // Rules for what leaves are only looked at when there are some; what comes in is always covered.
    if (!spec.policyTypes?.length) spec.policyTypes = spec.egress?.length ? ['Ingress', 'Egress'] : ['Ingress'];
  },
  validate: ({ spec }, previous) => validateNetworkPolicySpec(spec ?? {}, previous?.spec),
  warnings: ({ spec }) => networkPolicyWarnings(spec ?? {}),
});
