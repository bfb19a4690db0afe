import { child, forbidden, invalid, notSupported, required, type FieldError } from '../../../api/field-error.ts';
import { checkCidr, cidrContains, cidrWarnings, parseCidr } from '../../../api/ip.ts';
import { checkPortName, checkPortNumber } from '../../../api/names.ts';
import type { NetworkPolicy } from '../../../api/types.ts';
import { checked, validateLabelSelector } from '../field-checks.ts';

type Spec = NonNullable<NetworkPolicy['spec']>;
type IngressRule = NonNullable<Spec['ingress']>[number];
type Peer = NonNullable<IngressRule['from']>[number];
type Port = NonNullable<IngressRule['ports']>[number];
type IpBlock = NonNullable<Peer['ipBlock']>;

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];
const POLICY_TYPES = ['Ingress', 'Egress'];

/** Networks that `previous` has already are not looked at again: they may be older than a rule. */
export function validateNetworkPolicySpec({ podSelector, ingress, egress, policyTypes }: Spec, previous?: Spec): FieldError[] {
  const known = new Set(previous && networksOf(previous).map(({ cidr }) => cidr));
  return [
    ...validateLabelSelector(podSelector, 'spec.podSelector'),
    ...(ingress ?? []).flatMap(({ ports, from }, index) => validateRule(ports, from, child('spec.ingress', index), 'from', known)),
    ...(egress ?? []).flatMap(({ ports, to }, index) => validateRule(ports, to, child('spec.egress', index), 'to', known)),
    ...validatePolicyTypes(policyTypes ?? [], 'spec.policyTypes'),
  ];
}

/** All networks that a policy names, with their paths. */
function networksOf({ ingress, egress }: Spec): { cidr: string; path: string }[] {
  const lists = [
    ...(ingress ?? []).map(({ from }, i) => ({ peers: from, path: child('spec.ingress', i, 'from') })),
    ...(egress ?? []).map(({ to }, i) => ({ peers: to, path: child('spec.egress', i, 'to') })),
  ];
  return lists.flatMap(({ peers, path }) =>
    (peers ?? []).flatMap(({ ipBlock }, i) =>
      ipBlock
        ? [
            { cidr: ipBlock.cidr ?? '', path: child(path, i, 'ipBlock', 'cidr') },
            ...(ipBlock.except ?? []).map((cidr, j) => ({ cidr, path: child(path, i, 'ipBlock', 'except', j) })),
          ]
        : [],
    ),
  );
}

export function networkPolicyWarnings(spec: Spec): string[] {
  return networksOf(spec).flatMap(({ cidr, path }) => cidrWarnings(path, cidr));
}

function validatePolicyTypes(types: readonly string[], path: string): FieldError[] {
  if (types.length > POLICY_TYPES.length) return [invalid(path, types, 'may not specify more than two policyTypes')];
  return types.flatMap((type, index) => (POLICY_TYPES.includes(type) ? [] : [notSupported(child(path, index), type, POLICY_TYPES)]));
}

function validateRule(
  ports: readonly Port[] | undefined,
  peers: readonly Peer[] | undefined,
  path: string,
  direction: 'from' | 'to',
  known: ReadonlySet<string>,
): FieldError[] {
  return [
    ...(ports ?? []).flatMap((port, index) => validatePort(port, child(path, 'ports', index))),
    ...(peers ?? []).flatMap((peer, index) => validatePeer(peer, child(path, direction, index), known)),
  ];
}

function validatePort({ protocol, port, endPort }: Port, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (protocol !== undefined && !PROTOCOLS.includes(protocol)) errors.push(notSupported(child(path, 'protocol'), protocol, PROTOCOLS));
  const last = (message: string): FieldError[] => (endPort === undefined ? [] : [invalid(child(path, 'endPort'), endPort, message)]);
  if (port === undefined) return [...errors, ...last('may not be specified when `port` is not specified')];
  if (typeof port === 'string') {
    errors.push(...last('may not be specified when `port` is non-numeric'), ...checked(child(path, 'port'), port, checkPortName));
    return errors;
  }
  errors.push(...checkPortNumber(port).map((message) => invalid(child(path, 'port'), port, message)));
  if (endPort === undefined) return errors;
  // What is shown is the port, although the range's end is at fault.
  if (endPort < port) errors.push(invalid(child(path, 'endPort'), port, 'must be greater than or equal to `port`'));
  return [...errors, ...checkPortNumber(endPort).map((message) => invalid(child(path, 'endPort'), endPort, message))];
}

function validatePeer({ podSelector, namespaceSelector, ipBlock }: Peer, path: string, known: ReadonlySet<string>): FieldError[] {
  const errors = [
    ...validateLabelSelector(podSelector, child(path, 'podSelector')),
    ...validateLabelSelector(namespaceSelector, child(path, 'namespaceSelector')),
    ...(ipBlock === undefined ? [] : validateIpBlock(ipBlock, child(path, 'ipBlock'), known)),
  ];
  const peers = [podSelector, namespaceSelector, ipBlock].filter((peer) => peer !== undefined);
  if (peers.length === 0) errors.push(required(path, 'must specify a peer'));
  else if (peers.length > 1 && ipBlock !== undefined) errors.push(forbidden(path, 'may not specify both ipBlock and another peer'));
  return errors;
}

function validateIpBlock({ cidr, except }: IpBlock, path: string, known: ReadonlySet<string>): FieldError[] {
  const check = (text: string, at: string): FieldError[] => (known.has(text) ? [] : checked(at, text, checkCidr));
  if (!cidr) return [required(child(path, 'cidr'))];
  const network = parseCidr(cidr);
  const errors = check(cidr, child(path, 'cidr'));
  if (network === undefined) return errors;
  (except ?? []).forEach((text, index) => {
    const at = child(path, 'except', index);
    errors.push(...check(text, at));
    const excepted = parseCidr(text);
    if (excepted === undefined) return;
    const inside = excepted.bits > network.bits && cidrContains(network, excepted);
    if (!inside) errors.push(invalid(at, text, 'must be a strict subset of `cidr`'));
  });
  return errors;
}
