import type { MutatingWebhookConfiguration } from '../../../api/types.ts';
import { defineKind } from '../define.ts';
import { webhookRules } from './webhooks.ts';

export const mutatingWebhookConfiguration = defineKind<MutatingWebhookConfiguration>({
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  kind: 'MutatingWebhookConfiguration',
  plural: 'mutatingwebhookconfigurations',
  singular: 'mutatingwebhookconfiguration',
  namespaced: false,
  categories: ['api-extensions'],
  definition: 'io.k8s.api.admissionregistration.v1.MutatingWebhookConfiguration',
  nameRule: 'dns-subdomain',
  ...webhookRules<MutatingWebhookConfiguration>(true),
});
