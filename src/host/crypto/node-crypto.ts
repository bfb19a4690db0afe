import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import type { ClusterCrypto } from '../../cluster/pki/crypto.ts';
import { signToken, tokenKey, verifyToken } from './tokens.ts';
import { issueCertificate, readRequest, verifyCertificate } from './x509.ts';

const PRIVATE = { type: 'pkcs8', format: 'pem' } as const;
const PUBLIC = { type: 'spki', format: 'pem' } as const;

export const crypto: ClusterCrypto = {
  newKey: (type) =>
    type === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 2048, privateKeyEncoding: PRIVATE, publicKeyEncoding: PUBLIC }).privateKey
      : generateKeyPairSync('ec', { namedCurve: 'P-256', privateKeyEncoding: PRIVATE, publicKeyEncoding: PUBLIC }).privateKey,
  digest: (text, bytes) => createHash('sha256').update(text).digest().subarray(0, bytes).toString('base64'),
  randomHex: (bytes) => randomBytes(bytes).toString('hex'),
  issueCertificate,
  verifyCertificate,
  readRequest,
  signToken,
  verifyToken,
  tokenKey,
};
