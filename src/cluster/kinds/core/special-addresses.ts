import { invalid, type FieldError } from '../../../api/field-error.ts';
import { parseLooseIP } from '../../../api/ip.ts';

/** Addresses that a Service or its endpoints may not send traffic to: each range with the words for it. */
const RANGES: readonly { test(value: bigint, family: 4 | 6): boolean; text: string }[] = [
  { test: (value) => value === 0n, text: 'may not be unspecified' },
  {
    test: (value, family) => (family === 4 ? value >> 24n === 127n : value === 1n),
    text: 'may not be in the loopback range (127.0.0.0/8, ::1/128)',
  },
  {
    test: (value, family) => (family === 4 ? value >> 16n === 0xa9fen : value >> 118n === 0x3fan),
    text: 'may not be in the link-local range (169.254.0.0/16, fe80::/10)',
  },
  {
    test: (value, family) => (family === 4 ? value >> 8n === 0xe00000n : value >> 112n === 0xff02n),
    text: 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)',
  },
];

/** What is no address at all is told again, in fewer words. */
export function validateEndpointAddress(text: string, path: string): FieldError[] {
  const ip = parseLooseIP(text);
  if (ip === undefined) return [invalid(path, text, 'must be a valid IP address')];
  return RANGES.filter(({ test }) => test(ip.value, ip.family)).map(({ text: why }) =>
    invalid(path, text, ip.value === 0n ? `${why} (${text})` : why),
  );
}
