import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { UserError } from '../../api/user-error.ts';

/** Refuses a certificate and a key that do not belong together, in the words of Go's crypto/tls. */
export function checkTlsPair(certificate: string, key: string): void {
  const parsed = parseCertificate(firstBlock(certificate, 'certificate', (type) => type === 'CERTIFICATE'));
  const privateKey = parseKey(firstBlock(key, 'key', (type) => type === 'PRIVATE KEY' || type.endsWith(' PRIVATE KEY')));
  const { publicKey } = parsed;
  if (publicKey.asymmetricKeyType !== privateKey.asymmetricKeyType)
    throw new UserError('tls: private key type does not match public key type');
  if (!parsed.checkPrivateKey(privateKey)) throw new UserError('tls: private key does not match public key');
}

function firstBlock(text: string, what: 'certificate' | 'key', wanted: (type: string) => boolean): string {
  const blocks = [...text.matchAll(/-----BEGIN ([^-]+)-----[\s\S]*?-----END \1-----/g)];
  const found = blocks.find(([, type = '']) => wanted(type));
  if (found) return found[0];
  if (blocks.length === 0) throw new UserError(`tls: failed to find any PEM data in ${what} input`);
  const types = blocks.map(([, type]) => type);
  if (what === 'certificate' && types.length === 1 && /PRIVATE KEY$/.test(types[0]!)) {
    throw new UserError(
      'tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched',
    );
  }
  if (what === 'key' && types.length === 1 && types[0] === 'CERTIFICATE') {
    throw new UserError('tls: found a certificate rather than a key in the PEM for the private key');
  }
  const block = what === 'certificate' ? '"CERTIFICATE" PEM block' : 'PEM block with type ending in "PRIVATE KEY"';
  throw new UserError(
    `tls: failed to find ${block} in ${what} input after skipping PEM blocks of the following types: [${types.join(' ')}]`,
  );
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
