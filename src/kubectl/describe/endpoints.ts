import type { EndpointSlice, Endpoints } from '../../api/types.ts';
import { defineDescriber } from './define.ts';
import type { Description } from './description.ts';
import { eventsSection } from './sections/events.ts';
import { headSection } from './sections/head.ts';

const UNSET = '<unset>';

export const describeEndpoints = defineDescriber<Endpoints>(async (to, endpoints, context) => {
  headSection(to, endpoints);
  to.line(0, 'Subsets:');
  for (const { addresses = [], notReadyAddresses = [], ports = [] } of endpoints.subsets ?? []) {
    to.line(1, 'Addresses:', addresses.map(({ ip }) => ip).join(',') || '<none>');
    to.line(1, 'NotReadyAddresses:', notReadyAddresses.map(({ ip }) => ip).join(',') || '<none>');
    if (ports.length > 0) {
      to.line(1, 'Ports:');
      to.line(2, 'Name', 'Port', 'Protocol');
      to.line(2, '----', '----', '--------');
      for (const { name, port, protocol = '' } of ports) to.line(2, name || UNSET, String(port), protocol);
    }
    to.write('\n');
  }
  await eventsSection(to, endpoints, context);
});

export const describeEndpointSlice = defineDescriber<EndpointSlice>(async (to, slice, context) => {
  headSection(to, slice);
  to.line(0, 'AddressType:', slice.addressType);
  portLines(to, slice);
  const endpoints = slice.endpoints ?? [];
  to.line(0, endpoints.length === 0 ? 'Endpoints: <none>' : 'Endpoints:');
  for (const { addresses, conditions, hostname, targetRef, nodeName, zone } of endpoints) {
    to.line(1, '- Addresses:', addresses.join(', ') || '<none>');
    to.line(2, 'Conditions:');
    to.line(3, 'Ready:', String(conditions?.ready ?? UNSET));
    to.line(2, 'Hostname:', hostname ?? UNSET);
    if (targetRef) to.line(2, 'TargetRef:', `${targetRef.kind ?? ''}/${targetRef.name ?? ''}`);
    to.line(2, 'NodeName:', nodeName ?? UNSET);
    to.line(2, 'Zone:', zone ?? UNSET);
  }
  await eventsSection(to, slice, context);
});

function portLines(to: Description, slice: EndpointSlice): void {
  // Both lists may be null in JSON.
  const ports = slice.ports ?? [];
  if (ports.length === 0) {
    to.line(0, 'Ports: <unset>');
    return;
  }
  to.line(0, 'Ports:');
  to.line(1, 'Name', 'Port', 'Protocol');
  to.line(1, '----', '----', '--------');
  for (const { name, port, protocol } of ports) to.line(1, name || UNSET, String(port ?? UNSET), protocol ?? UNSET);
}
