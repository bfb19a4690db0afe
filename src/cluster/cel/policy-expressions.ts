/** Expressions of admission policies and of webhooks' match conditions: what they can name, and how the API server tells that they do not compile. */
import { compile, type Environment, type Program } from './compile.ts';
import { escapeJsonPointer } from './library/json-patch.ts';
import { CompileError } from './source.ts';
import * as types from './types.ts';
import { listOf, mapOf, objectType, opaque, type CelType, type ObjectType } from './types.ts';
import { CelMap, type Value } from './values.ts';

const STRING_LIST = listOf(types.STRING);
const STRING_MAP = mapOf(types.STRING, types.STRING);

const GVK = objectType('kubernetes.GroupVersionKind', { group: types.STRING, version: types.STRING, kind: types.STRING });
const GVR = objectType('kubernetes.GroupVersionResource', { group: types.STRING, version: types.STRING, resource: types.STRING });

const REQUEST = objectType('kubernetes.AdmissionRequest', {
  kind: GVK,
  resource: GVR,
  subResource: types.STRING,
  requestKind: GVK,
  requestResource: GVR,
  requestSubResource: types.STRING,
  name: types.STRING,
  namespace: types.STRING,
  operation: types.STRING,
  userInfo: objectType('kubernetes.UserInfo', {
    username: types.STRING,
    uid: types.STRING,
    groups: STRING_LIST,
    extra: mapOf(types.STRING, STRING_LIST),
  }),
  dryRun: types.BOOL,
  options: types.DYN,
});

const NAMESPACE = objectType('kubernetes.Namespace', {
  metadata: objectType('kubernetes.NamespaceMetadata', {
    name: types.STRING,
    generateName: types.STRING,
    namespace: types.STRING,
    labels: STRING_MAP,
    annotations: STRING_MAP,
    UID: types.STRING,
    creationTimestamp: types.TIMESTAMP,
    deletionGracePeriodSeconds: types.INT,
    deletionTimestamp: types.TIMESTAMP,
    generation: types.INT,
    resourceVersion: types.STRING,
    finalizers: STRING_LIST,
  }),
  spec: objectType('kubernetes.NamespaceSpec', { finalizers: STRING_LIST }),
  status: objectType('kubernetes.NamespaceStatus', {
    conditions: listOf(
      objectType('kubernetes.NamespaceCondition', {
        status: types.STRING,
        type: types.STRING,
        lastTransitionTime: types.TIMESTAMP,
        message: types.STRING,
        reason: types.STRING,
      }),
    ),
    phase: types.STRING,
  }),
});

const AUTHORIZATION: Readonly<Record<string, CelType>> = {
  authorizer: opaque('kubernetes.authorization.Authorizer'),
  'authorizer.requestResource': opaque('kubernetes.authorization.ResourceCheck'),
};

/** `Object{…}`, `Object.spec{…}`: any name, any fields. */
const objectTypes = (name: string): ObjectType => ({ kind: 'object', name, field: () => types.DYN });

const JSON_PATCH_TYPE = objectType('JSONPatch', { op: types.STRING, path: types.STRING, from: types.STRING, value: types.DYN });

export const BOOL = types.BOOL;
export const TEXT = types.STRING;
export const NULL = types.NULL;
/** What an applyConfiguration evaluates to. */
export const OBJECT = objectTypes('Object');
export const JSON_PATCHES = listOf(JSON_PATCH_TYPE);

/** A message that an expression has made: its fields are read like those of any object. */
export class Constructed extends CelMap {
  override readonly typeName: string;
  readonly fields: ReadonlyMap<string, Value>;

  constructor(name: string, fields: ReadonlyMap<string, Value>) {
    super();
    this.typeName = name;
    this.fields = fields;
  }

  get size(): number {
    return this.fields.size;
  }

  get(key: Value): Value | undefined {
    return typeof key === 'string' ? this.fields.get(key) : undefined;
  }

  keys(): Value[] {
    return [...this.fields.keys()];
  }
}

const JSON_PATCH_LIBRARY = [{ 'jsonpatch.escapeKey(string) string': escapeJsonPointer }];

export interface PolicyOptions {
  /** Has the policy parameters? */
  params?: boolean;
  /** May messages be constructed, as mutations do? */
  patches?: boolean;
  /** Types of `object`, `oldObject` and `params` where they are known: for type checking. Absent: anything. */
  object?: CelType;
  paramsType?: CelType;
}

/** Compiles the expressions of one policy, whose variables come one after the other. */
export class PolicyCompiler {
  readonly #options: PolicyOptions;
  readonly #variables: Record<string, CelType> = {};
  readonly #composed: boolean;

  /** `composed`: the policy has variables of its own, so that `variables` is known. */
  constructor(options: PolicyOptions = {}, composed = false) {
    this.#options = options;
    this.#composed = composed;
  }

  /**
   * @param returns the types that will do; absent: any
   * @returns the program, or what is wrong in the API server's words
   */
  compile(text: string, returns?: readonly CelType[], { authorizer = true } = {}): Program | string {
    try {
      const program = compile(text, this.#environment(authorizer));
      if (!returns || returns.some((type) => types.sameType(type, program.type))) return program;
      const got = typeText(program.type);
      if (returns.length === 1) return `must evaluate to ${typeText(returns[0]!)} but got ${got}`;
      return `must evaluate to one of [${returns.map(typeText).join(' ')}] but got ${got}`;
    } catch (error) {
      if (error instanceof CompileError) return `compilation failed: ${error.message}`;
      throw error;
    }
  }

  /** Compiles a variable and makes it known to the expressions after it. */
  variable(name: string, text: string): Program | string {
    const program = this.compile(text);
    this.#variables[name] = typeof program === 'string' ? types.DYN : program.type;
    return program;
  }

  #environment(authorizer: boolean): Environment {
    const { params, patches, object = types.DYN, paramsType = types.DYN } = this.#options;
    const variables: Record<string, CelType> = { object, oldObject: object, namespaceObject: NAMESPACE, request: REQUEST };
    if (params) variables['params'] = paramsType;
    if (authorizer) Object.assign(variables, AUTHORIZATION);
    if (this.#composed) variables['variables'] = objectType('kubernetes.variables', this.#variables);
    if (!patches) return { variables };
    return {
      variables,
      libraries: JSON_PATCH_LIBRARY,
      message: (name) =>
        name === 'JSONPatch' ? JSON_PATCH_TYPE : name === 'Object' || name.startsWith('Object.') ? objectTypes(name) : undefined,
      construct: (name, fields) => new Constructed(name, fields),
    };
  }
}

/** Types as the messages about results name them. */
function typeText(type: CelType): string {
  switch (type.kind) {
    case 'list':
      return `list(${typeText(type.of)})`;
    case 'map':
      return `map(${typeText(type.key)}, ${typeText(type.of)})`;
    case 'optional':
      return `optional_type(${typeText(type.of)})`;
    case 'type':
      return `type(${typeText(type.of)})`;
    case 'dyn':
    case 'error':
    case 'param':
      return type.kind === 'param' ? type.name : 'dyn';
    default:
      return types.runtimeName(type);
  }
}
