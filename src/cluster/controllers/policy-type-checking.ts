import type { ValidatingAdmissionPolicy } from '../../api/types.ts';
import type { Actor } from '../sim/actor.ts';
import { itselfUnlessStatus } from './keys.ts';
import type * as TypeWarnings from './policy-type-warnings.ts';
import { load } from './policy-type-warnings.ts?lazy';

const POLICIES = 'validatingadmissionpolicies.admissionregistration.k8s.io';

type Spec = NonNullable<ValidatingAdmissionPolicy['spec']>;

/** Compiles a policy's expressions against the kinds that it is about, and tells in its status what does not fit. Policies work all the same. */
export const policyTypeChecking: Actor = {
  name: 'validatingadmissionpolicy-status',
  watches: { [POLICIES]: itselfUnlessStatus },
  reconcile(key, { api, kinds }) {
    const policy = api.get(POLICIES, '', key.slice(key.indexOf('/') + 1)) as unknown as ValidatingAdmissionPolicy | undefined;
    if (!policy) return;
    const observedGeneration = policy.metadata.generation;
    if (policy.status?.observedGeneration === observedGeneration) return;
    const expressionWarnings = load<typeof TypeWarnings>().checkTypes(policy.spec ?? ({} as Spec), kinds);
    const typeChecking = expressionWarnings.length > 0 ? { expressionWarnings } : {};
    const { apiVersion, kind, metadata } = policy;
    const applied = { apiVersion, kind, metadata: { name: metadata.name }, status: { observedGeneration, typeChecking } };
    api.patch(POLICIES, '', metadata.name ?? '', 'apply', applied, 'status');
  },
};
