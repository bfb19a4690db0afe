import { expect, it } from 'vitest';
import { nextPodIp } from '../../../src/cluster/network/pod-ips.ts';

const free = (): boolean => false;

it.each([
  ['10.244.1.0/24', undefined, '10.244.1.2'],
  ['10.244.1.0/24', '10.244.1.2', '10.244.1.3'],
  ['10.244.1.0/24', '10.244.1.254', '10.244.1.2'],
  ['10.0.0.0/22', '10.0.0.255', '10.0.1.0'],
  ['10.0.0.0/32', undefined, undefined],
  ['fd00::/64', undefined, undefined],
])('%s after %s: %s', (cidr, last, next) => expect(nextPodIp(cidr, last, free)).toBe(next));

it('leaves out what is in use, and gives up when all is', () => {
  expect(nextPodIp('10.244.1.0/24', '10.244.1.2', (ip) => ip === '10.244.1.3')).toBe('10.244.1.4');
  expect(nextPodIp('10.244.1.0/29', undefined, () => true)).toBeUndefined();
});
