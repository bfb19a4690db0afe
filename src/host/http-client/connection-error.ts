import { getServers } from 'node:dns';
import { X509Certificate } from 'node:crypto';
import { BareError } from '../../kubectl/errors.ts';
import { errorCode, systemErrorText } from '../host-error.ts';

/** Why no answer came, in kubectl's words. */
export function connectionError(error: unknown, url: URL): BareError {
  const code = errorCode(error) ?? '';
  if (code === 'ECONNREFUSED')
    return new BareError(`The connection to the server ${url.host} was refused - did you specify the right host or port?`);
  return new BareError(`Unable to connect to the server: ${reason(error, code, url)}`);
}

/** The time that one request may take is over. */
export function timedOut(connected: boolean): BareError {
  const doing = connected ? '' : ' while waiting for connection';
  return new BareError(
    `Unable to connect to the server: net/http: request canceled${doing} (Client.Timeout exceeded while awaiting headers)`,
  );
}

const NOT_TLS = ['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG'];

function reason(error: unknown, code: string, url: URL): string {
  const address = dialled(error, url);
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN': {
      const [server] = getServers();
      return `dial tcp: lookup ${url.hostname}${server ? ` on ${server.includes(':') ? `[${server}]` : server}:53` : ''}: no such host`;
    }
    case 'EHOSTUNREACH':
      return `dial tcp ${address}: connect: no route to host`;
    case 'ENETUNREACH':
      return `dial tcp ${address}: connect: network is unreachable`;
    case 'ETIMEDOUT':
      return `dial tcp ${address}: connect: connection timed out`;
    case 'ECONNRESET':
      return 'EOF';
    case 'EPIPE':
      return 'write: broken pipe';
    case 'HPE_INVALID_CONSTANT':
      return 'net/http: HTTP/1.x transport connection broken: malformed HTTP response';
  }
  if (NOT_TLS.includes(code) && /wrong version number|packet length too long/.test(String(error)))
    return 'http: server gave HTTP response to HTTPS client';
  return certificateReason(error, code, url) ?? systemErrorText(error);
}

function dialled(error: unknown, url: URL): string {
  const { address, port } = error as { address?: string; port?: number };
  return address ? `${address}:${port ?? ''}` : url.host;
}

const UNKNOWN_AUTHORITY = [
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'CERT_SIGNATURE_FAILURE',
];

function certificateReason(error: unknown, code: string, url: URL): string | undefined {
  const x509 = (text: string): string => `tls: failed to verify certificate: x509: ${text}`;
  if (UNKNOWN_AUTHORITY.includes(code)) return x509('certificate signed by unknown authority');
  const now = new Date().toISOString().replace(/\.\d+/, '');
  if (code === 'CERT_HAS_EXPIRED') return x509(`certificate has expired or is not yet valid: current time ${now} is after its end`);
  if (code === 'CERT_NOT_YET_VALID')
    return x509(`certificate has expired or is not yet valid: current time ${now} is before its beginning`);
  if (code !== 'ERR_TLS_CERT_ALTNAME_INVALID') return undefined;
  const { cert, host = url.hostname } = error as { cert?: { raw?: Buffer }; host?: string };
  return x509(wrongName(cert?.raw && new X509Certificate(cert.raw).subjectAltName, host.replace(/^\[|\]$/g, '')));
}

function wrongName(names = '', host: string): string {
  const listed = (kind: string): string[] =>
    names
      .split(', ')
      .filter((name) => name.startsWith(`${kind}:`))
      .map((name) => name.slice(kind.length + 1));
  const isIp = /^[\d.]+$|:/.test(host);
  const valid = listed(isIp ? 'IP Address' : 'DNS');
  if (valid.length > 0) return `certificate is valid for ${valid.join(', ')}, not ${host}`;
  return isIp
    ? `cannot validate certificate for ${host} because it doesn't contain any IP SANs`
    : `certificate is not valid for any names, but wanted to match ${host}`;
}
