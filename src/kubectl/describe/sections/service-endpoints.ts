import type { EndpointSlice } from '../../../api/types.ts';
import { joinHostPort } from './probe.ts';

const SHOWN = 3;

/** The ready endpoints of a Service behind the port of this name: three of them, and how many more there are. */
export function endpointsText(slices: readonly EndpointSlice[], portName: string): string {
  if (slices.length === 0) return '<none>';
  const all = slices.flatMap((slice) => {
    // Both lists may be null in JSON.
    const ports = slice.ports ?? [];
    const addresses = (slice.endpoints ?? [])
      .filter(({ conditions }) => conditions?.ready !== false)
      .map((endpoint) => endpoint.addresses[0] ?? '');
    if (ports.length === 0) return addresses;
    return ports
      .filter(({ name = '' }) => name === portName)
      .flatMap(({ port = 0 }) => addresses.map((address) => joinHostPort(address, port)));
  });
  const text = all.slice(0, SHOWN).join(',');
  return all.length > SHOWN ? `${text} + ${all.length - SHOWN} more...` : text;
}
