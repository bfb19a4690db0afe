import type { KubeObject } from './object.ts';

/** The contract between kubectl and a cluster: one request, one answer; the in-process cluster and an HTTP server both speak it. */

export type Verb = 'get' | 'list' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection';
export type PatchType = 'json' | 'merge' | 'strategic' | 'apply';
/** What a read answers with: the object, a server-side printed Table, or metadata only. */
export type Representation = 'Object' | 'Table' | 'PartialObjectMetadata';

export interface ResourceAddress {
  /** '' is the core group. */
  group: string;
  version: string;
  /** Plural lower-case name: `deployments`. */
  resource: string;
}

export interface ApiRequest extends ResourceAddress {
  verb: Verb;
  /** Absent for cluster-scoped resources and for reads across all namespaces. */
  namespace?: string;
  name?: string;
  /** `status`, `scale`, `log`, `binding`, `eviction`, … */
  subresource?: string;
  /** The object (create, update), the patch document (patch), or DeleteOptions (delete). */
  body?: unknown;
  patchType?: PatchType;
  labelSelector?: string;
  fieldSelector?: string;
  resourceVersion?: string;
  resourceVersionMatch?: 'Exact' | 'NotOlderThan';
  limit?: number;
  continue?: string;
  dryRun?: boolean;
  fieldManager?: string;
  fieldValidation?: 'Strict' | 'Warn' | 'Ignore';
  /** What a strict reader of the body's text complains of: `duplicate field "spec.replicas"`. */
  strictFaults?: readonly string[];
  /** Server-side apply: take over conflicting fields. */
  force?: boolean;
  representation?: Representation;
  /** Table rows carry `Metadata` (default), the whole `Object` or `None`. */
  includeObject?: 'None' | 'Metadata' | 'Object';
  /** Options of sub-resources that are not objects, as in the query string (`container`, `tailLines`, `follow` …). */
  query?: Readonly<Record<string, string>>;
  /** Who asks; absent is the cluster's administrator. */
  user?: UserInfo;
}

export interface UserInfo {
  username: string;
  uid?: string;
  groups?: readonly string[];
  extra?: Readonly<Record<string, readonly string[]>>;
}

export interface ApiResponse {
  /** 200, 201 (created) or 202 (deletion goes on). */
  code: number;
  /** An object, list, Table or Status. */
  body: KubeObject;
  /** Plain text answers (`pods/log`). */
  text?: string;
  /** Texts of Warning headers, in order. */
  warnings: readonly string[];
}

export interface WatchRequest extends ResourceAddress {
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  /** Only what comes after this revision; absent or `0`: first ADDED events for all that is there. */
  resourceVersion?: string;
  resourceVersionMatch?: 'Exact' | 'NotOlderThan';
  /** True: begin with what is there and tell by a BOOKMARK when that is over; false: begin with what comes next. */
  sendInitialEvents?: boolean;
  /** BOOKMARK events may come in between. */
  allowWatchBookmarks?: boolean;
  representation?: Representation;
  includeObject?: 'None' | 'Metadata' | 'Object';
  user?: UserInfo;
}

export interface WatchEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  object: KubeObject;
}

/** One resource (or sub-resource `pods/log`) as discovery tells it. */
export interface ApiResource {
  group: string;
  version: string;
  name: string;
  singularName: string;
  kind: string;
  /** Where the kind is of another group or version than the resource: `policy/v1` Evictions of pods. */
  response?: { group: string; version: string };
  namespaced: boolean;
  verbs: readonly string[];
  shortNames?: readonly string[];
  categories?: readonly string[];
}

export interface Discovery {
  /** In the server's order of preference: core first, then groups as the server sorts them, preferred version first. */
  resources: readonly ApiResource[];
  /** Group name and its versions, preferred first; the core group is ''. */
  groups: readonly { name: string; versions: readonly string[] }[];
}

/** The cluster's clock. With a manual clock, sleeping costs no wall time: simulated time moves instead. */
export interface ClusterClock {
  /** Milliseconds since the epoch, as the cluster sees them. */
  now(): number;
  /** Waits until `ms` of cluster time have passed (or the signal aborts). */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface Client {
  readonly clock: ClusterClock;
  /** Throws StatusError (api/status.ts) for every refusal of the server, ConnectionError when there is none. */
  request(request: ApiRequest): Promise<ApiResponse>;
  /** Yields events as they come until `deadline` (cluster time, ms since the epoch) has passed, the signal aborts, or the consumer breaks off. No lock is held while waiting. */
  watch(request: WatchRequest, options?: { deadline?: number; signal?: AbortSignal }): AsyncIterable<WatchEvent>;
  /** Text that grows (`logs -f`), in pieces; ends when its source ends. */
  follow(request: ApiRequest, options?: { deadline?: number; signal?: AbortSignal }): AsyncIterable<string>;
  /** Any path, as `get --raw` does: the answer's text. */
  raw(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH',
    path: string,
    body?: string,
    contentType?: string,
    user?: UserInfo,
  ): Promise<string>;
  /** What the server has. Clients may remember it; `fresh` asks for what is true now. */
  discovery(options?: { fresh?: boolean }): Promise<Discovery>;
  /** Writes down what is not yet written and lets go of the cluster. Commands call it once, at their end. */
  close(): Promise<void>;
}
