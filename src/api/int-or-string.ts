import { goQuote } from './go-text.ts';

/** A number, or a percentage of something (`25%`), or a name (ports). */
export type IntOrString = number | string;

/** The percentage as a number, or undefined for anything that is not `<digits>%`. */
export function percentage(value: IntOrString): number | undefined {
  return typeof value === 'string' && /^[0-9]+%$/.test(value) ? Number(value.slice(0, -1)) : undefined;
}

/**
 * A number as it is, a percentage as its share of `total`, rounded up or down.
 * @throws Error for strings that are no percentage
 */
export function scaledValue(value: IntOrString, total: number, roundUp: boolean): number {
  if (typeof value === 'number') return value;
  if (!value.endsWith('%')) throw new Error('invalid value for IntOrString: invalid type: string is not a percentage');
  const number = value.slice(0, -1);
  if (!/^[+-]?[0-9]+$/.test(number)) {
    throw new Error(
      `invalid value for IntOrString: invalid value ${goQuote(value)}: strconv.Atoi: parsing ${goQuote(number)}: invalid syntax`,
    );
  }
  const share = Number(number) * total;
  return roundUp ? Math.ceil(share / 100) : Math.floor(share / 100);
}

/** As Go's intstr.Parse reads flags: digits are a number, all else is a string. */
export function parseIntOrString(text: string): IntOrString {
  return /^[+-]?[0-9]+$/.test(text) && Math.abs(Number(text)) < 2 ** 31 ? Number(text) : text;
}
