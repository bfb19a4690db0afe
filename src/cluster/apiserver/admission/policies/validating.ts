import { getOwn } from '../../../../api/json.ts';
import type { StatusError, StatusReason } from '../../../../api/status.ts';
import type { ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding } from '../../../../api/types.ts';
import { typeName, type Value } from '../../../cel/values.ts';
import type { KindContext, KindDefinition } from '../../../kinds/define.ts';
import { refusal, type AdmissionAttributes } from '../plugin.ts';
import { Activation, BudgetError, PolicyRequest } from './activation.ts';
import { compilePolicy, type CompiledPolicy, type Expression } from './compiled-policy.ts';
import { matchResources, meetsConditions } from './matching.ts';
import { collectParams, ConfigurationError } from './params.ts';

/** Refuses, or warns of, what the cluster's ValidatingAdmissionPolicies find wrong. */
export function validate(
  bindings: readonly ValidatingAdmissionPolicyBinding[],
  policies: readonly ValidatingAdmissionPolicy[],
  attributes: AdmissionAttributes,
  context: KindContext,
): void {
  const denied: Denial[] = [];
  const requests = new Map<KindDefinition, PolicyRequest>();
  for (const policy of policies) {
    const own = bindings.filter(({ spec }) => spec?.policyName === policy.metadata.name);
    if (own.length > 0) denied.push(...validatePolicy(policy, own, { attributes, context, requests }));
  }
  if (denied[0]) throw denial(denied[0], attributes);
}

type Spec = NonNullable<ValidatingAdmissionPolicy['spec']>;

interface Denial {
  policy: string;
  binding?: string;
  message: string;
  reason?: string;
}

interface About {
  attributes: AdmissionAttributes;
  context: KindContext;
  /** The request in the versions that policies have matched so far. */
  requests: Map<KindDefinition, PolicyRequest>;
}

/** What a policy says to a request with one object as parameters. */
interface Decision {
  message: string;
  reason?: string;
}

interface Checks {
  validations: readonly { expression: Expression; message?: Expression; text: string; reason?: string }[];
  annotations: readonly Expression[];
}

function compile(policy: ValidatingAdmissionPolicy, spec: Spec): CompiledPolicy<Checks> {
  return compilePolicy(policy, spec as never, false, (expression) => ({
    validations: (spec.validations ?? []).map(({ expression: text, message, messageExpression, reason }) => ({
      expression: expression(text),
      ...(messageExpression ? { message: expression(messageExpression, false) } : {}),
      text: message?.trim() || `failed expression: ${text.trim()}`,
      ...(reason ? { reason } : {}),
    })),
    annotations: (spec.auditAnnotations ?? []).map(({ valueExpression }) => expression(valueExpression)),
  }));
}

function validatePolicy(policy: ValidatingAdmissionPolicy, bindings: readonly ValidatingAdmissionPolicyBinding[], about: About): Denial[] {
  const { attributes, context, requests } = about;
  const spec = policy.spec ?? ({} as Spec);
  const matched = matchResources(spec.matchConstraints as never, attributes, context);
  if (!matched) return [];
  const denied: Denial[] = [];
  const name = policy.metadata.name ?? '';
  const request = requests.get(matched) ?? new PolicyRequest(attributes, matched, context);
  requests.set(matched, request);
  const compiled = compile(policy, spec);
  for (const { metadata, spec: binding } of bindings) {
    if (!matchResources(binding?.matchResources as never, attributes, context)) continue;
    const deny = (decision: Decision): number => denied.push({ policy: name, binding: metadata.name ?? '', ...decision });
    try {
      for (const params of collectParams(spec.paramKind as never, binding?.paramRef as never, attributes.namespace, context)) {
        const { decisions, failures } = evaluate(compiled, new Activation(request, compiled, params), spec.failurePolicy);
        for (const decision of decisions) {
          for (const action of binding?.validationActions ?? []) {
            if (action === 'Deny') deny(decision);
            else if (action === 'Warn') {
              const who = `ValidatingAdmissionPolicy '${name}' with binding '${metadata.name ?? ''}'`;
              context.warn(`Validation failed for ${who}: ${decision.message}`);
            }
          }
        }
        failures.forEach((message) => deny({ message }));
      }
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      if (spec.failurePolicy !== 'Ignore') deny({ message: `failed to configure binding: ${error.message}` });
    }
  }
  return denied;
}

/** What speaks against the request, and audit annotations that cannot be made (which refuse it whatever the binding's actions). */
function evaluate(
  compiled: CompiledPolicy<Checks>,
  activation: Activation,
  failurePolicy: string | undefined,
): { decisions: Decision[]; failures: string[] } {
  const failing = (message: string): Decision[] => (failurePolicy === 'Ignore' ? [] : [{ message }]);
  try {
    const meets = meetsConditions(compiled, activation, failurePolicy);
    if (typeof meets === 'object') return { decisions: failing(meets.error), failures: [] };
    if (!meets) return { decisions: [], failures: [] };
    const decisions = compiled.own.validations.flatMap(({ expression, message, text, reason }): Decision[] => {
      const outcome = activation.evaluate(expression);
      if ('error' in outcome) return failing(outcome.error);
      if (outcome.value === true) return [];
      return [{ message: (message && evaluateMessage(activation, message)) || text, reason: reason ?? 'Invalid' }];
    });
    const failures = compiled.own.annotations.flatMap((expression) => annotationFailure(activation, expression));
    return { decisions, failures: failurePolicy === 'Ignore' ? [] : failures };
  } catch (error) {
    if (error instanceof BudgetError) return { decisions: failing(error.message), failures: [] };
    throw error;
  }
}

const LONGEST_MESSAGE = 5 * 1024;

/** The message that an expression makes; undefined when nothing usable comes of it. */
function evaluateMessage(activation: Activation, expression: Expression): string | undefined {
  const outcome = activation.evaluate(expression);
  const text = 'value' in outcome && typeof outcome.value === 'string' ? outcome.value.trim() : '';
  return text.length > LONGEST_MESSAGE || text.includes('\n') ? undefined : text;
}

/** Nobody keeps an audit log here; an annotation that cannot be made counts all the same. */
function annotationFailure(activation: Activation, expression: Expression): string[] {
  const outcome = activation.evaluate(expression);
  if ('error' in outcome) return [outcome.error];
  const { value }: { value: Value } = outcome;
  if (value === null || typeof value === 'string') return [];
  const text = `valueExpression '${expression.text}' resulted in unsupported return type: ${typeName(value)}`;
  return [`${text}. Return type must be either string or null.`];
}

const CODES: Readonly<Record<string, number>> = { Forbidden: 403, Unauthorized: 401, RequestEntityTooLarge: 413, Invalid: 422 };

/** The first denial is the answer: worded as a refusal, with the code of its reason. */
function denial({ policy, binding, message, reason = 'Invalid' }: Denial, attributes: AdmissionAttributes): StatusError {
  const who = `ValidatingAdmissionPolicy '${policy}'${binding === undefined ? '' : ` with binding '${binding}'`}`;
  const text = `${who} denied request: ${message}`;
  const error = refusal(attributes, text);
  const { status } = error;
  status.reason = reason as StatusReason;
  status.code = getOwn(CODES, reason) ?? 422;
  status.details = { ...status.details, causes: [{ message: text }] };
  return error;
}
