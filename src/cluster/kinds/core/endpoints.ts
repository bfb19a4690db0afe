import { invalid, notSupported, required, type FieldError } from '../../../api/field-error.ts';
import { checkIP } from '../../../api/ip.ts';
import { deepEqual } from '../../../api/json.ts';
import { checkDnsLabel, checkDnsSubdomain, checkPortNumber, checkQualifiedName } from '../../../api/names.ts';
import type { Endpoints } from '../../../api/types.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define.ts';
import { validateEndpointAddress } from './special-addresses.ts';

type Subset = NonNullable<Endpoints['subsets']>[number];

/** A table shows this many, and how many more there are. */
const SHOWN = 3;

export const endpoints = defineKind<Endpoints>({
  group: '',
  version: 'v1',
  kind: 'Endpoints',
  plural: 'endpoints',
  singular: 'endpoints',
  namespaced: true,
  shortNames: ['ep'],
  definition: 'io.k8s.api.core.v1.Endpoints',
  nameRule: 'dns-subdomain',
  columns: [nameColumn, textColumn<Endpoints>('Endpoints', ({ subsets }) => endpointsText(subsets ?? [])), ageColumn],
  deprecated: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
  createOnUpdate: true,
  setDefaults: ({ subsets }) => {
    for (const subset of subsets ?? []) for (const port of subset.ports ?? []) port.protocol ||= 'TCP';
  },
  validate: ({ subsets }, previous) => {
    const errors = (subsets ?? []).flatMap((subset, index) => validateSubset(subset, `subsets[${index}]`));
    // What was let in once may stay as it is.
    return errors.length > 0 && previous && deepEqual(subsets ?? [], previous.subsets ?? []) ? [] : errors;
  },
});

function endpointsText(subsets: readonly Subset[]): string {
  if (subsets.length === 0) return '<none>';
  const all = subsets.flatMap(({ addresses = [], ports = [] }) =>
    ports.length === 0
      ? addresses.map(({ ip }) => ip)
      : ports.flatMap(({ port }) => addresses.map(({ ip }) => (ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`))),
  );
  const text = all.slice(0, SHOWN).join(',');
  return all.length > SHOWN ? `${text} + ${all.length - SHOWN} more...` : text;
}

function validateSubset({ addresses = [], notReadyAddresses = [], ports = [] }: Subset, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (addresses.length === 0 && notReadyAddresses.length === 0)
    errors.push(required(path, 'must specify `addresses` or `notReadyAddresses`'));
  addresses.forEach((address, index) => errors.push(...validateAddress(address, `${path}.addresses[${index}]`)));
  notReadyAddresses.forEach((address, index) => errors.push(...validateAddress(address, `${path}.notReadyAddresses[${index}]`)));
  ports.forEach((port, index) => errors.push(...validatePort(port, ports.length > 1, `${path}.ports[${index}]`)));
  return errors;
}

function validateAddress({ ip, hostname, nodeName }: NonNullable<Subset['addresses']>[number], path: string): FieldError[] {
  const wrong = checkIP(ip).map((message) => invalid(`${path}.ip`, ip, message));
  return [
    ...wrong,
    ...(hostname ? checkDnsLabel(hostname).map((message) => invalid(`${path}.hostname`, hostname, message)) : []),
    ...(nodeName ? checkDnsSubdomain(nodeName).map((message) => invalid(`${path}.nodeName`, nodeName, message)) : []),
    ...validateEndpointAddress(ip, `${path}.ip`),
  ];
}

function validatePort(
  { name, port, protocol = '', appProtocol }: NonNullable<Subset['ports']>[number],
  named: boolean,
  path: string,
): FieldError[] {
  const errors: FieldError[] = [];
  if (named && !name) errors.push(required(`${path}.name`));
  else if (name) errors.push(...checkDnsLabel(name).map((message) => invalid(`${path}.name`, name, message)));
  errors.push(...checkPortNumber(port).map((message) => invalid(`${path}.port`, port, message)));
  if (protocol === '') errors.push(required(`${path}.protocol`));
  else if (!['SCTP', 'TCP', 'UDP'].includes(protocol)) errors.push(notSupported(`${path}.protocol`, protocol, ['SCTP', 'TCP', 'UDP']));
  if (appProtocol !== undefined) {
    errors.push(...checkQualifiedName(appProtocol).map((message) => invalid(`${path}.appProtocol`, appProtocol, message)));
  }
  return errors;
}
