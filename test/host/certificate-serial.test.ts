import type * as NodeCrypto from 'node:crypto';
import { expect, test, vi } from 'vitest';

let byte = 0;
vi.mock('node:crypto', async (original) => ({
  ...(await original<typeof NodeCrypto>()),
  randomBytes: (size: number) => Buffer.alloc(size, byte),
}));
const { nodeCrypto } = await import('../../src/host/crypto.ts');

// One chance in 256 was enough to make a certificate that OpenSSL and Go refuse as malformed.
test.each([0x00, 0x01, 0x7f, 0x80, 0xff])('the serial number of a certificate is a proper integer when chance gives bytes %i', (chance) => {
  byte = chance;
  const crypto = nodeCrypto();
  const certificate = crypto.issueCertificate({
    from: { subject: { commonName: 'kubernetes', organizations: [] }, key: crypto.newKey('ec') },
    usages: [],
    notBefore: 0,
    notAfter: 1e12,
  });
  const der = Buffer.from(/-----\n([^-]*)-----/.exec(certificate)![1]!, 'base64');
  const at = der.indexOf(Buffer.from([0xa0, 0x03, 0x02, 0x01, 0x02, 0x02, 0x10])) + 7;
  expect(at).toBeGreaterThan(7);
  expect(der[at]).toBeGreaterThan(0);
  expect(der[at]).toBeLessThan(0x80);
});
