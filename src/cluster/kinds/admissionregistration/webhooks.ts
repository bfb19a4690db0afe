import { child, duplicate, invalid, notSupported, required, type FieldError } from '../../../api/field-error.ts';
import { checkDnsSubdomain } from '../../../api/names.ts';
import type { KubeObject } from '../../../api/object.ts';
import type { MutatingWebhookConfiguration, ValidatingWebhookConfiguration } from '../../../api/types.ts';
import { ageColumn, integerColumn, nameColumn } from '../columns.ts';
import type { KindDefinition } from '../define.ts';
import { checked } from '../field-checks.ts';
import { FAILURE_POLICIES, fillMatching, fillRules, validateMatching, validateRule } from './matching.ts';
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
  const errors = validateName(name ?? '', child(path, 'name'));
  const within = (field: string, value: string | undefined, allowed: readonly string[]): FieldError[] =>
    value === undefined || allowed.includes(value) ? [] : [notSupported(child(path, field), value, allowed)];
  if (earlier.some((other) => other.name === name)) errors.push(duplicate(child(path, 'name'), name));
  errors.push(...validateReviewVersions(versions ?? [], child(path, 'admissionReviewVersions')));
  (rules ?? []).forEach((rule, index) => errors.push(...validateRule(rule, child(path, 'rules', index))));
  errors.push(...within('failurePolicy', failurePolicy, FAILURE_POLICIES), ...validateMatching(webhook, path));
  if (!sideEffects) errors.push(required(child(path, 'sideEffects'), `must specify one of ${SIDE_EFFECTS.join(', ')}`));
  else errors.push(...within('sideEffects', sideEffects, SIDE_EFFECTS));
  if (timeoutSeconds !== undefined && (timeoutSeconds < 1 || timeoutSeconds > LONGEST_TIMEOUT_SECONDS)) {
    const text = `the timeout value must be between 1 and ${LONGEST_TIMEOUT_SECONDS} seconds`;
    errors.push(invalid(child(path, 'timeoutSeconds'), timeoutSeconds, text));
  }
  errors.push(...within('reinvocationPolicy', reinvocationPolicy, REINVOCATIONS));
  errors.push(...validateClient(webhook.clientConfig, child(path, 'clientConfig')));
  const { matchConditions = [] } = webhook;
  if (matchConditions.length === 0) return errors;
  return [...errors, ...load<typeof Validation>().validateMatchConditions(matchConditions, child(path, 'matchConditions'))];
}

function validateName(name: string, path: string): FieldError[] {
  if (name === '') return [required(path)];
  const errors = checked(path, name, checkDnsSubdomain);
  if (errors.length > 0 || name.split('.').length > 2) return errors;
  return [invalid(path, name, 'should be a domain with at least three segments separated by dots')];
}

function validateReviewVersions(versions: readonly string[], path: string): FieldError[] {
  if (versions.length === 0) return [required(path, `must specify one of ${REVIEW_VERSIONS.join(', ')}`)];
  if (versions.some((version) => REVIEW_VERSIONS.includes(version))) return [];
  return [invalid(path, versions, `must include at least one of ${REVIEW_VERSIONS.join(', ')}`)];
}

function validateClient(client: Webhook['clientConfig'] | undefined, path: string): FieldError[] {
  const { url, service } = client ?? {};
  if ((url === undefined) === (service === undefined)) return [required(path, 'exactly one of url or service is required')];
  if (url !== undefined) {
    return url.startsWith('https://') ? [] : [invalid(child(path, 'url'), url, "'https' is the only allowed URL scheme")];
  }
  const at = child(path, 'service');
  const absolute = service?.path === undefined || service.path.startsWith('/');
  return [
    ...(service?.name ? [] : [required(child(at, 'name'), 'service name is required')]),
    ...(service?.namespace ? [] : [required(child(at, 'namespace'), 'service namespace is required')]),
    ...(absolute ? [] : [invalid(child(at, 'path'), service?.path, "must start with a '/'")]),
  ];
}
