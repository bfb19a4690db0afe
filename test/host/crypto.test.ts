import { createSign, generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { nodeCrypto } from '../../src/host/crypto.ts';

const REQUEST = Buffer.from(
  'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIVk1INENBUUF3SERFTU1Bb0dBMVVFQ2d3RFpHVjJNUXd3Q2dZRFZRUUREQU5oYm00d1dUQVRCZ2NxaGtqTwpQUUlCQmdncWhrak9QUU1CQndOQ0FBVDlLVTR0OTZiOHdBT0NIMlVvVHZmaHE5TnlNRWVxYjdUSDZuaW40bkhhCkE5blJYa3pkV2Z0TVg1OGRWcTVqQXFGaENZSWJsNGloeXhuZ0YxRitmaDVPb0FBd0NnWUlLb1pJemowRUF3SUQKUndBd1JBSWdOQ2ViS0FJQm9zK0dEOVRKZ0JJRnJNOUlkS1RrY0sxb0dya2VBa1l0VnhrQ0lEcjVxajRJVnBVTgpCSDZyT1g3OHNrcnNoVlcyeVpxelVudmF2dlNkakpFUwotLS0tLUVORCBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0K',
  'base64',
).toString();

describe('cryptography', () => {
  const crypto = nodeCrypto();

  test('reads certificate requests and checks their signatures', () => {
    expect(crypto.readRequest(REQUEST)).toMatchObject({ commonName: 'ann', organizations: ['dev'], dnsNames: [] });
    const bytes = Buffer.from(/-----\n([^-]*)-----/.exec(REQUEST)![1]!, 'base64');
    bytes[bytes.length - 3]! ^= 1;
    const forged = `-----BEGIN CERTIFICATE REQUEST-----\n${bytes.toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`;
    expect(() => crypto.readRequest(forged)).toThrow('x509: ECDSA verification failure');
    expect(() => crypto.readRequest('-----BEGIN CERTIFICATE REQUEST-----\naGVsbG8=\n-----END CERTIFICATE REQUEST-----\n')).toThrow('asn1:');
  });

  test('believes tokens of its key only, and of no other algorithm', () => {
    const key = crypto.newKey('rsa');
    const token = crypto.signToken({ sub: 'x' }, key);
    expect(crypto.verifyToken(token, key)).toEqual({ claims: { sub: 'x' }, keyId: crypto.tokenKey(key)['kid'] });
    expect(crypto.verifyToken(token, crypto.newKey('rsa'))).toBeUndefined();
    const [head, , signature] = token.split('.');
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    expect(crypto.verifyToken(`${head}.${part({ sub: 'y' })}.${signature}`, key)).toBeUndefined();
    expect(crypto.verifyToken(`${part({ alg: 'none' })}.${part({ sub: 'x' })}.`, key)).toBeUndefined();
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const signing = `${part({ alg: 'RS512' })}.${part({ sub: 'x' })}`;
    expect(crypto.verifyToken(`${signing}.${createSign('RSA-SHA512').update(signing).sign(privateKey, 'base64url')}`, key)).toBeUndefined();
    for (const bad of ['', 'a', 'a.b.c', '...', 'Bearer x']) expect(crypto.verifyToken(bad, key)).toBeUndefined();
  });
});
