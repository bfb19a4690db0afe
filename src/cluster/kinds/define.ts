import type { UserInfo } from '../../api/client.ts';
import type { FieldError } from '../../api/field-error.ts';
import type { KubeObject } from '../../api/object.ts';
import type { JsonObject } from '../../api/json.ts';
import type { GroupResource, StatusError } from '../../api/status.ts';
import type { Decoded } from '../../api/schema/decode.ts';
import { definition, type Definition } from '../../api/schema/index.ts';
import type { ClusterApi } from '../apiserver/cluster-api.ts';
import type { Schema } from '../custom/schema.ts';
import type { Pki } from '../pki/pki.ts';
import type { Random } from '../sim/random.ts';
import type { KindCatalogue } from './catalogue.ts';

/** A kind is declared once; discovery, REST mapping, defaulting, validation, tables and sub-resources follow from it. */
export interface KindDefinition<T extends KubeObject = KubeObject> {
  group: string;
  version: string;
  kind: string;
  /** Plural resource name, as in the path. */
  plural: string;
  singular: string;
  namespaced: boolean;
  shortNames?: readonly string[];
  categories?: readonly string[];
  /** Objects of this kind are stored as those of another group resource (events.events.k8s.io as `events`, another API version of the same kind needs nothing). */
  storedAs?: string;
  /** Shows a stored object in this API version when it is stored as another one (events.k8s.io Events, HPA v1); returns a new object. */
  fromStored?(object: KubeObject): KubeObject;
  /** The other way, for writes through this version: a new object of the storage version. */
  toStored?(object: KubeObject): KubeObject;
  /** Warning that every request for this kind is answered with. */
  deprecated?: string;
  /** Absent: create, delete, deletecollection, get, list, patch, update, watch. */
  verbs?: readonly string[];
  /** Name in the schema facts: `io.k8s.api.apps.v1.Deployment`. */
  definition: string;
  /** The type itself, where no table has it (custom resources). Ask `typeOf`. */
  type?: Definition;
  /** Custom resources: the name of the CustomResourceDefinition. */
  custom?: string;
  /** Custom resources: the structural schema of this version. */
  schema?: Schema;
  /** Of several versions of a kind that differ in nothing but their name, the one that objects are stored in. Default: this one. */
  storageVersion?: string;
  /** Media types of the patches that the kind understands, where those are not all. */
  patches?: readonly string[];
  /** Name of its lists, where that is not the kind's with `List` behind it. */
  listKind?: string;
  /** How a request's body is read where no Go struct tells: a private copy, and the paths of fields that the kind does not have. Throws DecodeError. */
  decode?(body: JsonObject): Decoded;
  /** How metadata.name is checked (and the label in front of the message follows from it). */
  nameRule: NameRule | ((name: string) => readonly string[]);
  columns: readonly Column<T>[];
  /** Rows that a table prints in another order or way than one per object need nothing here; this is for kinds that suffix the name cell (`standard (default)`). */
  nameCell?(object: T): string;
  /** True: has a status sub-resource (create and update drop/keep status, updates of status keep the rest). */
  status?: boolean;
  scale?: ScaleBinding<T>;
  /** Other sub-resources that the API server answers for this kind, with their discovery facts (kind and verbs); their work is done by handlers of apiserver/subresources/. */
  subresources?: Readonly<Record<string, SubresourceFacts>>;
  /** A delete that removes the object is answered with it, where other kinds answer with a Status. */
  returnsDeleted?: boolean;
  /** Selectable fields beyond metadata.name and metadata.namespace: `spec.nodeName` -> its value ('' when unset). */
  fields?: Readonly<Record<string, (object: T) => string>>;
  /** Does metadata.generation count changes of the spec? Default: true for kinds with `status: true` and a spec. A function says itself whether the generation goes up. */
  generation?: boolean | ((next: T, previous: T) => boolean);
  /** Fills in defaults in place, on a private copy, for every create and update (and for objects read from older files nothing is done). */
  setDefaults?(object: T): void;
  /** Leaves out, in place, fields behind feature gates that are off, unless the old object has them. Before the two that follow. */
  dropDisabled?(object: T, previous?: T): void;
  /** Changes in place what a client may not choose, before validation: allocate IPs, keep what the server decides. */
  prepareForCreate?(object: T, context: KindContext): void;
  prepareForUpdate?(next: T, previous: T, context: KindContext): void;
  /** After a create/update has been accepted but before it is stored: allocations that must not happen on a refused request (cluster IPs, node ports). May throw StatusErrors or return field errors. */
  allocate?(next: T, previous: T | undefined, context: KindContext): FieldError[] | void;
  /** All field errors of the object itself (metadata is checked by the registry). `previous`, on updates, is for kinds that let be what was wrong before. */
  validate?(object: T, previous?: T): FieldError[];
  /** Errors of the transition only; validate(next) is run besides. */
  validateUpdate?(next: T, previous: T): FieldError[];
  /** The errors of validateUpdate come before those of validate (DaemonSets, Services, Secrets, ConfigMaps, IngressClasses; the other kinds tell their own faults first). */
  transitionFirst?: boolean;
  validateStatusUpdate?(next: T, previous: T): FieldError[];
  /** The object as it is at `now` (ms) where that is a pure function of time and so never written (lease renewals, heartbeats): a new object. */
  asOf?(object: T, now: number): T;
  /** Whose write such an object, as it is now, tells of, and when (ms) that was: the manager's entry has this time. */
  writtenBy?(object: T): { manager: string; subresource: string; time: number } | undefined;
  /** Kinds of which nothing is stored: all objects as they are at `now` (ms), made up from the rest of the cluster when somebody asks. */
  computed?(api: ClusterApi, now: number): KubeObject[];
  /** Computed kinds: the error for an object that there is not. */
  missing?(name: string, namespace: string): StatusError;
  /** Texts for Warning headers. */
  warnings?(object: T, previous?: T): readonly string[];
  /** Pods: how many seconds the object is kept after a delete; undefined or 0: it goes at once (finalizers apart). */
  gracePeriod?(object: T, requested: number | undefined): number | undefined;
  /** Held back from deletion by something other than metadata.finalizers (a Namespace's spec.finalizers). */
  held?(object: T): boolean;
  /** What else changes when a delete only marks the object (a Namespace's phase); in place, on a private copy. */
  markDeleted?(object: T): void;
  /** A new object keeps the status it comes with (Nodes register with theirs). */
  keepsStatusOnCreate?: boolean;
  /** PUT of what does not exist creates it (Services, Endpoints, Leases …). */
  createOnUpdate?: boolean;
  /** PUT needs a resourceVersion. */
  conditionalUpdateOnly?: boolean;
  /** Default propagation of deletes when the client names none. Default: Background. */
  defaultPropagation?: 'Background' | 'Orphan';
  /** Told to clients that leave the propagation of a delete to that default. */
  defaultPropagationWarning?: string;
}

