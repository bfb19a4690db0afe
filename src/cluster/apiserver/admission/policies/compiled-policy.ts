import type { PolicySpec } from '../../../kinds/admissionregistration/policies.ts';
import { PolicyCompiler } from '../../../cel/policy-expressions.ts';
import type { Program } from '../../../cel/compile.ts';

/** An expression that is ready to be evaluated, or why it is not. */
export interface Expression {
  /** As written. */
  text: string;
  program: Program | string;
}

/** What all policies have: conditions under which they apply, and variables. */
export interface CompiledPolicy<T> {
  conditions: readonly Expression[];
  variables: ReadonlyMap<string, Program | string>;
  own: T;
}

interface Spec extends PolicySpec {
  validations?: unknown;
}

const known = new WeakMap<object, CompiledPolicy<unknown>>();

/** Compiled once per version of a policy: stored objects are not changed but replaced. */
export function compilePolicy<T>(
  policy: object,
  spec: Spec,
  patches: boolean,
  own: (compile: (text: string, authorizer?: boolean) => Expression) => T,
): CompiledPolicy<T> {
  const found = known.get(policy);
  if (found) return found as CompiledPolicy<T>;
  const options = { params: spec.paramKind !== undefined, patches };
  const outer = new PolicyCompiler({ params: options.params });
  const conditions = (spec.matchConditions ?? []).map(({ expression }) => ({ text: expression, program: outer.compile(expression) }));
  const compiler = new PolicyCompiler(options, (spec.variables?.length ?? 0) > 0);
  const variables = new Map((spec.variables ?? []).map(({ name, expression }) => [name, compiler.variable(name, expression)] as const));
  const compiled = {
    conditions,
    variables,
    own: own((text, authorizer = true) => ({ text, program: compiler.compile(text, undefined, { authorizer }) })),
  };
  known.set(policy, compiled);
  return compiled;
}
