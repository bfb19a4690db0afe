import type { ValidatingWebhookConfiguration } from '../../../api/types.ts';
import { defineKind } from '../define.ts';
import { webhookRules } from './webhooks.ts';

export const validatingWebhookConfiguration = defineKind<ValidatingWebhookConfiguration>({
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  kind: 'ValidatingWebhookConfiguration',
  plural: 'validatingwebhookconfigurations',
  singular: 'validatingwebhookconfiguration',
  namespaced: false,
  categories: ['api-extensions'],
  definition: 'io.k8s.api.admissionregistration.v1.ValidatingWebhookConfiguration',
  nameRule: 'dns-subdomain',
  ...webhookRules<ValidatingWebhookConfiguration>(false),
});
