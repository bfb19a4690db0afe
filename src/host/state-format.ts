import type { Row } from '../cluster/store/image.ts';

/**
 * The state document, one object per line:
 *
 *     {"kubesim":{"format":1},
 *     "header":{…},
 *     "objects":[
 *     ["pods default/web",{…}],
 *     …
 *     ],
 *     "memory":[
 *     …
 *     ],
 *     "timers":[
 *     [due,sequence,"actor","key"]
 *     ],
 *     "log":[
 *     …
 *     ]
 *     }
 *
 * A change of its meaning raises the format; a higher one than ours is refused.
 */
export const FORMAT = 1;
export const FIRST_LINE = Buffer.from(`{"kubesim":{"format":${FORMAT}},\n`);
export const SECTIONS = ['objects', 'memory', 'timers', 'log'] as const;
export type SectionName = (typeof SECTIONS)[number];

/** Where a row stands in the bytes of a file: `["key",value]` from start to stop. */
export interface RowBytes {
  readonly bytes: Buffer;
  readonly start: number;
  readonly stop: number;
  readonly valueStart: number;
}

/** A row that was read: parsed when first asked for, written back as the bytes it was. */
export class ByteRow implements Row {
  readonly key: string;
  readonly raw: RowBytes;
  readonly #damaged: (detail: string) => Error;
  #value: unknown;
  #glanced = false;

  constructor(key: string, raw: RowBytes, damaged: (detail: string) => Error) {
    this.key = key;
    this.raw = raw;
    this.#damaged = damaged;
  }

  value(): unknown {
    return (this.#value ??= this.#parse());
  }

  /** Parsed values are large; only one that is looked at again is kept. */
  glance(): unknown {
    if (this.#value !== undefined || this.#glanced) return this.value();
    this.#glanced = true;
    return this.#parse();
  }

  #parse(): unknown {
    const { bytes, valueStart, stop } = this.raw;
    try {
      return JSON.parse(bytes.toString('utf8', valueStart, stop - 1));
    } catch {
      throw this.#damaged(`the row ${JSON.stringify(this.key)} is not valid JSON`);
    }
  }
}
