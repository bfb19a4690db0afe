import {
  addQuantities,
  compareQuantities,
  fromInteger,
  parseQuantity,
  QuantityError,
  sign,
  scaledQuantity,
  subtractQuantities,
  toNumber,
  type Quantity,
} from '../../../api/quantity.ts';
import type { Library } from '../functions.ts';
import { EvaluationError, Opaque } from '../values.ts';

class QuantityValue extends Opaque {
  readonly typeName = 'kubernetes.Quantity';
  readonly quantity: Quantity;

  constructor(quantity: Quantity) {
    super();
    this.quantity = quantity;
  }

  override equals(other: Opaque): boolean {
    return other instanceof QuantityValue && compareQuantities(other.quantity, this.quantity) === 0;
  }
}

function quantity(text: string): QuantityValue {
  try {
    return new QuantityValue(parseQuantity(text));
  } catch (error) {
    if (error instanceof QuantityError) throw new EvaluationError(error.message);
    throw error;
  }
}

/** The value as an int if it is one that fits. */
function whole({ quantity: q }: QuantityValue): bigint | undefined {
  const value = scaledQuantity(q, 0);
  return compareQuantities(fromInteger(value), q) === 0 && value === BigInt.asIntN(64, value) ? value : undefined;
}

const order = (a: QuantityValue, b: QuantityValue): number => compareQuantities(a.quantity, b.quantity);

export const quantities: Library = {
  'quantity(string) kubernetes.Quantity': quantity,
  'isQuantity(string) bool': (text: string) => {
    try {
      quantity(text);
      return true;
    } catch (error) {
      if (error instanceof EvaluationError) return false;
      throw error;
    }
  },
  '<kubernetes.Quantity>.sign() int': ({ quantity: q }: QuantityValue) => BigInt(sign(q)),
  '<kubernetes.Quantity>.isInteger() bool': (value: QuantityValue) => whole(value) !== undefined,
  '<kubernetes.Quantity>.asInteger() int': (value: QuantityValue) => {
    const result = whole(value);
    if (result === undefined) throw new EvaluationError('cannot convert value to integer');
    return result;
  },
  '<kubernetes.Quantity>.asApproximateFloat() double': ({ quantity: q }: QuantityValue) => toNumber(q),
  '<kubernetes.Quantity>.isGreaterThan(kubernetes.Quantity) bool': (a: QuantityValue, b: QuantityValue) => order(a, b) > 0,
  '<kubernetes.Quantity>.isLessThan(kubernetes.Quantity) bool': (a: QuantityValue, b: QuantityValue) => order(a, b) < 0,
  '<kubernetes.Quantity>.compareTo(kubernetes.Quantity) int': (a: QuantityValue, b: QuantityValue) => BigInt(order(a, b)),
  '<kubernetes.Quantity>.add(kubernetes.Quantity) kubernetes.Quantity': (a: QuantityValue, b: QuantityValue) =>
    new QuantityValue(addQuantities(a.quantity, b.quantity)),
  '<kubernetes.Quantity>.add(int) kubernetes.Quantity': (a: QuantityValue, b: bigint) =>
    new QuantityValue(addQuantities(a.quantity, fromInteger(b))),
  '<kubernetes.Quantity>.sub(kubernetes.Quantity) kubernetes.Quantity': (a: QuantityValue, b: QuantityValue) =>
    new QuantityValue(subtractQuantities(a.quantity, b.quantity)),
  '<kubernetes.Quantity>.sub(int) kubernetes.Quantity': (a: QuantityValue, b: bigint) =>
    new QuantityValue(subtractQuantities(a.quantity, fromInteger(b))),
};
