import { child, duplicate, invalid, notSupported, required, type FieldError } from '../../../api/field-error.ts';
import { checkDns1035Label, checkDnsSubdomain } from '../../../api/names.ts';
import type { KubeObject } from '../../../api/object.ts';
import type { MutatingWebhookConfiguration, ValidatingWebhookConfiguration } from '../../../api/types.ts';
import { ageColumn, integerColumn, nameColumn } from '../columns.ts';
import type { KindDefinition } from '../define.ts';
import { checked } from '../field-checks.ts';
import { validateWebhookClient } from '../webhook-client.ts';
import { FAILURE_POLICIES, fillMatching, fillRules, validateMatchPolicy, validateRule, validateSelectors } from './matching.ts';
import type * as Validation from './policy-validation.ts';
import { load } from './policy-validation.ts?lazy';

type Configuration = MutatingWebhookConfiguration | ValidatingWebhookConfiguration;
type Webhook = NonNullable<Configuration['webhooks']>[number];

const REVIEW_VERSIONS = ['v1', 'v1beta1'];
const SIDE_EFFECTS = ['None', 'NoneOnDryRun'];
const REINVOCATIONS = ['IfNeeded', 'Never'];
const DEFAULT_PORT = 443;
const DEFAULT_TIMEOUT_SECONDS = 10;
const LONGEST_TIMEOUT_SECONDS = 30;

/** What both kinds of webhook configurations have in common. */
export function webhookRules<T extends Configuration>(
  mutating: boolean,
): Pick<KindDefinition<T>, 'columns' | 'generation' | 'setDefaults' | 'validate' | 'warnings'> {
  return {
    columns: [nameColumn, integerColumn<T>('Webhooks', ({ webhooks }) => webhooks?.length ?? 0), ageColumn],
    generation: (next, previous) => JSON.stringify(next.webhooks) !== JSON.stringify(previous.webhooks),
    setDefaults: ({ webhooks }) => {
      for (const webhook of webhooks ?? []) fillWebhook(webhook, mutating);
    },
    validate: ({ webhooks }) => {
      const all: readonly Webhook[] = webhooks ?? [];
      return all.flatMap((webhook, index) => validateWebhook(webhook, all.slice(0, index), child('webhooks', index)));
    },
    warnings: (_: KubeObject, previous?: KubeObject) =>
      previous === undefined
        ? ['kubesim does not call webhooks: the configuration is stored, and requests that it matches are told so']
        : [],
  };
}

function fillWebhook(webhook: Webhook & { reinvocationPolicy?: string }, mutating: boolean): void {
  webhook.failurePolicy ??= 'Fail';
  fillMatching(webhook);
  fillRules(webhook.rules);
  webhook.timeoutSeconds ??= DEFAULT_TIMEOUT_SECONDS;
  if (mutating) webhook.reinvocationPolicy ??= 'Never';
  const service = webhook.clientConfig?.service;
  if (service) service.port ??= DEFAULT_PORT;
}

function validateWebhook(webhook: Webhook & { reinvocationPolicy?: string }, earlier: readonly Webhook[], path: string): FieldError[] {
  const { name, admissionReviewVersions: versions, rules, failurePolicy, timeoutSeconds, sideEffects, reinvocationPolicy } = webhook;
  const within = (field: string, value: string | undefined, allowed: readonly string[]): FieldError[] =>
    value === undefined || allowed.includes(value) ? [] : [notSupported(child(path, field), value, allowed)];
  const errors = [
    ...validateName(name ?? '', child(path, 'name')),
    ...(rules ?? []).flatMap((rule, index) => validateRule(rule, child(path, 'rules', index))),
    ...within('failurePolicy', failurePolicy, FAILURE_POLICIES),
    ...validateMatchPolicy(webhook, path),
    ...(sideEffects
      ? within('sideEffects', sideEffects, SIDE_EFFECTS)
      : [required(child(path, 'sideEffects'), `must specify one of ${SIDE_EFFECTS.join(', ')}`)]),
  ];
  if (timeoutSeconds !== undefined && (timeoutSeconds < 1 || timeoutSeconds > LONGEST_TIMEOUT_SECONDS)) {
    const text = `the timeout value must be between 1 and ${LONGEST_TIMEOUT_SECONDS} seconds`;
    errors.push(invalid(child(path, 'timeoutSeconds'), timeoutSeconds, text));
  }
  errors.push(
    ...validateSelectors(webhook, path),
    ...within('reinvocationPolicy', reinvocationPolicy, REINVOCATIONS),
    ...validateWebhookClient(webhook.clientConfig, child(path, 'clientConfig')),
    ...validateConditions(webhook.matchConditions ?? [], child(path, 'matchConditions')),
    ...validateReviewVersions(versions ?? [], child(path, 'admissionReviewVersions')),
  );
  return earlier.some((other) => other.name === name) ? [...errors, duplicate(child(path, 'name'), name)] : errors;
}

/** Compiling expressions needs CEL, which is not loaded for nothing. */
function validateConditions(conditions: NonNullable<Webhook['matchConditions']>, path: string): FieldError[] {
  return conditions.length === 0 ? [] : load<typeof Validation>().validateMatchConditions(conditions, path);
}

function validateName(name: string, path: string): FieldError[] {
  if (name === '') return [required(path)];
  const errors = checked(path, name, checkDnsSubdomain);
  if (errors.length > 0 || name.split('.').length > 2) return errors;
  return [invalid(path, name, 'should be a domain with at least three segments separated by dots')];
}

function validateReviewVersions(versions: readonly string[], path: string): FieldError[] {
  if (versions.length === 0) return [required(path, `must specify one of ${REVIEW_VERSIONS.join(', ')}`)];
  const errors = versions.flatMap((version, i) =>
    versions.indexOf(version) < i
      ? [invalid(child(path, i), version, 'duplicate version')]
      : checked(child(path, i), version, checkDns1035Label),
  );
  if (versions.some((version) => REVIEW_VERSIONS.includes(version))) return errors;
  return [...errors, invalid(path, versions, `must include at least one of ${REVIEW_VERSIONS.join(', ')}`)];
}
