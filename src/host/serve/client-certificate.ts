import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { WireRequest } from '../../cluster/cluster.ts';

type Certificate = NonNullable<WireRequest['certificate']>;

const known = new WeakMap<Socket, Certificate | 'untrusted' | 'none'>();

/** Who the TLS layer says is at the other end: undefined without a certificate, `untrusted` when it is not one of our authority's (or out of date). */
export function clientCertificate(socket: Socket): Certificate | 'untrusted' | undefined {
  let found = known.get(socket);
  if (found === undefined) known.set(socket, (found = read(socket)));
  return found === 'none' ? undefined : found;
}

function read(socket: Socket): Certificate | 'untrusted' | 'none' {
  const { authorized, getPeerCertificate } = socket as Partial<TLSSocket>;
  const peer = getPeerCertificate?.call(socket as TLSSocket);
  if (!peer?.subject) return 'none';
  if (authorized !== true) return 'untrusted';
  // Names that occur several times come as a list, whatever the types say.
  const { CN, O } = peer.subject as Record<string, string | string[] | undefined>;
  return {
    commonName: [CN ?? ''].flat()[0] as string,
    organizations: O === undefined ? [] : [O].flat(),
    fingerprint: peer.fingerprint256.replaceAll(':', '').toLowerCase(),
  };
}
