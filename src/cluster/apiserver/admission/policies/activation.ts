import type { JsonObject } from '../../../../api/json.ts';
import { formatGroupVersion, type KubeObject } from '../../../../api/object.ts';
import { complete } from '../../../../api/schema/complete.ts';
import { RUNTIME_BUDGET, type Program } from '../../../cel/compile.ts';
import { Authorizer, ResourceCheck } from '../../../cel/library/authorization.ts';
import { CelMap, CostError, EvaluationError, fromJson, type Value } from '../../../cel/values.ts';
import { typeOf, type KindContext, type KindDefinition } from '../../../kinds/define.ts';
import type { AdmissionAttributes } from '../plugin.ts';
import { authorizeFor } from './access.ts';
import type { CompiledPolicy, Expression } from './compiled-policy.ts';

/** What an expression comes to: a value, or the server's words about what went wrong. */
export type Outcome = { value: Value } | { error: string };

/** All the expressions of a policy run out of budget together. */
export class BudgetError extends Error {
  constructor() {
    super('validation failed due to running out of cost budget, no further validation rules will be run');
  }
}

/** Expressions of one policy about one request, with one object as parameters. */
export class Activation {
  readonly #request: PolicyRequest;
  readonly #params: Value;
  readonly #variables: Variables;
  #budget = RUNTIME_BUDGET;

  constructor(request: PolicyRequest, policy: CompiledPolicy<unknown>, params: KubeObject | undefined) {
    this.#request = request;
    this.#params = params ? fromJson(params) : null;
    this.#variables = new Variables(policy.variables, (program) => this.#run(program));
  }

  /** @throws BudgetError */
  evaluate({ text, program }: Expression): Outcome {
    if (typeof program === 'string') return { error: `compilation error: ${program}` };
    try {
      return { value: this.#run(program) };
    } catch (error) {
      if (!(error instanceof EvaluationError || error instanceof CostError)) throw error;
      return { error: `expression '${text}' resulted in error: ${error.message}` };
    }
  }

  #run(program: Program): Value {
    const spent = { cost: 0 };
    try {
      return program.evaluate((name) => this.#variable(name), spent);
    } finally {
      this.#budget -= spent.cost;
      // eslint-disable-next-line no-unsafe-finally -- a budget that is used up ends everything, whatever the expression came to
      if (this.#budget < 0) throw new BudgetError();
    }
  }

  #variable(name: string): Value | undefined {
    switch (name) {
      case 'params':
        return this.#params;
      case 'variables':
        return this.#variables;
      default:
        return this.#request.variable(name);
    }
  }
}

/** `variables`: each is evaluated when it is first asked for. */
class Variables extends CelMap {
  override readonly typeName = 'kubernetes.variables';
  readonly #programs: ReadonlyMap<string, Program | string>;
  readonly #run: (program: Program) => Value;
  readonly #found = new Map<string, Value>();

  constructor(programs: ReadonlyMap<string, Program | string>, run: (program: Program) => Value) {
    super();
    this.#programs = programs;
    this.#run = run;
  }

  get size(): number {
    return this.#programs.size;
  }

  keys(): Value[] {
    return [...this.#programs.keys()];
  }

  override has(key: Value): boolean {
    return typeof key === 'string' && this.#programs.has(key);
  }

  get(key: Value): Value | undefined {
    if (typeof key !== 'string') return undefined;
    const known = this.#found.get(key);
    const program = this.#programs.get(key);
    if (known !== undefined || program === undefined) return known;
    const name = JSON.stringify(key);
    if (typeof program === 'string') throw new EvaluationError(`composited variable ${name} fails to compile: ${program}`);
    try {
      const value = this.#run(program);
      this.#found.set(key, value);
      return value;
    } catch (error) {
      if (!(error instanceof EvaluationError || error instanceof CostError)) throw error;
      throw new EvaluationError(`composited variable ${name} fails to evaluate: ${error.message}`);
    }
  }
}

/** A request as policies see it that have matched it as one about `kind`, which may be another version of its own kind. */
export class PolicyRequest {
  readonly #attributes: AdmissionAttributes;
  readonly #context: KindContext;
  readonly #kind: KindDefinition;
  readonly #known = new Map<string, Value>();

  constructor(attributes: AdmissionAttributes, kind: KindDefinition, context: KindContext) {
    this.#attributes = attributes;
    this.#kind = kind;
    this.#context = context;
  }

