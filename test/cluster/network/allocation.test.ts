import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clusterIpFault, freeClusterIp } from '../../../src/cluster/network/cluster-ips.ts';
import { freeNodePort, nodePortFault } from '../../../src/cluster/network/node-ports.ts';
import { seededRandom } from '../../../src/cluster/sim/random.ts';

describe('cluster addresses', () => {
  test.each([
    ['10.96.0.1', undefined],
    ['10.96.255.254', undefined],
    ['10.96.0.0', 'the provided IP (10.96.0.0) is not in the valid range. The range of valid IPs is 10.96.0.0/16'],
    ['10.96.255.255', 'the provided IP (10.96.255.255) is not in the valid range. The range of valid IPs is 10.96.0.0/16'],
    ['10.97.0.1', 'the provided network does not match the current range'],
    ['fd00::1', 'the provided network does not match the current range'],
    ['10.96.4.4', 'provided IP is already allocated'],
  ])('%s', (ip, fault) => {
    expect(clusterIpFault(ip, new Set(['10.96.4.4']))).toBe(fault);
  });

  test('a chosen one is free, allowed, and outside of the band for fixed ones', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const taken = new Set<string>();
        for (let i = 0; i < 20; i += 1) {
          const ip = freeClusterIp(taken, seededRandom(seed))!;
          expect(clusterIpFault(ip, taken)).toBeUndefined();
          expect(ip).not.toMatch(/^10\.96\.0\./);
          taken.add(ip);
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('node ports', () => {
  test.each([
    [30000, undefined],
    [32767, undefined],
    [29999, 'provided port is not in the valid range. The range of valid ports is 30000-32767'],
    [32768, 'provided port is not in the valid range. The range of valid ports is 30000-32767'],
    [31000, 'provided port is already allocated'],
  ])('%i', (port, fault) => {
    expect(nodePortFault(port, new Set([31000]))).toBe(fault);
  });

  test('every port is given out once, those for fixed ones last; then there is none', () => {
    const random = seededRandom(1);
    const taken = new Set<number>();
    for (let port = freeNodePort(taken, random); port !== undefined; port = freeNodePort(taken, random)) {
      expect(nodePortFault(port, taken)).toBeUndefined();
      taken.add(port);
    }
    expect(taken.size).toBe(2768);
    expect([...taken].slice(-86).every((port) => port < 30086)).toBe(true);
  });
});
