import { duplicate, invalid, notSupported, required, tooMany, type FieldError } from '../../../api/field-error.ts';
import { checkIP, parseIP } from '../../../api/ip.ts';
import { deepEqual } from '../../../api/json.ts';
import {
  checkDnsLabel,
  checkDnsSubdomain,
  checkLabelValue,
  checkPortNumber,
  checkQualifiedName,
  type TextCheck,
} from '../../../api/names.ts';
import type { EndpointSlice } from '../../../api/types.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { validateEndpointAddress } from '../core/special-addresses.ts';
import { defineKind } from '../define.ts';
import { checked } from '../field-checks.ts';
import { validateLabels } from '../metadata.ts';

type Endpoint = NonNullable<EndpointSlice['endpoints']>[number];
type Port = NonNullable<EndpointSlice['ports']>[number];

/** A table shows this many, and how many more there are. */
const SHOWN = 3;
const MAX_ENDPOINTS = 1000;
const MAX_PORTS = 20_000;
const MAX_ADDRESSES = 100;
const MAX_TOPOLOGY_LABELS = 16;
const MAX_HINTS = 8;
const ADDRESS_TYPES = ['FQDN', 'IPv4', 'IPv6'];
const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];

export const endpointSlice = defineKind<EndpointSlice>({
  group: 'discovery.k8s.io',
  version: 'v1',
  kind: 'EndpointSlice',
  plural: 'endpointslices',
  singular: 'endpointslice',
  namespaced: true,
  definition: 'io.k8s.api.discovery.v1.EndpointSlice',
  nameRule: 'dns-subdomain',
  columns: [
    nameColumn,
    textColumn<EndpointSlice>('AddressType', ({ addressType }) => addressType),
    textColumn<EndpointSlice>('Ports', ({ ports }) =>
      shortened((ports ?? []).map(({ port }) => (port === undefined ? '*' : String(port)))),
    ),
    textColumn<EndpointSlice>('Endpoints', ({ endpoints }) => shortened((endpoints ?? []).flatMap(({ addresses }) => addresses))),
    ageColumn,
  ],
  generation: (next, previous) => !deepEqual({ ...next, metadata: {} }, { ...previous, metadata: {} }),
  setDefaults: (object) => {
    object.endpoints ??= [];
    for (const port of object.ports ?? []) {
      port.name ??= '';
      port.protocol ??= 'TCP';
    }
  },
  validate,
  validateUpdate: (next, previous) =>
    next.addressType === previous.addressType ? [] : [invalid('addressType', next.addressType, 'field is immutable')],
});

function shortened(parts: readonly string[]): string {
  if (parts.length === 0) return '<unset>';
  const text = parts.slice(0, SHOWN).join(',');
  return parts.length > SHOWN ? `${text} + ${parts.length - SHOWN} more...` : text;
}

function validate({ addressType, endpoints = [], ports: given }: EndpointSlice): FieldError[] {
  const ports = given ?? [];
  const errors: FieldError[] = [];
  if (!addressType) errors.push(required('addressType'));
  else if (!ADDRESS_TYPES.includes(addressType)) errors.push(notSupported('addressType', addressType, ADDRESS_TYPES));
  if (endpoints.length > MAX_ENDPOINTS) errors.push(tooMany('endpoints', endpoints.length, MAX_ENDPOINTS));
  else endpoints.forEach((endpoint, index) => errors.push(...validateEndpoint(endpoint, addressType, `endpoints[${index}]`)));
  if (ports.length > MAX_PORTS) errors.push(tooMany('ports', ports.length, MAX_PORTS));
  else ports.forEach((port, index) => errors.push(...validatePort(port, index, ports)));
  return errors;
}

