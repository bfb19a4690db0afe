import type { ApiRequest, ApiResponse, Discovery, WatchEvent, WatchRequest } from '../api/client.ts';
import type { ClusterImage, ClusterSettings } from './store/image.ts';

/** A watch that lives longer than one loaded cluster: what its client has seen so far. Plain data, so that it survives reloading the state. */
export interface WatchState {
  request: WatchRequest;
  /** Revision up to which events were given out. */
  revision: number;
  /** Object key -> resourceVersion of what the client knows. */
  known: Map<string, string>;
}

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
  /** `METHOD path?query` as an HTTP server would route it. */
  route(method: string, path: string, body?: unknown, contentType?: string): ApiResponse;
  discovery(): Discovery;
  /** Starts a watch; without a resourceVersion the first poll gives ADDED for all there is. */
  watch(request: WatchRequest): WatchState;
  /** What happened since the last poll, in order; advances the state. Works on any later load of the same cluster. */
  poll(watch: WatchState): WatchEvent[];
  /** Has anything to be written that the loaded image does not have? (Time alone passing does not count.) */
  dirty(): boolean;
  /** What to write. Untouched rows are the ones that were loaded. */
  image(): ClusterImage;
  updateSettings(settings: Partial<ClusterSettings>): void;
  /** Defects of our own that actors ran into since the last call; the host tells the user. */
  takeDefects(): { actor: string; key: string; error: unknown }[];
  /** Starts the random sequence anew. */
  reseed(seed: number): void;
}

// The implementation: `openCluster(image, resources)` and `createCluster(options, resources)` in ./open.ts.

/** What the host hands in besides the image: data files, loaded only when something needs them. */
export interface ClusterResources {
  /** The parsed documents of manifests/images/*.yaml (and the user's own). */
  images(): readonly unknown[];
  /** The parsed documents of manifests/boot/*.yaml, used once per cluster. */
  bootObjects(): readonly unknown[];
}

export interface NewClusterOptions {
  name: string;
  seed: number;
  /** Wall time at creation, ms since the epoch. */
  now: number;
  settings: ClusterSettings;
  nodeNames: readonly string[];
}
