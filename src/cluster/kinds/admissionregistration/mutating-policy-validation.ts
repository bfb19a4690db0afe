import { child, notSupported, required, type FieldError } from '../../../api/field-error.ts';
import { JSON_PATCHES, OBJECT, type PolicyCompiler } from '../../cel/policy-expressions.ts';
import type { MutatingAdmissionPolicy } from './mutating-admission-policy.ts';
import { compiled, policyCompiler, validatePolicy } from './policy-validation.ts';

const REINVOCATIONS = ['IfNeeded', 'Never'];

export function validateMutatingPolicy(spec: MutatingAdmissionPolicy['spec']): FieldError[] {
  const compiler = policyCompiler(spec, true);
  return [...validatePolicy(spec ?? {}, compiler), ...validateMutations(spec, compiler)];
}

function validateMutations(spec: MutatingAdmissionPolicy['spec'], compiler: PolicyCompiler): FieldError[] {
  const errors: FieldError[] = [];
  const { mutations, reinvocationPolicy } = spec ?? {};
  if (!mutations?.length) errors.push(required('spec.mutations', 'mutations must contain at least one item'));
  (mutations ?? []).forEach(({ patchType, applyConfiguration, jsonPatch }, index) => {
    const path = child('spec.mutations', index);
    const source = patchType === 'ApplyConfiguration' ? applyConfiguration : jsonPatch;
    const field = patchType === 'ApplyConfiguration' ? 'applyConfiguration' : 'jsonPatch';
    if (!patchType) errors.push(required(child(path, 'patchType')));
    else if (patchType !== 'ApplyConfiguration' && patchType !== 'JSONPatch') {
      errors.push(notSupported(child(path, 'patchType'), patchType, ['ApplyConfiguration', 'JSONPatch']));
    } else if (!source) errors.push(required(child(path, field), `must be specified when patchType is ${patchType}`));
    else if (!source.expression?.trim()) errors.push(required(child(path, field, 'expression'), 'expression is not specified'));
    else {
      const returns = patchType === 'ApplyConfiguration' ? OBJECT : JSON_PATCHES;
      errors.push(...compiled(compiler, source.expression, [returns], child(path, field, 'expression')));
    }
  });
  if (!reinvocationPolicy) errors.push(required('spec.reinvocationPolicy'));
  else if (!REINVOCATIONS.includes(reinvocationPolicy)) {
    errors.push(notSupported('spec.reinvocationPolicy', reinvocationPolicy, REINVOCATIONS));
  }
  return errors;
}
