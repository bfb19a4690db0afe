import { Script } from 'node:vm';
import { expect, it } from 'vitest';
import { compileAsUsual, expectWork } from '../../src/host/compiling.ts';

it('commands with much to do leave code behind that the next process takes', () => {
  const usual = new Script('1').createCachedData();
  const taken = (filename: string): boolean => new Script('1', { filename, cachedData: usual }).cachedDataRejected === false;
  expectWork({ objects: 10, time: 1000 });
  expect(taken('a')).toBe(true);
  expectWork({ objects: 2000 });
  expect(taken('b')).toBe(false);
  expect(compileAsUsual()).toBe(true);
  expect(taken('c')).toBe(true);
});
