import type { MutatingWebhookConfiguration, ValidatingWebhookConfiguration } from '../../../api/types.ts';
import type { KindContext } from '../../kinds/define.ts';
import { SYSTEM_USER } from '../users.ts';
import type { AdmissionAttributes, AdmissionPlugin } from './plugin.ts';
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
  if (attributes.user === SYSTEM_USER || isExempt(attributes)) return;
  const configurations: readonly Configuration[] = context.api.list(`${kind.toLowerCase()}s.admissionregistration.k8s.io`) as never;
  for (const { metadata, webhooks } of configurations) {
    for (const { name, rules = [], failurePolicy, matchPolicy, namespaceSelector, objectSelector } of webhooks ?? []) {
      const criteria = { rules, matchPolicy, namespaceSelector, objectSelector };
      if (!matchRequest(criteria as never, attributes, context)) continue;
      const whose = `${kind} "${metadata.name ?? ''}"`;
      context.warn(`kubesim does not call webhooks: "${name}" of ${whose} (failurePolicy ${failurePolicy}) has not seen this request`);
    }
  }
}
