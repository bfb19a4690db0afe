import { expect, test } from 'vitest';
import { hasFormat, isKnownFormat } from '../../../src/cluster/custom/formats.ts';

test.each([
  ['date-time', '2026-11-26T10:00:00Z', true],
  ['date-time', '2026-11-26', false],
  ['date', '2026-02-29', false],
  ['date', '2024-02-29', true],
  ['ipv4', '10.0.0.1', true],
  ['ipv4', '10.0.0.256', false],
  ['ipv6', '::1', true],
  ['ipv6', '1:2:3', false],
  ['ipv6', '::ffff:1.2.3.4', true],
  ['cidr', '10.0.0.0/8', true],
  ['cidr', '10.0.0.0/33', false],
  ['uuid4', 'f47ac10b-58cc-4372-a567-0e02b2c3d479', true],
  ['uuid4', 'f47ac10b-58cc-3372-a567-0e02b2c3d479', false],
  ['isbn', '978-3-16-148410-0', true],
  ['isbn', '978-3-16-148410-1', false],
  ['creditcard', '4111 1111 1111 1111', true],
  ['hexcolor', '#a1b2c3', true],
  ['duration', '1h30m', true],
  ['duration', 'soon', false],
  ['byte', 'aGk=', true],
  ['byte', 'a', false],
  ['no-such-format', 'anything', true],
])('%s: %s → %s', (format, text, expected) => expect(hasFormat(format, text)).toBe(expected));

test('numbers have formats too; unknown ones are known to be unknown', () => {
  expect(isKnownFormat('int32')).toBe(true);
  expect(isKnownFormat('colour')).toBe(false);
});