function validateEndpoint(
  { addresses: given, hostname, nodeName, deprecatedTopology, hints }: Endpoint,
  type: string,
  path: string,
): FieldError[] {
  const addresses = given ?? [];
  const errors: FieldError[] = [];
  if (addresses.length === 0) errors.push(required(`${path}.addresses`, 'must contain at least 1 address'));
  else if (addresses.length > MAX_ADDRESSES) errors.push(tooMany(`${path}.addresses`, addresses.length, MAX_ADDRESSES));
  addresses.forEach((address, index) => errors.push(...validateAddress(address, type, `${path}.addresses[${index}]`)));
  if (nodeName !== undefined) errors.push(...checked(`${path}.nodeName`, nodeName, checkDnsSubdomain));
  const labels = Object.keys(deprecatedTopology ?? {}).length;
  if (labels > MAX_TOPOLOGY_LABELS) errors.push(tooMany(`${path}.deprecatedTopology`, labels, MAX_TOPOLOGY_LABELS));
  errors.push(...validateLabels(deprecatedTopology, `${path}.deprecatedTopology`));
  if (hostname !== undefined) errors.push(...checkDnsLabel(hostname).map((message) => invalid(`${path}.hostname`, hostname, message)));
  return hints ? [...errors, ...validateHints(hints, `${path}.hints`)] : errors;
}

/** Where the traffic for an endpoint should come from. */
function validateHints({ forZones = [], forNodes = [] }: NonNullable<Endpoint['hints']>, path: string): FieldError[] {
  for (const [field, list] of Object.entries({ forZones, forNodes })) {
    if (list.length > MAX_HINTS) return [tooMany(`${path}.${field}`, list.length, MAX_HINTS)];
  }
  const named = (list: readonly { name: string }[], field: string, check: TextCheck): FieldError[] =>
    list.flatMap(({ name }, index) => {
      const at = `${path}.${field}[${index}].name`;
      const repeated = list.findIndex((other) => other.name === name) < index;
      return [...(repeated ? [duplicate(at, name)] : []), ...checked(at, name, check)];
    });
  return [...named(forZones, 'forZones', checkLabelValue), ...named(forNodes, 'forNodes', checkDnsSubdomain)];
}

function validateAddress(address: string, type: string, path: string): FieldError[] {
  if (type === 'FQDN') return validateDomain(address, path);
  const wrong = checkIP(address);
  if (wrong.length > 0) return wrong.map((message) => invalid(path, address, message));
  const family = `IPv${parseIP(address)?.family ?? 4}`;
  return [...(family === type ? [] : [invalid(path, address, `must be an ${type} address`)]), ...validateEndpointAddress(address, path)];
}

function validateDomain(address: string, path: string): FieldError[] {
  const name = address.replace(/\.$/, '');
  if (address === '') return [required(path)];
  const messages = checkDnsSubdomain(name);
  if (messages.length > 0) return [invalid(path, name, messages.join(','))];
  if (!name.includes('.')) return [invalid(path, name, 'should be a domain with at least two segments separated by dots')];
  const label = name.split('.').find((part) => checkDnsLabel(part).length > 0);
  return label === undefined ? [] : [invalid(path, label, checkDnsLabel(label).join(','))];
}

function validatePort({ name = '', port, protocol, appProtocol }: Port, index: number, all: readonly Port[]): FieldError[] {
  const path = `ports[${index}]`;
  const errors: FieldError[] = [];
  if (name !== '') errors.push(...checkDnsLabel(name).map((message) => invalid(`${path}.name`, name, message)));
  if (all.findIndex((other) => (other.name ?? '') === name) < index) errors.push(duplicate(`${path}.name`, name));
  if (protocol !== undefined && !PROTOCOLS.includes(protocol)) errors.push(notSupported(`${path}.protocol`, protocol, PROTOCOLS));
  if (port !== undefined) errors.push(...checkPortNumber(port).map((message) => invalid(`${path}.port`, port, message)));
  if (appProtocol !== undefined)
    errors.push(...checkQualifiedName(appProtocol).map((message) => invalid(`${path}.appProtocol`, appProtocol, message)));
  return errors;
}
