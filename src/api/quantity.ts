/** Resource quantities (`500m`, `1.5Gi`, `1e3`): exact decimals that remember in which notation they were written. */
export interface Quantity {
  /** The value is `unscaled` times ten to the power of `scale`. */
  readonly unscaled: bigint;
  readonly scale: number;
  readonly format: QuantityFormat;
}

export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent';

export class QuantityError extends Error {}

const wrongFormat = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const shape = /^([+-]?)([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*[-+]?[0-9]*)$/;

const decimalSuffixes: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const binarySuffixes: Readonly<Record<string, bigint>> = { Ki: 10n, Mi: 20n, Gi: 30n, Ti: 40n, Pi: 50n, Ei: 60n };
const decimalNames = new Map(Object.entries(decimalSuffixes).map(([name, exponent]) => [exponent, name]));
const binaryNames = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

const nano = -9;
const largest = 2n ** 63n - 1n;
/** Beyond this power of ten a quantity is simply the largest one: nobody shall make us compute with millions of digits. */
const largestExponent = 1000;

export const zeroQuantity: Quantity = { unscaled: 0n, scale: 0, format: 'DecimalSI' };

const recent = new Map<string, Quantity>();
const recentLimit = 2000;

/** @throws QuantityError with the API server's message. */
export function parseQuantity(text: string): Quantity {
  const known = recent.get(text);
  if (known !== undefined) return known;
  const quantity = parse(text);
  if (recent.size >= recentLimit) recent.clear();
  recent.set(text, quantity);
  return quantity;
}

/** True for text that parseQuantity accepts. */
export function isQuantity(text: string): boolean {
  try {
    parseQuantity(text);
    return true;
  } catch (error) {
    if (error instanceof QuantityError) return false;
    throw error;
  }
}

function parse(text: string): Quantity {
  const match = text === '' ? null : shape.exec(text);
  if (match === null) throw new QuantityError(wrongFormat);
  const [, sign, whole = '', fraction = '', suffix = ''] = match;
  const digits = BigInt(`0${whole}${fraction}`);
  const magnitude = (sign === '-' ? -1n : 1n) * digits;
  const binary = Object.hasOwn(binarySuffixes, suffix) ? binarySuffixes[suffix] : undefined;
  if (binary !== undefined) {
    const quantity = bounded(magnitude << binary, -fraction.length, 'BinarySI');
    return isSmallerThanOne(quantity) ? { ...quantity, format: 'DecimalSI' } : quantity;
  }
  if (Object.hasOwn(decimalSuffixes, suffix)) return bounded(magnitude, decimalSuffixes[suffix]! - fraction.length, 'DecimalSI');
  const exponent = /^[eE]([+-]?[0-9]+)$/.exec(suffix);
  if (exponent === null) throw new QuantityError("unable to parse quantity's suffix");
  return bounded(magnitude, Number(exponent[1]) - fraction.length, 'DecimalExponent');
}

/** Nothing is finer than nano (rounded away from zero: who asks for something gets something); binary quantities end at 2^63 - 1. */
function bounded(unscaled: bigint, scale: number, format: QuantityFormat): Quantity {
  if (unscaled === 0n) return { unscaled, scale: 0, format };
  const positive = unscaled > 0n;
  const size = positive ? unscaled : -unscaled;
  let result = size;
  let exponent = scale;
  if (scale < nano) {
    const drop = nano - scale;
    const length = String(size).length;
    result = drop > length ? 1n : divideUp(size, 10n ** BigInt(drop));
    exponent = nano;
  } else if (scale > largestExponent) {
    result = largest;
    exponent = 0;
  }
  if (format === 'BinarySI' && result > largest * 10n ** BigInt(-exponent)) {
    result = largest;
    exponent = 0;
  }
  return { unscaled: positive ? result : -result, scale: exponent, format };
}

function isSmallerThanOne(q: Quantity): boolean {
  return !isZero(q) && q.scale < 0 && abs(q.unscaled) < 10n ** BigInt(-q.scale);
}

/** The canonical text that the API server answers with: `0.5` becomes `500m`, `1024Mi` `1Gi`, `1000m` `1`. Above `999E` the suffix is lost, as in the original. */
export function formatQuantity(q: Quantity): string {
  if (q.unscaled === 0n) return '0';
  if (q.format === 'BinarySI') {
    const whole = wholeValue(q);
    if (whole !== undefined && (whole <= -1024n || whole >= 1024n)) {
      let size = whole;
      let power = 0;
      while (size % 1024n === 0n && power < binaryNames.length - 1) {
        size /= 1024n;
        power++;
      }
      return `${size}${binaryNames[power]}`;
    }
  }
  let mantissa = q.unscaled;
  let exponent = q.scale;
  while (mantissa % 10n === 0n) {
    mantissa /= 10n;
    exponent++;
  }
  while (exponent % 3 !== 0) {
    mantissa *= 10n;
    exponent--;
  }
  if (q.format === 'DecimalExponent') return exponent === 0 ? String(mantissa) : `${mantissa}e${exponent}`;
  return `${mantissa}${decimalNames.get(exponent) ?? ''}`;
}

/** Text in, canonical text out. @throws QuantityError */
export function canonicalQuantity(text: string): string {
  return formatQuantity(parseQuantity(text));
}

/** The value as an integer if it is one. */
function wholeValue(q: Quantity): bigint | undefined {
  if (q.scale >= 0) return q.unscaled * 10n ** BigInt(q.scale);
  const unit = 10n ** BigInt(-q.scale);
  return q.unscaled % unit === 0n ? q.unscaled / unit : undefined;
}

/** The value in units of ten to the power of `scale`, rounded away from zero. */
export function scaledQuantity(q: Quantity, scale: number): bigint {
  if (q.scale >= scale) return q.unscaled * 10n ** BigInt(q.scale - scale);
  const size = divideUp(abs(q.unscaled), 10n ** BigInt(scale - q.scale));
  return q.unscaled < 0n ? -size : size;
}

/** Whole units, rounded up as the scheduler and quotas count: bytes, pods. */
export function toInteger(q: Quantity): number {
  return Number(scaledQuantity(q, 0));
}

/** Thousandths, rounded up: millicores. */
export function toMilli(q: Quantity): number {
  return Number(scaledQuantity(q, -3));
}

export function toNumber(q: Quantity): number {
  return Number(`${q.unscaled}e${q.scale}`);
}

export function fromInteger(value: number | bigint, format: QuantityFormat = 'DecimalSI'): Quantity {
  return { unscaled: BigInt(value), scale: 0, format };
}

export function fromMilli(value: number | bigint, format: QuantityFormat = 'DecimalSI'): Quantity {
  return { unscaled: BigInt(value), scale: -3, format };
}

export function sign(q: Quantity): -1 | 0 | 1 {
  return q.unscaled === 0n ? 0 : q.unscaled < 0n ? -1 : 1;
}

export function isZero(q: Quantity): boolean {
  return q.unscaled === 0n;
}

export function compareQuantities(a: Quantity, b: Quantity): -1 | 0 | 1 {
  const scale = Math.min(a.scale, b.scale);
  const difference = scaledQuantity(a, scale) - scaledQuantity(b, scale);
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
}

/** Adds; the notation is that of the first summand unless that is zero. */
export function addQuantities(a: Quantity, b: Quantity): Quantity {
  const scale = Math.min(a.scale, b.scale);
  return { unscaled: scaledQuantity(a, scale) + scaledQuantity(b, scale), scale, format: isZero(a) ? b.format : a.format };
}

export function subtractQuantities(a: Quantity, b: Quantity): Quantity {
  return addQuantities(a, { ...b, unscaled: -b.unscaled });
}

export function maxQuantity(a: Quantity, b: Quantity): Quantity {
  return compareQuantities(a, b) >= 0 ? a : b;
}

function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function divideUp(value: bigint, by: bigint): bigint {
  return (value + by - 1n) / by;
}
