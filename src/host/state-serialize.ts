import type { ClusterImage, Row } from '../cluster/store/image.ts';
import { ByteRow, FIRST_LINE } from './state-format.ts';

/**
 * The bytes of a state document in pieces. Neighbouring rows that are still what was read make one piece of the old file.
 * Who saves again and again hands in `texts`, so that what stays is not put into words each time.
 */
export function serializeState(image: ClusterImage, texts?: RowTexts): Buffer[] {
  const pieces = new Pieces();
  pieces.bytes(FIRST_LINE, 0, FIRST_LINE.length);
  pieces.text(`"header":${JSON.stringify(image.header)},\n"objects":[\n`);
  writeRows(pieces, inKeyOrder(image.objects), texts);
  pieces.text('],\n"memory":[\n');
  writeRows(pieces, inKeyOrder(image.memory), texts);
  pieces.text('],\n"timers":[\n');
  const timers = [...image.timers].sort((a, b) => a.due - b.due || a.seq - b.seq);
  pieces.text(
    timers.map(({ due, seq, actor, key }) => JSON.stringify([due, seq, actor, key])).join(',\n') + (timers.length > 0 ? '\n' : ''),
  );
  pieces.text('],\n"log":[\n');
  writeRows(pieces, image.log);
  pieces.text(']\n}\n');
  return pieces.finish();
}

function inKeyOrder(rows: Map<string, Row>): readonly Row[] {
  const list = [...rows.values()];
  for (let index = 1; index < list.length; index++) {
    if (list[index - 1]!.key > list[index]!.key) return list.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  }
  return list;
}

/** Texts of rows that were written once and may be written again. */
export type RowTexts = WeakMap<Row, string>;

function textOf(row: Row, texts: RowTexts | undefined): string {
  let text = texts?.get(row);
  if (text === undefined) {
    text = `[${JSON.stringify(row.key)},${JSON.stringify(row.value())}]`;
    texts?.set(row, text);
  }
  return text;
}

function writeRows(pieces: Pieces, rows: readonly Row[], texts?: RowTexts): void {
  for (const [index, row] of rows.entries()) {
    if (index > 0) pieces.text(',\n');
    if (row instanceof ByteRow) pieces.bytes(row.raw.bytes, row.raw.start, row.raw.stop);
    else pieces.text(textOf(row, texts));
  }
  if (rows.length > 0) pieces.text('\n');
}

/** Collects text and ranges of buffers. A separator between two ranges that follow each other in one buffer is taken from there. */
class Pieces {
  readonly #pieces: Buffer[] = [];
  #pending = '';
  #range: { bytes: Buffer; start: number; stop: number } | undefined;

  text(text: string): void {
    this.#pending += text;
    if (this.#pending.length > 1 << 20) this.#flush();
  }

  bytes(bytes: Buffer, start: number, stop: number): void {
    const range = this.#range;
    if (range?.bytes === bytes && this.#pending === ',\n' && range.stop + 2 === start) {
      range.stop = stop;
      this.#pending = '';
      return;
    }
    this.#flush();
    this.#range = { bytes, start, stop };
  }

  finish(): Buffer[] {
    this.#flush();
    return this.#pieces;
  }

  #flush(): void {
    if (this.#range) this.#pieces.push(this.#range.bytes.subarray(this.#range.start, this.#range.stop));
    if (this.#pending !== '') this.#pieces.push(Buffer.from(this.#pending));
    this.#range = undefined;
    this.#pending = '';
  }
}