  /** The object changed: what has been seen of it is forgotten. */
  refresh(): void {
    this.#known.delete('object');
  }

  variable(name: string): Value | undefined {
    if (!this.#known.has(name)) {
      const value = this.#make(name);
      if (value === undefined) return undefined;
      this.#known.set(name, value);
    }
    return this.#known.get(name);
  }

  #make(name: string): Value | undefined {
    const { object, previous, operation } = this.#attributes;
    switch (name) {
      case 'object':
        return operation === 'DELETE' ? null : this.#versioned(object);
      case 'oldObject':
        return operation === 'CREATE' || operation === 'CONNECT' ? null : this.#versioned(previous);
      case 'request':
        return fromJson(this.#request());
      case 'namespaceObject':
        return this.#namespace();
      case 'authorizer':
        return this.#authorizer();
      case 'authorizer.requestResource':
        return this.#requestResource();
      default:
        return undefined;
    }
  }

  /** The object as a Go program writes it in the version that was matched: what is always written is there. */
  #versioned(object: KubeObject | undefined): Value {
    if (!object) return null;
    return fromJson(versionedObject(object, this.#attributes, this.#kind));
  }

  #request(): JsonObject {
    const { kind, bodyKind, subresource, namespace, operation, user, dryRun, object, previous } = this.#attributes;
    const matched = this.#kind;
    const names = ({ group, version, plural }: KindDefinition): JsonObject => ({ group, version, resource: plural });
    const kinds = ({ group, version, kind: name }: { group: string; version: string; kind: string }): JsonObject => ({
      group,
      version,
      kind: name,
    });
    const name = object?.metadata?.name ?? previous?.metadata?.name ?? '';
    const isNamespace = kind.group === '' && kind.plural === 'namespaces';
    return {
      kind: kinds(bodyKind ?? matched),
      resource: names(matched),
      ...(subresource ? { subResource: subresource } : {}),
      requestKind: kinds(bodyKind ?? kind),
      requestResource: names(kind),
      ...(subresource ? { requestSubResource: subresource } : {}),
      ...(name ? { name } : {}),
      ...(namespace || isNamespace ? { namespace: namespace || name } : {}),
      operation,
      userInfo: {
        ...(user.username ? { username: user.username } : {}),
        ...(user.uid ? { uid: user.uid } : {}),
        ...(user.groups?.length ? { groups: [...user.groups] } : {}),
        ...(user.extra ? { extra: user.extra as unknown as JsonObject } : {}),
      },
      dryRun,
      options: {
        kind: `${operation[0]}${operation.slice(1).toLowerCase()}Options`,
        apiVersion: 'meta.k8s.io/v1',
        ...(dryRun ? { dryRun: ['All'] } : {}),
      },
    };
  }

  #namespace(): Value {
    const { kind, namespace } = this.#attributes;
    if (!kind.namespaced || namespace === '') return null;
    const object = this.#context.api.get('namespaces', '', namespace);
    if (!object) return null;
    const { managedFields: _, ownerReferences: __, ...metadata } = object.metadata;
    return fromJson({ metadata, spec: object.spec ?? {}, status: object.status ?? {} });
  }

  #authorizer(): Authorizer {
    return new Authorizer(this.#attributes.user, authorizeFor(this.#context));
  }

  #requestResource(): Value {
    const { kind, subresource, namespace, name } = this.#attributes;
    const { group, version, plural } = kind;
    return new ResourceCheck(this.#authorizer(), { group, version, resource: plural, subresource, namespace, name });
  }
}

/** The object in the version of `matched`, with all that Go writes. On its way through admission it has the form in which it is stored. */
export function versionedObject(object: KubeObject, { bodyKind, shown }: AdmissionAttributes, matched: KindDefinition): JsonObject {
  if (bodyKind) {
    const { group, version } = bodyKind;
    return { apiVersion: formatGroupVersion(group, version), kind: bodyKind.kind, ...object } as unknown as JsonObject;
  }
  const whole = shown?.(object) ?? object;
  const versioned = matched.fromStored?.(whole) ?? whole;
  const { apiVersion: _, kind: __, ...fields } = versioned as unknown as JsonObject;
  const own = { apiVersion: formatGroupVersion(matched.group, matched.version), kind: matched.kind, ...fields };
  return complete(typeOf(matched), own as JsonObject);
}
