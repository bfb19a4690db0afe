import type { Json, JsonObject } from '../../../../api/json.ts';
import type { KubeObject } from '../../../../api/object.ts';
import { applyJsonPatch, type JsonPatchOperation } from '../../../../api/patch/json-patch.ts';
import { PatchError } from '../../../../api/patch/patch-error.ts';
import { definitionForKind, type Definition } from '../../../../api/schema/index.ts';
import { internalError, StatusError, type StatusReason } from '../../../../api/status.ts';
import { Constructed } from '../../../cel/policy-expressions.ts';
import { CelMap, isList, toJson, type Value } from '../../../cel/values.ts';
import type { MutatingAdmissionPolicy } from '../../../kinds/admissionregistration/mutating-admission-policy.ts';
import type { MutatingAdmissionPolicyBinding } from '../../../kinds/admissionregistration/mutating-admission-policy-binding.ts';
import { typeOf, type KindContext, type KindDefinition } from '../../../kinds/define.ts';
import { decodeObject } from '../../decoding.ts';
import { refusal, type AdmissionAttributes } from '../plugin.ts';
import { Activation, BudgetError, PolicyRequest, versionedObject } from './activation.ts';
import { mergeConfiguration, MergeError } from './apply-configuration.ts';
import { compilePolicy, type CompiledPolicy, type Expression } from './compiled-policy.ts';
import { matchResources, meetsConditions } from './matching.ts';
import { collectParams, ConfigurationError } from './params.ts';

type Spec = NonNullable<MutatingAdmissionPolicy['spec']>;

interface Mutation {
  type: 'ApplyConfiguration' | 'JSONPatch';
  expression: Expression;
}

/** A policy with one of its bindings and one object as parameters, for the request that it matches. */
interface Invocation {
  policy: MutatingAdmissionPolicy;
  binding: string;
  kind: KindDefinition;
  compiled: CompiledPolicy<readonly Mutation[]>;
  params: KubeObject | undefined;
  key: string;
}

/** What a policy says instead of changing the object. */
interface Failure {
  policy: MutatingAdmissionPolicy;
  binding?: string;
  message: string;
  reason?: StatusReason;
}

class MutationError extends Error {}

/** Changes objects as the cluster's MutatingAdmissionPolicies demand. */
export function mutate(
  bindings: readonly MutatingAdmissionPolicyBinding[],
  policies: readonly MutatingAdmissionPolicy[],
  attributes: AdmissionAttributes,
  context: KindContext,
): void {
  const failures: Failure[] = [];
  const invocations = policies.flatMap((policy) => invocationsOf(policy, bindings, attributes, context, failures));
  for (const invocation of invocations) invoke(invocation, attributes, context, failures);
  const decisive = failures.filter(({ policy }) => policy.spec?.failurePolicy !== 'Ignore');
  if (decisive.length > 0) throw denial(decisive, attributes);
}

function invocationsOf(
  policy: MutatingAdmissionPolicy,
  bindings: readonly MutatingAdmissionPolicyBinding[],
  attributes: AdmissionAttributes,
  context: KindContext,
  failures: Failure[],
): Invocation[] {
  const own = bindings.filter(({ spec }) => spec?.policyName === policy.metadata.name);
  const spec = policy.spec ?? ({} as Spec);
  const kind = own.length > 0 ? matchResources(spec.matchConstraints as never, attributes, context) : undefined;
  if (!kind) return [];
  const compiled = compilePolicy(policy, spec as never, true, (expression) =>
    (spec.mutations ?? []).map(({ patchType, applyConfiguration, jsonPatch }) => ({
      type: patchType as Mutation['type'],
      expression: expression((patchType === 'JSONPatch' ? jsonPatch : applyConfiguration)?.expression ?? ''),
    })),
  );
  return own.flatMap(({ metadata, spec: bound }) => {
    const binding = metadata.name ?? '';
    if (!matchResources(bound?.matchResources as never, attributes, context)) return [];
    try {
      return collectParams(spec.paramKind as never, bound?.paramRef as never, attributes.namespace, context).map((params) => ({
        policy,
        binding,
        kind,
        compiled,
        params,
        key: [policy.metadata.name, binding, params?.metadata.namespace, params?.metadata.name].join('/'),
      }));
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      failures.push({ policy, binding, message: `failed to configure binding: ${error.message}` });
      return [];
    }
  });
}

