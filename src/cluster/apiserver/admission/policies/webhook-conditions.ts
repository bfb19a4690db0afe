import type { MutatingWebhookConfiguration, ValidatingWebhookConfiguration } from '../../../../api/types.ts';
import type { KindContext, KindDefinition } from '../../../kinds/define.ts';
import { refusal, type AdmissionAttributes } from '../plugin.ts';
import { Activation, PolicyRequest } from './activation.ts';
import { compilePolicy } from './compiled-policy.ts';
import { meetsConditions } from './matching.ts';

type Webhook = NonNullable<(MutatingWebhookConfiguration | ValidatingWebhookConfiguration)['webhooks']>[number];

/** A request that fails one of a webhook's match conditions does not concern it; what cannot be evaluated counts by the failure policy. */
export function meetsWebhook(webhook: Webhook, matched: KindDefinition, attributes: AdmissionAttributes, context: KindContext): boolean {
  const { matchConditions = [], failurePolicy } = webhook;
  const compiled = compilePolicy(webhook, { matchConditions }, false, () => undefined);
  const request = new PolicyRequest(attributes, matched, context);
  const meets = meetsConditions(compiled, new Activation(request, compiled, undefined), failurePolicy);
  if (typeof meets === 'boolean') return meets;
  throw refusal(attributes, meets.error);
}
