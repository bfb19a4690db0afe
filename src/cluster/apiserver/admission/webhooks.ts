import type { MutatingWebhookConfiguration, ValidatingWebhookConfiguration } from '../../../api/types.ts';
import type { KindContext } from '../../kinds/define.ts';
import { isOwnUser } from '../users.ts';
import { refusal, type AdmissionAttributes, type AdmissionPlugin } from './plugin.ts';
import { Activation, PolicyRequest } from './policies/activation.ts';
import { compilePolicy } from './policies/compiled-policy.ts';
import { meetsConditions } from './policies/matching.ts';
import { isExempt, matchRequest } from './request-matching.ts';

type Webhook = NonNullable<Configuration['webhooks']>[number];
type Configuration = MutatingWebhookConfiguration | ValidatingWebhookConfiguration;

/** Nothing is ever called from here: whoever makes a request that a webhook is meant to see is told so. */
export const mutatingWebhooks: AdmissionPlugin = {
  name: 'MutatingAdmissionWebhook',
  admit: (attributes, context) => tellUncalled('MutatingWebhookConfiguration', attributes, context),
};

export const validatingWebhooks: AdmissionPlugin = {
  name: 'ValidatingAdmissionWebhook',
  validate: (attributes, context) => tellUncalled('ValidatingWebhookConfiguration', attributes, context),
};

function tellUncalled(kind: Configuration['kind'] & string, attributes: AdmissionAttributes, context: KindContext): void {
  if (isOwnUser(attributes.user) || isExempt(attributes)) return;
  const configurations: readonly Configuration[] = context.api.list(`${kind.toLowerCase()}s.admissionregistration.k8s.io`) as never;
  for (const { metadata, webhooks } of configurations) {
    for (const webhook of webhooks ?? []) {
      const { name, rules = [], failurePolicy, matchPolicy, namespaceSelector, objectSelector } = webhook;
      const criteria = { rules, matchPolicy, namespaceSelector, objectSelector };
      const matched = matchRequest(criteria as never, attributes, context);
      if (!matched || !meetsWebhook(webhook, new PolicyRequest(attributes, matched, context), attributes)) continue;
      const whose = `${kind} "${metadata.name ?? ''}"`;
      context.warn(`kubesim does not call webhooks: "${name}" of ${whose} (failurePolicy ${failurePolicy}) has not seen this request`);
    }
  }
}

/** A request that fails one of a webhook's match conditions does not concern it; what cannot be evaluated counts by the failure policy. */
function meetsWebhook(webhook: Webhook, request: PolicyRequest, attributes: AdmissionAttributes): boolean {
  const { matchConditions = [], failurePolicy } = webhook;
  if (matchConditions.length === 0) return true;
  const compiled = compilePolicy(webhook, { matchConditions }, false, () => undefined);
  const meets = meetsConditions(compiled, new Activation(request, compiled, undefined), failurePolicy);
  if (typeof meets === 'boolean') return meets;
  throw refusal(attributes, meets.error);
}
