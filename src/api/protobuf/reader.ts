/** The bytes are no message, or not one of the type they should be. */
export class ProtobufError extends Error {
  override readonly name: string = 'ProtobufError';
}

/** What stands at a field of a message: a number (wire types 0, 1 and 5) or bytes (wire type 2). */
export type WireValue = bigint | Uint8Array;

/** Calls `field` for each field of a message, in its order. */
export function readMessage(bytes: Uint8Array, field: (number: number, value: WireValue) => void): void {
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined) throw new ProtobufError('unexpected EOF');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new ProtobufError('proto: integer overflow');
  };
  const take = (length: number): Uint8Array => {
    if (at + length > bytes.length) throw new ProtobufError('unexpected EOF');
    return bytes.subarray(at, (at += length));
  };
  const fixed = (length: number): bigint => take(length).reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
  while (at < bytes.length) {
    const tag = Number(varint());
    const number = Math.floor(tag / 8);
    if (number < 1) throw new ProtobufError(`proto: illegal tag ${number} (wire type ${tag % 8})`);
    switch (tag % 8) {
      case 0:
        field(number, varint());
        break;
      case 1:
        field(number, fixed(8));
        break;
      case 2:
        field(number, take(Number(varint())));
        break;
      case 5:
        field(number, fixed(4));
        break;
      default:
        throw new ProtobufError(`proto: illegal wireType ${tag % 8}`);
    }
  }
}

const utf8 = new TextDecoder('utf-8');

export function textOf(value: WireValue): string {
  return utf8.decode(bytesOf(value));
}

export function bytesOf(value: WireValue): Uint8Array {
  if (typeof value === 'bigint') throw new ProtobufError('proto: wrong wireType = 0');
  return value;
}

export function numberOf(value: WireValue): bigint {
  if (typeof value !== 'bigint') throw new ProtobufError('proto: wrong wireType = 2');
  return value;
}
