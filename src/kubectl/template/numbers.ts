import { GoNumber } from './values.ts';

const int =
  /^[-+]?(?:0[xX]_?[0-9a-fA-F]+(?:_[0-9a-fA-F]+)*|0[bB]_?[01]+(?:_[01]+)*|0[oO]_?[0-7]+(?:_[0-7]+)*|0(?:_?[0-7]+)*|[1-9][0-9]*(?:_[0-9]+)*)$/;
const float = /^[-+]?(?:[0-9]+(?:_[0-9]+)*\.?(?:[0-9]+(?:_[0-9]+)*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/;

/** A number of a template, or why it is none. */
export function parseNumber(text: string): GoNumber | string {
  const plain = text.replaceAll('_', '');
  if (int.test(text)) {
    const digits = plain.replace(/^[-+]/, '').replace(/^0(?=[0-7])/, '0o');
    const value = BigInt(digits) * (plain.startsWith('-') ? -1n : 1n);
    return value >= -(1n << 63n) && value < 1n << 63n ? new GoNumber(Number(value), 'int') : 'integer overflow';
  }
  const hex = /^([-+]?)0[xX]([0-9a-fA-F]+)(?:\.([0-9a-fA-F]*))?[pP]([-+]?\d+)$/.exec(plain);
  if (hex !== null) {
    const [, sign, whole, fraction = '', exponent] = hex;
    const value = parseInt(whole! + fraction, 16) * 2 ** (Number(exponent) - 4 * fraction.length) * (sign === '-' ? -1 : 1);
    return new GoNumber(value, 'float64');
  }
  if (!float.test(text) || !Number.isFinite(Number(plain))) return 'illegal number syntax';
  if (/^[-+]?[0-9_]+$/.test(text)) return 'integer overflow';
  return new GoNumber(Number(plain), 'float64');
}
