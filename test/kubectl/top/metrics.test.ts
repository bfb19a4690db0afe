import { expect, test } from 'vitest';
import { amountText, checkSortBy, sortedBy, sumOf } from '../../../src/kubectl/top/metrics.ts';

test.each([
  ['cpu', '250m', '250m'],
  ['cpu', '1', '1000m'],
  ['cpu', '123456789n', '124m'],
  ['memory', '12Mi', '12Mi'],
  ['memory', '1500Ki', '1Mi'],
  ['swap', '0', '0Mi'],
])('%s %s is %s', (resource, quantity, expected) => {
  expect(amountText({ [resource]: quantity }, resource)).toBe(expected);
});

test('usage adds up', () => {
  const sum = sumOf([
    { cpu: '1m', memory: '1Mi' },
    { cpu: '2', memory: '3Mi' },
  ]);
  expect([amountText(sum, 'cpu'), amountText(sum, 'memory')]).toEqual(['2001m', '4Mi']);
  // Only the sum is rounded, not what it is made of.
  expect(amountText(sumOf([{ cpu: '600000n' }, { cpu: '400000n' }]), 'cpu')).toBe('1m');
});

test('pods are in the order of their names, or of what they use', () => {
  const pods = ['b', 'a', 'c'].map((name, i) => ({ metadata: { name }, usage: { cpu: `${i}`, memory: `${3 - i}` } }));
  const order = (by: string): string[] => sortedBy(pods, by, ({ usage }) => usage).map(({ metadata }) => metadata.name);
  expect([order(''), order('cpu'), order('memory')]).toEqual([
    ['a', 'b', 'c'],
    ['c', 'a', 'b'],
    ['b', 'a', 'c'],
  ]);
  expect(() => checkSortBy('name')).toThrow('--sort-by accepts only cpu or memory');
});
