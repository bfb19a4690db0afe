import type { ApiRequest, ApiResponse, Discovery, UserInfo, WatchEvent, WatchRequest } from '../api/client.ts';
import type { Status } from '../api/status.ts';
import type { ClusterCrypto } from './pki/crypto.ts';
import type { Pki } from './pki/pki.ts';
import type { ClusterChanges, ClusterImage, ClusterSettings } from './store/image.ts';

/** A watch that lives longer than one loaded cluster: what its client has seen so far. Plain data, so that it survives reloading the state. */
export interface WatchState {
  request: WatchRequest;
  /** Revision up to which events were given out. */
  revision: number;
  /** Object key -> resourceVersion of what the client knows. */
  known: Map<string, string>;
  /** The BOOKMARK that ends the initial events is still to come. */
  initial?: boolean;
  /** The watch cannot go on from where it was asked to: the Status (410) that its only event will carry. */
  refusal?: Status;
}

/** A request as an HTTP server has read it off the wire. */
export interface WireRequest {
  method: string;
  /** As on the request line: path and query, not decoded. */
  target: string;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  /** The body as text; undefined when there is none. */
  body?: string;
  /** The subject of a client certificate that the TLS layer has verified against the cluster's CA. */
  certificate?: { commonName: string; organizations: readonly string[]; fingerprint?: string };
  /** Whoever came through a door that needs no credentials (the cluster file's owner, over a private socket) is this user. */
  trusted?: UserInfo;
}

/** How to answer on the wire. Header names are in lower case; the HTTP server adds what is its own (date, length, compression). */
export type WireAnswer =
  | { kind: 'whole'; status: number; headers: Record<string, string>; body: string; bytes?: Uint8Array }
  | {
      /** Status 200, then `encode(event)` (a line with its end) for each event that `Cluster.poll(watch)` gives; over after an ERROR event or `timeoutSeconds`. */
      kind: 'watch';
      headers: Record<string, string>;
      watch: WatchState;
      timeoutSeconds?: number;
      encode(event: WatchEvent): string;
      /** A BOOKMARK to send when idle for about a minute, or undefined. */
      bookmark(): string | undefined;
    }
  | {
      /** Status 200, then text that grows: what `request` answers now, and what its source adds until it ends. */
      kind: 'follow';
      headers: Record<string, string>;
      request: ApiRequest;
    };

/** The simulated cluster as its host sees it: synchronous, free of I/O. */
export interface Cluster {
  readonly settings: ClusterSettings;
  readonly name: string;
  /** Simulated time, ms since the epoch. */
  now(): number;
  /** When the next timer is due, if any. */
  nextDue(): number | undefined;
  /** Lets everything happen that is due up to `ms`, in order, and sets the clock to it. Never goes back. `towards`: where the caller is going in several steps. */
  advanceTo(ms: number, towards?: number): void;
  /** Answers one request and lets its consequences settle in this instant. Throws StatusError. */
  handle(request: ApiRequest): ApiResponse;
  /** Who a request is from, and whom it acts as, by its credentials and Impersonate- headers. Throws Unauthorized and Forbidden. */
  identify(credentials: Pick<WireRequest, 'headers' | 'certificate' | 'trusted'>): UserInfo;
  /** Answers a request as it comes over the wire. Never throws StatusErrors: it encodes them. */
  wire(request: WireRequest): WireAnswer;
  discovery(): Discovery;
  /** Starts a watch; without a resourceVersion the first poll gives ADDED for all there is. */
  watch(request: WatchRequest): WatchState;
  /** What happened since the last poll, in order; advances the state. Works on any later load of the same cluster. */
  poll(watch: WatchState): WatchEvent[];
  /** Has anything to be written that the image which was loaded or saved last does not have? (Time alone passing does not count.) */
  dirty(): boolean;
  /** What there is now has been written. */
  noteSaved(): void;
  /** What to write. Untouched rows are the ones that were loaded. */
  image(): ClusterImage;
  /**
   * What changed since the last call; undefined when nothing did. (Time alone passing does not count.) The first call begins to keep track
   * and tells of nothing.
   */
  takeChanges(): ClusterChanges | undefined;
  updateSettings(settings: Partial<ClusterSettings>): void;
  /** Defects of our own that actors ran into since the last call; the host tells the user. */
  takeDefects(): { actor: string; key: string; error: unknown }[];
  /** The cluster's keys and certificates. Making the first of a kind changes the state: ask under the lock. */
  readonly pki: Pki;
  /** Starts the random sequence anew. */
  reseed(seed: number): void;
}

// The implementation: `openCluster(image, resources)` and `createCluster(options, resources)` in ./open.ts.

/** What a type (`core.v1.Pod`) and its fields are for; undefined for what nothing is said about. */
export type Describe = (definition: string) => readonly [description: string, fields: Readonly<Record<string, string>>] | undefined;

/** YAML, for clients that speak it: the host has a library for that. */
export interface YamlCodec {
  /** The document as JSON text, or what is wrong with it in the words of Go's YAML library. */
  parse(text: string): { json: string } | { error: string };
  stringify(value: unknown): string;
}

/** What the host hands in besides the image: data files, loaded only when something needs them. */
export interface ClusterResources {
  /** The parsed documents of manifests/images/*.yaml (and the user's own). */
  images(): readonly unknown[];
  /** The parsed documents of manifests/boot/*.yaml, used once per cluster. */
  bootObjects(): readonly unknown[];
  /** Keys, certificates and signatures. */
  crypto(): ClusterCrypto;
  /** Absent where nobody speaks YAML: such bodies are refused, and such answers. */
  yaml?(): YamlCodec | undefined;
  /** Descriptions of the API's types. */
  describe?: Describe;
}

export interface NewClusterOptions {
  name: string;
  seed: number;
  /** Wall time at creation, ms since the epoch. */
  now: number;
  settings: ClusterSettings;
  nodeNames: readonly string[];
}
