import { createHash, createPublicKey } from 'node:crypto';
import jws from 'jws';
import type { VerifiedToken } from '../../cluster/pki/crypto.ts';

/** As the API server names its keys: the hash of the public one. */
function keyId(key: string): string {
  return createHash('sha256')
    .update(createPublicKey(key).export({ type: 'spki', format: 'der' }))
    .digest('base64url');
}

export function signToken(claims: object, key: string): string {
  return jws.sign({ header: { alg: 'RS256', kid: keyId(key) } as jws.Header, payload: JSON.stringify(claims), privateKey: key });
}

export function verifyToken(token: string, key: string): VerifiedToken | undefined {
  try {
    const decoded = jws.decode(token);
    // The algorithm is ours to choose, never the token's.
    if (decoded?.header.alg !== 'RS256' || !jws.verify(token, 'RS256', createPublicKey(key).export({ type: 'spki', format: 'pem' })))
      return undefined;
    const claims: unknown = typeof decoded.payload === 'string' ? JSON.parse(decoded.payload) : decoded.payload;
    if (typeof claims !== 'object' || claims === null || Array.isArray(claims)) return undefined;
    return { claims: claims as VerifiedToken['claims'], keyId: keyId(key) };
  } catch {
    return undefined;
  }
}

export function tokenKey(key: string): Readonly<Record<string, string>> {
  const { kty = '', n = '', e = '' } = createPublicKey(key).export({ format: 'jwk' });
  return { use: 'sig', kty, kid: keyId(key), alg: 'RS256', n, e };
}
