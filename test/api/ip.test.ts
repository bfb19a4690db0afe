import { expect, test } from 'vitest';
import { checkCidr, checkIP, cidrContains, parseCidr, parseIP } from '../../src/api/ip.ts';

test.each([
  ['10.9.8.7', true],
  ['0.0.0.0', true],
  ['256.1.1.1', false],
  ['1.2.3', false],
  ['01.2.3.4', false],
  ['::', true],
  ['2001:db8::ffff', true],
  ['::ffff:10.0.0.1', true],
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

test('a wider network is not inside a narrower one', () => {
  expect(cidrContains(parseCidr('10.0.0.0/16')!, parseCidr('10.0.0.0/8')!)).toBe(false);
  expect(cidrContains(parseCidr('10.0.0.0/8')!, parseCidr('10.1.0.0/16')!)).toBe(true);
});
