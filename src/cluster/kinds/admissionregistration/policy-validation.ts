import type * as k8s from '@kubernetes/client-node';
import { child, duplicate, invalid, notSupported, required, tooMany, type FieldError } from '../../../api/field-error.ts';
import { checkDns1035Label, checkDnsSubdomain, checkQualifiedName } from '../../../api/names.ts';
import type { Wire } from '../../../api/types.ts';
import { BOOL, PolicyCompiler } from '../../cel/policy-expressions.ts';
import { UNUSABLE } from '../../cel/reserved-words.ts';
import type { CelType } from '../../cel/types.ts';
import { checked } from '../field-checks.ts';
import { FAILURE_POLICIES, validateMatchResources } from './matching.ts';
import type { PolicySpec } from './policies.ts';

/** What is told of all policies, up to their variables; the compiler then knows those. */
export function validatePolicy(
  { paramKind, matchConstraints, variables = [], matchConditions, failurePolicy }: PolicySpec,
  compiler: PolicyCompiler,
): FieldError[] {
  const errors: FieldError[] = [];
  if (failurePolicy !== undefined && !FAILURE_POLICIES.includes(failurePolicy)) {
    errors.push(notSupported('spec.failurePolicy', failurePolicy, FAILURE_POLICIES));
  }
  if (paramKind) errors.push(...validateParamKind(paramKind, 'spec.paramKind'));
  if (!matchConstraints) errors.push(required('spec.matchConstraints'));
  else {
    errors.push(...validateMatchResources(matchConstraints, 'spec.matchConstraints'));
    if (!matchConstraints.resourceRules?.length) errors.push(required('spec.matchConstraints.resourceRules'));
  }
  errors.push(...validateMatchConditions(matchConditions, 'spec.matchConditions', { params: paramKind !== undefined }));
  variables.forEach((variable, index) => errors.push(...validateVariable(variable, child('spec.variables', index), compiler)));
  return errors;
}

/** The compiler for the expressions of a policy. */
export function policyCompiler({ paramKind, variables }: PolicySpec = {}, patches = false): PolicyCompiler {
  return new PolicyCompiler({ params: paramKind !== undefined, patches }, (variables?.length ?? 0) > 0);
}

function validateParamKind({ apiVersion, kind }: NonNullable<PolicySpec['paramKind']>, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const at = child(path, 'apiVersion');
  if (!apiVersion) errors.push(required(at));
  else if (apiVersion.split('/').length > 2) errors.push(invalid(at, apiVersion, `unexpected GroupVersion string: ${apiVersion}`));
  else {
    const slash = apiVersion.indexOf('/');
    const [group, version] = [apiVersion.slice(0, Math.max(slash, 0)), apiVersion.slice(slash + 1)];
    if (group !== '') errors.push(...joined(at, group, checkDnsSubdomain(group)));
    if (version === '') errors.push(invalid(at, apiVersion, 'version must be specified'));
    else errors.push(...joined(at, version, checkDns1035Label(version)));
  }
  if (!kind) errors.push(required(child(path, 'kind')));
  else {
    const problems = checkDns1035Label(kind.toLowerCase());
    errors.push(...joined(child(path, 'kind'), kind, problems, 'may have mixed case, but should otherwise match: '));
  }
  return errors;
}

function joined(path: string, value: string, problems: readonly string[], lead = ''): FieldError[] {
  return problems.length > 0 ? [invalid(path, value, lead + problems.join(','))] : [];
}

const MOST_CONDITIONS = 64;

/** Of policies and of webhooks. */
export function validateMatchConditions(
  conditions: PolicySpec['matchConditions'],
  path: string,
  { params = false }: { params?: boolean } = {},
): FieldError[] {
  if (!conditions?.length) return [];
  const compiler = new PolicyCompiler({ params });
  const errors: FieldError[] = conditions.length > MOST_CONDITIONS ? [tooMany(path, conditions.length, MOST_CONDITIONS)] : [];
  conditions.forEach(({ name, expression }, index) => {
    const at = child(path, index);
    const trimmed = expression?.trim() ?? '';
    if (trimmed === '') errors.push(required(child(at, 'expression')));
    else errors.push(...compiled(compiler, trimmed, [BOOL], child(at, 'expression')));
    if (!name) errors.push(required(child(at, 'name')));
    else {
      errors.push(...checked(child(at, 'name'), name, checkQualifiedName));
      if (conditions.findIndex((other) => other.name === name) < index) errors.push(duplicate(child(at, 'name'), name));
    }
  });
  return errors;
}

function validateVariable({ name, expression }: Wire<k8s.V1Variable>, path: string, compiler: PolicyCompiler): FieldError[] {
  const errors: FieldError[] = [];
  if (!name?.trim()) errors.push(required(child(path, 'name'), 'name is not specified'));
  else if (!/^[_a-zA-Z][_a-zA-Z0-9]*$/.test(name) || UNUSABLE.has(name)) {
    errors.push(invalid(child(path, 'name'), name, 'name is not a valid CEL identifier'));
  }
  const at = child(path, 'expression');
  if (!expression?.trim()) return [...errors, required(at, 'expression is not specified')];
  const program = compiler.variable(name, expression);
  return typeof program === 'string' ? [...errors, invalid(at, expression, program)] : errors;
}

/** The error of an expression that does not compile, or not to one of these types. */
export function compiled(
  compiler: PolicyCompiler,
  text: string,
  returns: readonly CelType[],
  path: string,
  { shown = text, authorizer = true }: { shown?: string; authorizer?: boolean } = {},
): FieldError[] {
  const program = compiler.compile(text, returns, { authorizer });
  return typeof program === 'string' ? [invalid(path, shown, program)] : [];
}
