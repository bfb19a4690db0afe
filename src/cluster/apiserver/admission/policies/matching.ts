import type { LabelSelector } from '../../../../api/labels.ts';
import type { MatchResources } from '../../../kinds/admissionregistration/matching.ts';
import type { KindContext, KindDefinition } from '../../../kinds/define.ts';
import type { AdmissionAttributes } from '../plugin.ts';
import { matchRequest, type RequestRule } from '../request-matching.ts';
import type { Activation } from './activation.ts';
import type { CompiledPolicy } from './compiled-policy.ts';

/** As which kind the request is one that the resources match; undefined when it is none. A binding without rules matches all of them. */
export function matchResources(
  resources: MatchResources | undefined,
  attributes: AdmissionAttributes,
  context: KindContext,
): KindDefinition | undefined {
  if (!resources) return attributes.kind;
  const { resourceRules, excludeResourceRules, matchPolicy, namespaceSelector, objectSelector } = resources;
  return matchRequest(
    {
      ...(resourceRules?.length ? { rules: resourceRules as readonly RequestRule[] } : {}),
      ...(excludeResourceRules?.length ? { excludeRules: excludeResourceRules as readonly RequestRule[] } : {}),
      ...(matchPolicy ? { matchPolicy } : {}),
      ...(namespaceSelector ? { namespaceSelector: namespaceSelector as LabelSelector } : {}),
      ...(objectSelector ? { objectSelector: objectSelector as LabelSelector } : {}),
    },
    attributes,
    context,
  );
}

/**
 * Do all conditions of a policy hold? One that is false decides, also when others fail; failures otherwise are told by `error`
 * (with the failure policy Ignore the request then just does not match).
 */
export function meetsConditions(
  { conditions }: CompiledPolicy<unknown>,
  activation: Activation,
  failurePolicy: string | undefined,
): boolean | { error: string } {
  const errors: string[] = [];
  for (const condition of conditions) {
    const outcome = activation.evaluate(condition);
    if ('error' in outcome) errors.push(outcome.error);
    else if (outcome.value === false) return false;
  }
  if (errors.length === 0) return true;
  if (failurePolicy === 'Ignore') return false;
  const distinct = [...new Set(errors)];
  return { error: distinct.length === 1 ? distinct[0]! : `[${distinct.join(', ')}]` };
}
