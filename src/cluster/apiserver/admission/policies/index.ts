import type { ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding } from '../../../../api/types.ts';
import type { MutatingAdmissionPolicy } from '../../../kinds/admissionregistration/mutating-admission-policy.ts';
import type { MutatingAdmissionPolicyBinding } from '../../../kinds/admissionregistration/mutating-admission-policy-binding.ts';
import type { KindContext } from '../../../kinds/define.ts';
import type { AdmissionPlugin } from '../plugin.ts';
import { isExempt } from '../request-matching.ts';
import type * as Mutating from './mutating.ts';
import { load as loadMutating } from './mutating.ts?lazy';
import type * as Validating from './validating.ts';
import { load as loadValidating } from './validating.ts?lazy';

// A policy without a binding does nothing: CEL is loaded only for clusters that have one.

export const mutatingPolicies: AdmissionPlugin = {
  name: 'MutatingAdmissionPolicy',
  admit: (attributes, context) => {
    const bindings = listed<MutatingAdmissionPolicyBinding>(context, 'mutatingadmissionpolicybindings');
    if (bindings.length === 0 || isExempt(attributes)) return;
    const policies = listed<MutatingAdmissionPolicy>(context, 'mutatingadmissionpolicies');
    loadMutating<typeof Mutating>().mutate(bindings, policies, attributes, context);
  },
};

export const validatingPolicies: AdmissionPlugin = {
  name: 'ValidatingAdmissionPolicy',
  validate: (attributes, context) => {
    const bindings = listed<ValidatingAdmissionPolicyBinding>(context, 'validatingadmissionpolicybindings');
    if (bindings.length === 0 || isExempt(attributes)) return;
    const policies = listed<ValidatingAdmissionPolicy>(context, 'validatingadmissionpolicies');
    loadValidating<typeof Validating>().validate(bindings, policies, attributes, context);
  },
};

function listed<T>({ api }: KindContext, resource: string): readonly T[] {
  return api.list(`${resource}.admissionregistration.k8s.io`) as readonly unknown[] as readonly T[];
}
