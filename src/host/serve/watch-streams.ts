import type { ServerResponse } from 'node:http';
import type { WatchEvent } from '../../api/client.ts';
import type { WireAnswer } from '../../cluster/cluster.ts';
import { limits } from './limits.ts';
import type { ResidentSession } from './resident-session.ts';

export type WatchAnswer = Extract<WireAnswer, { kind: 'watch' }>;

/** How many events are encoded before others get their turn. */
const BATCH = 100;

/**
 * All watches of a server. After a change each one that its client keeps up with is polled once, some events at a time in turn; one whose
 * client is slow is left alone until it has read, since the cluster's own log of changes keeps what it has not seen.
 */
export class WatchStreams {
  readonly #resident: ResidentSession;
  readonly #streams = new Set<WatchStream>();
  readonly #stopListening: () => void;
  #scheduled = false;

  constructor(resident: ResidentSession) {
    this.#resident = resident;
    this.#stopListening = resident.onChange(() => this.#schedule());
  }

  get size(): number {
    return this.#streams.size;
  }

  add(answer: WatchAnswer, response: ServerResponse): void {
    const stream = new WatchStream(answer, response, {
      resume: () => this.#schedule(),
      closed: () => void this.#streams.delete(stream),
    });
    this.#streams.add(stream);
    this.#schedule();
  }

  /** Ends all of them as if their time were over. */
  close(): void {
    this.#stopListening();
    for (const stream of [...this.#streams]) stream.end();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => void this.#turn());
  }

  async #turn(): Promise<void> {
    this.#scheduled = false;
    try {
      const { version } = this.#resident;
      const behind = [...this.#streams].filter((stream) => stream.wantsPoll(version));
      if (behind.length > 0) {
        await this.#resident.read((cluster) => {
          for (const stream of behind) stream.queue(cluster.poll(stream.watch), version);
        });
      }
      for (const stream of this.#streams) stream.send();
      if ([...this.#streams].some((stream) => stream.wantsTurn)) this.#schedule();
    } catch {
      // The cluster could not be looked at (a defect of ours, told by the session): these watches can only be begun anew.
      for (const stream of [...this.#streams]) stream.end();
    }
  }
}

class WatchStream {
  readonly #answer: WatchAnswer;
  readonly #response: ServerResponse;
  readonly #closed: () => void;
  readonly #end: NodeJS.Timeout;
  readonly #bookmark: NodeJS.Timeout;
  #slow: NodeJS.Timeout | undefined;
  #pending: WatchEvent[] = [];
  #blocked = false;
  #ended = false;
  #version = -1;

  constructor(answer: WatchAnswer, response: ServerResponse, on: { resume(): void; closed(): void }) {
    this.#answer = answer;
    this.#response = response;
    this.#closed = on.closed;
    const seconds = answer.timeoutSeconds;
    const lasts = seconds === undefined ? limits.watchTime * (1 + Math.random()) : seconds * 1000;
    this.#end = setTimeout(() => this.end(), Math.min(lasts, 2 ** 31 - 1)).unref();
    this.#bookmark = setInterval(() => this.#sendBookmark(), limits.bookmark).unref();
    response.on('drain', () => {
      clearTimeout(this.#slow);
      this.#blocked = false;
      on.resume();
    });
    response.on('close', () => this.#finish());
    response.writeHead(200, answer.headers);
    response.flushHeaders();
  }

  get watch(): WatchAnswer['watch'] {
    return this.#answer.watch;
  }

  get wantsTurn(): boolean {
    return !this.#ended && !this.#blocked && this.#pending.length > 0;
  }

  wantsPoll(version: number): boolean {
    return !this.#ended && !this.#blocked && this.#pending.length === 0 && this.#version !== version;
  }

  queue(events: WatchEvent[], version: number): void {
    this.#pending = events;
    this.#version = version;
  }

  send(): void {
    if (!this.wantsTurn) return;
    const batch = this.#pending.splice(0, BATCH);
    this.#write(batch.map((event) => this.#answer.encode(event)).join(''));
    if (batch.some(({ type }) => type === 'ERROR')) this.end();
  }

  end(): void {
    if (!this.#ended) this.#response.end();
    this.#finish();
  }

  #sendBookmark(): void {
    const text = this.#pending.length > 0 || this.#blocked ? undefined : this.#answer.bookmark();
    if (text !== undefined) this.#write(text);
  }

  #write(text: string): void {
    if (this.#ended || this.#response.write(text)) return;
    this.#blocked = true;
    clearTimeout(this.#slow);
    this.#slow = setTimeout(() => this.#response.destroy(), limits.slowReader).unref();
  }

  #finish(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#pending = [];
    clearTimeout(this.#end);
    clearTimeout(this.#slow);
    clearInterval(this.#bookmark);
    this.#closed();
  }
}
