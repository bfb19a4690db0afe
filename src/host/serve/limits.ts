/** What a server puts up with. Times in ms, sizes in bytes. */
export const limits = {
  /** As a real API server: nothing larger becomes an object. */
  body: 3 << 20,
  headers: 64 << 10,
  connections: 2_048,
  /** Watches and followed logs at one time. */
  streams: 1_000,
  /** From the first byte of a request until its headers, and until its body, must be there. */
  headersTime: 10_000,
  requestTime: 60_000,
  /** A connection without a request is closed after this. */
  keepAlive: 90_000,
  /** Whoever has not read for so long what a watch has to tell is cut off. */
  slowReader: 60_000,
  /** Watches that name no end are ended after this, and as much again at random. */
  watchTime: 1_800_000,
  /** A quiet watch gets a bookmark so often. */
  bookmark: 60_000,
  /** Answers from this size on are compressed for who understands it. */
  compressed: 128 << 10,
  /** After this, a server that was told to stop ends what is still going on. */
  grace: 2_000,
} as const;
