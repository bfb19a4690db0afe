import { expect, test } from 'vitest';
import {
  addressWarnings,
  checkCanonicalCidr,
  checkCanonicalIP,
  checkCidr,
  checkIP,
  cidrContains,
  cidrWarnings,
  parseCidr,
  parseIP,
} from '../../src/api/ip.ts';

test.each([
  ['10.9.8.7', true],
  ['0.0.0.0', true],
  ['256.1.1.1', false],
  ['1.2.3', false],
  ['::', true],
  ['2001:db8::ffff', true],
  ['1:2:3:4:5:6:7:8', true],
  ['1:2:3:4:5:6:7', false],
  ['1::2::3', false],
  ['1:2:3:4:5:6:7::8', false],
  ['12345::', false],
  ['', false],
])('%s is an address: %s', (text, fine) => {
  expect(checkIP(text)).toEqual(fine ? [] : ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)']);
});

test.each([
  ['10.0.0.0/8', true],
  ['2001:db8::/64', true],
  ['10.0.0.0', false],
  ['10.0.0.0/33', false],
  ['10.0.0.0/8/9', false],
])('%s is a network: %s', (text, fine) => {
  expect(checkCidr(text)).toEqual(fine ? [] : ['must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)']);
});

test.each([
  ['10.0.0.0/8', '10.255.0.1', true],
  ['10.0.0.0/8', '11.0.0.1', false],
  ['10.0.0.0/8', '::', false],
  ['fd00::/8', 'fd12::1', true],
])('%s contains %s: %s', (network, ip, inside) => {
  expect(cidrContains(parseCidr(network)!, parseIP(ip)!)).toBe(inside);
});

test.each<[check: (text: string) => string[], text: string, why: string]>([
  [checkIP, '01.2.3.4', 'must not have leading 0s'],
  [checkIP, '::ffff:10.0.0.1', 'must not be an IPv4-mapped IPv6 address'],
  [checkCidr, '10.0.0.1/8', 'must not have bits set beyond the prefix length'],
  [checkCidr, '10.0.0.0/08', 'must not have leading 0s in IP or prefix length'],
  [checkCidr, '::ffff:10.0.0.0/104', 'must not have an IPv4-mapped IPv6 address'],
  [checkCanonicalIP, '2001:DB8:0::1', 'must be in canonical form ("2001:db8::1")'],
  [checkCanonicalCidr, '2001:db8:0:0::/64', 'must be in canonical form ("2001:db8::/64")'],
])('%o refuses %s: %s', (check, text, why) => {
  expect(check(text)).toEqual([why]);
});

test('other ways to write an address are taken with a warning', () => {
  expect(checkIP('2001:DB8::1')).toEqual([]);
  expect(addressWarnings('spec.ip', '2001:DB8::1')).toEqual([
    'spec.ip: IPv6 address "2001:DB8::1" should be in RFC 5952 canonical format ("2001:db8::1")',
  ]);
  expect(cidrWarnings('spec.cidr', '1:0:0:2:0:0:0:0/64')).toEqual([
    'spec.cidr: IPv6 CIDR value "1:0:0:2:0:0:0:0/64" should be in RFC 5952 canonical format ("1:0:0:2::/64")',
  ]);
  expect([...addressWarnings('a', '10.0.0.1'), ...cidrWarnings('b', 'fd00::/8')]).toEqual([]);
});

test('a wider network is not inside a narrower one', () => {
  expect(cidrContains(parseCidr('10.0.0.0/16')!, parseCidr('10.0.0.0/8')!)).toBe(false);
  expect(cidrContains(parseCidr('10.0.0.0/8')!, parseCidr('10.1.0.0/16')!)).toBe(true);
});
