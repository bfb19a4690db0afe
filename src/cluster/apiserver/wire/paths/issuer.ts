import type { Pki } from '../../../pki/pki.ts';
import { ISSUER } from '../../account-tokens.ts';
import { jsonAnswer, type PlainAnswer } from '../plain-answer.ts';

const CONFIGURATION = '/.well-known/openid-configuration';
const KEYS = '/openid/v1/jwks';
const CACHED = { 'cache-control': 'public, max-age=3600' };

/** With what others check the tokens of service accounts. Undefined for other paths. */
export function issuerAnswer(path: string, address: string | undefined, pki: () => Pki): PlainAnswer | undefined {
  if (path === CONFIGURATION) {
    const configuration = {
      issuer: ISSUER,
      jwks_uri: `https://${address ?? 'kubernetes.default.svc'}${KEYS}`,
      response_types_supported: ['id_token'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
    };
    return jsonAnswer(JSON.stringify(configuration), CACHED);
  }
  if (path !== KEYS) return undefined;
  const { cryptography } = pki();
  const keys = [cryptography.tokenKey(pki().tokenKey())];
  return jsonAnswer(JSON.stringify({ keys }), { ...CACHED, 'content-type': 'application/jwk-set+json' });
}

export const issuerPaths: readonly string[] = [CONFIGURATION, KEYS];