export interface SubresourceFacts {
  kind: string;
  group?: string;
  version?: string;
  /** Versions of the same group that clients may still send; they mean the same. */
  olderVersions?: readonly string[];
  verbs: readonly string[];
  /** What one has to be allowed besides the request's own verb: WebSockets begin with GET, which would make `get` enough to run commands. */
  needs?: string;
}

export type NameRule = 'dns-subdomain' | 'dns-label' | 'dns1035-label' | 'path-segment';

export interface Column<T extends KubeObject = KubeObject> {
  name: string;
  /** OpenAPI type: string, integer, number, boolean, date. */
  type: string;
  format?: string;
  /** > 0: wide only. */
  priority?: number;
  description?: string;
  /** `now` in ms since the epoch, for ages. Undefined prints `<none>`-like text only where the real server does: return the text yourself. */
  cell(object: T, now: number): string | number | boolean | null;
}

export interface ScaleBinding<T extends KubeObject = KubeObject> {
  replicas(object: T): number;
  setReplicas(object: T, replicas: number): void;
  /** Where the object keeps them. Default: spec.replicas. */
  replicasPath?: readonly string[];
  statusReplicas(object: T): number;
  /** Selector in text form: `app=web`. */
  selector(object: T): string;
  /** What is said to be missing when the object is. Default: the object. */
  missing?: GroupResource;
}

export interface KindContext {
  readonly api: ClusterApi;
  readonly kinds: KindCatalogue;
  readonly random: Random;
  now(): number;
  timestamp(): string;
  dryRun: boolean;
  /** Who asks. */
  readonly user?: UserInfo;
  /** The cluster's keys and certificates, where there are any. */
  readonly pki?: Pki;
  /** Adds a Warning header. */
  warn(text: string): void;
}

/** The type of a kind's objects: its fields, list types and merge keys. */
export function typeOf(kind: KindDefinition): Definition {
  return kind.type ?? definition(kind.definition);
}

/** Keeps the kind's own type inside the module and hands out the general one. */
export function defineKind<T extends KubeObject>(kind: KindDefinition<T>): KindDefinition {
  return kind as unknown as KindDefinition;
}
