import type { MutatingWebhookConfiguration, ValidatingWebhookConfiguration } from '../../../api/types.ts';
import type { KindContext } from '../../kinds/define.ts';
import { isOwnUser } from '../users.ts';
import type { AdmissionAttributes, AdmissionPlugin } from './plugin.ts';
import type * as WebhookConditions from './policies/webhook-conditions.ts';
import { load as loadConditions } from './policies/webhook-conditions.ts?lazy';
import { isExempt, matchRequest } from './request-matching.ts';

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
      if (!matched) continue;
      const conditional = (webhook.matchConditions ?? []).length > 0;
      if (conditional && !loadConditions<typeof WebhookConditions>().meetsWebhook(webhook, matched, attributes, context)) continue;
      const whose = `${kind} "${metadata.name ?? ''}"`;
      context.warn(`kubesim does not call webhooks: "${name}" of ${whose} (failurePolicy ${failurePolicy}) has not seen this request`);
    }
  }
}