function invoke(invocation: Invocation, attributes: AdmissionAttributes, context: KindContext, failures: Failure[]): void {
  const { policy, binding, kind, compiled, params, key } = invocation;
  const { failurePolicy, reinvocationPolicy } = policy.spec ?? ({} as Spec);
  const request = new PolicyRequest(attributes, kind, context);
  const activation = (): Activation => new Activation(request, compiled, params);
  const fail = (message: string): number => failures.push({ policy, binding, message, reason: 'Invalid' });
  const reinvocation = (attributes.reinvocation ??= { again: false, wanted: false, policies: new Set() });
  try {
    const meets = meetsConditions(compiled, activation(), failurePolicy);
    if (typeof meets === 'object') return void fail(meets.error);
    if (!meets || (reinvocation.again && !reinvocation.policies.has(key))) return;
    for (const mutation of compiled.own) {
      if (!attributes.object) continue;
      try {
        const outcome = activation().evaluate(mutation.expression);
        if ('error' in outcome) throw new MutationError(outcome.error);
        replaceObject(attributes, kind, mutated(mutation, outcome.value, attributes, kind));
        reinvocation.wanted = true;
        request.refresh();
      } catch (error) {
        if (error instanceof MutationError) fail(error.message);
        else throw error;
      }
    }
  } catch (error) {
    if (!(error instanceof BudgetError)) throw error;
    fail(error.message);
  }
  if (reinvocationPolicy === 'IfNeeded') reinvocation.policies.add(key);
}

/** The object after a mutation, in the version that the policy has matched. */
function mutated({ type }: Mutation, value: Value, attributes: AdmissionAttributes, kind: KindDefinition): JsonObject {
  const object = versionedObject(attributes.object!, attributes, kind);
  if (type === 'ApplyConfiguration') {
    checkTypeNames(value, 'Object');
    try {
      return mergeConfiguration(definitionFor(attributes, kind), object, toJson(value) as JsonObject);
    } catch (error) {
      if (error instanceof MergeError) throw new MutationError(`error applying patch: ${error.message}`);
      throw error;
    }
  }
  if (!isList(value)) throw new MutationError('type mismatch: JSONPatchType.expression should evaluate to array');
  try {
    return applyJsonPatch(object, value.map(operationOf)) as JsonObject;
  } catch (error) {
    if (!(error instanceof PatchError)) throw error;
    // A test that fails only says that there is nothing to do.
    if (/test failed$/.test(error.message)) return object;
    throw new MutationError(`JSONPath: ${error.message}`);
  }
}

function definitionFor({ bodyKind }: AdmissionAttributes, kind: KindDefinition): Definition {
  return (bodyKind && definitionForKind(bodyKind.group, bodyKind.version, bodyKind.kind)) ?? typeOf(kind);
}

function operationOf(value: Value): JsonPatchOperation {
  if (!(value instanceof CelMap)) throw new MutationError('type mismatch: JSONPatchType.expression should evaluate to array of JSONPatch');
  const text = (field: string): string => String(value.get(field) ?? '');
  const given = value.get('value');
  if (given instanceof Constructed) checkTypeNames(given, given.typeName);
  const json = given === undefined ? undefined : toJson(given);
  if (given !== undefined && json === undefined) {
    throw new MutationError('JSONPath valueExpression evaluated to a type that could not marshal to JSON');
  }
  const from = text('from');
  return { op: text('op'), path: text('path'), ...(from ? { from } : {}), ...(given === undefined ? {} : { value: json as Json }) };
}

/** `Object.spec{…}` belongs into the field `spec` of an `Object{…}` and nowhere else. */
function checkTypeNames(value: Value, expected: string): void {
  if (isList(value)) value.forEach((item) => checkTypeNames(item, expected));
  else if (value instanceof Constructed) {
    if (value.typeName !== expected) {
      const text = `unexpected type name "${value.typeName}", expected "${expected}", which matches field name path from root Object type`;
      throw new MutationError(`type mismatch: ${text}`);
    }
    for (const [key, item] of value.fields) checkTypeNames(item, `${expected}.${key}`);
  } else if (value instanceof CelMap) for (const [, item] of value.entries()) checkTypeNames(item, expected);
}

/** Takes over what the mutation has made: decoded and with defaults, as if it had come with the request. */
function replaceObject(attributes: AdmissionAttributes, matched: KindDefinition, next: JsonObject): void {
  const { kind, bodyKind } = attributes;
  const object = attributes.object!;
  const made = bodyKind ? (next as unknown as KubeObject) : decoded(kind, matched, next);
  for (const key of Object.keys(object)) delete object[key];
  Object.assign(object, made);
}

function decoded(kind: KindDefinition, matched: KindDefinition, next: JsonObject): KubeObject {
  try {
    const object = decodeObject(matched, next, 'Strict', () => undefined);
    kind.setDefaults?.(object);
    return object;
  } catch (error) {
    if (error instanceof StatusError) throw internalError(error.message);
    throw error;
  }
}

function denial(failures: readonly Failure[], attributes: AdmissionAttributes): StatusError {
  const texts = failures.map(({ policy, binding, message }) =>
    binding === undefined
      ? `policy "${policy.metadata.name}" denied request: ${message}`
      : `policy '${policy.metadata.name}' with binding '${binding}' denied request: ${message}`,
  );
  const error = refusal(attributes, 'admission request denied by policy');
  const { status } = error;
  const { reason } = failures[0]!;
  status.message = texts[0]!;
  if (reason) status.reason = reason;
  status.details = { ...status.details, causes: texts.map((message) => ({ message })) };
  return new StatusError(status);
}
