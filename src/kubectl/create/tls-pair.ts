import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { tlsBlock } from '../../api/pem.ts';
import { UserError } from '../../api/user-error.ts';

/** Refuses a certificate and a key that do not belong together, in the words of Go's crypto/tls. */
export function checkTlsPair(certificate: string, key: string): void {
  const parsed = parseCertificate(firstBlock(certificate, 'certificate'));
  const privateKey = parseKey(firstBlock(key, 'key'));
  const { publicKey } = parsed;
  if (publicKey.asymmetricKeyType !== privateKey.asymmetricKeyType)
    throw new UserError('tls: private key type does not match public key type');
  if (!parsed.checkPrivateKey(privateKey)) throw new UserError('tls: private key does not match public key');
}

function firstBlock(text: string, what: 'certificate' | 'key'): string {
  const found = tlsBlock(text, what);
  if ('error' in found) throw new UserError(found.error);
  return found.block;
}

function parseCertificate(block: string): X509Certificate {
  try {
    return new X509Certificate(block);
  } catch {
    throw new UserError('x509: malformed certificate');
  }
}

function parseKey(block: string): KeyObject {
  try {
    return createPrivateKey(block);
  } catch {
    throw new UserError('tls: failed to parse private key');
  }
}
