import { matchesSelector, selectorFromLabelSelector, type LabelSelector } from '../../../api/labels.ts';
import { groupResource } from '../../../api/object.ts';
import type { KindCatalogue } from '../../kinds/catalogue.ts';
import type { KindContext, KindDefinition } from '../../kinds/define.ts';
import type { AdmissionAttributes } from './plugin.ts';

// Which requests a webhook or an admission policy is asked about.

/** A rule as webhooks have it, and with resource names as policies have it. */
export interface RequestRule {
  operations?: readonly string[];
  apiGroups?: readonly string[];
  apiVersions?: readonly string[];
  resources?: readonly string[];
  scope?: string;
  resourceNames?: readonly string[];
}

export interface MatchCriteria {
  /** No rules match nothing for webhooks; a policy's binding without rules matches everything: leave them undefined. */
  rules?: readonly RequestRule[];
  excludeRules?: readonly RequestRule[];
  /** `Equivalent` (other versions of the same objects match too) or `Exact`. */
  matchPolicy?: string;
  namespaceSelector?: LabelSelector;
  objectSelector?: LabelSelector;
}

type Attributes = Omit<AdmissionAttributes, 'user' | 'dryRun'>;

/** Kinds that webhooks and policies are never asked about: nobody can lock himself out. */
const EXEMPT = new Set([
  'ValidatingWebhookConfiguration',
  'MutatingWebhookConfiguration',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionPolicyBinding',
]);

export function isExempt({ kind }: Pick<Attributes, 'kind'>): boolean {
  return kind.group === 'admissionregistration.k8s.io' && EXEMPT.has(kind.kind);
}

/** The kind whose version matched (the request's own, or an equivalent one that the object has to be converted to), or undefined. */
export function matchRequest(
  { rules, excludeRules, matchPolicy, namespaceSelector, objectSelector }: MatchCriteria,
  attributes: Attributes,
  { api, kinds }: Pick<KindContext, 'api' | 'kinds'>,
): KindDefinition | undefined {
  const candidates = (): Iterable<KindDefinition> => candidateKinds(attributes.kind, matchPolicy, kinds);
  const matched = rules === undefined ? attributes.kind : ruled(rules, attributes, candidates());
  if (!matched || (excludeRules && ruled(excludeRules, attributes, candidates()))) return undefined;
  return inSelectedNamespace(namespaceSelector, attributes, api) && isSelected(objectSelector, attributes) ? matched : undefined;
}

/** The request's own kind first; its other versions, and other views of the same objects, where the policy counts them as the same. */
function* candidateKinds(kind: KindDefinition, matchPolicy: string | undefined, kinds: KindCatalogue): Generator<KindDefinition> {
  yield kind;
  if (matchPolicy !== 'Equivalent') return;
  for (const other of kinds.all()) if (other !== kind && storedResource(other) === storedResource(kind)) yield other;
}

function storedResource({ storedAs, group, plural }: KindDefinition): string {
  return storedAs ?? groupResource(group, plural);
}

function ruled(rules: readonly RequestRule[], attributes: Attributes, candidates: Iterable<KindDefinition>): KindDefinition | undefined {
  for (const kind of candidates) if (rules.some((rule) => matchesRule(rule, attributes, kind))) return kind;
  return undefined;
}

function matchesRule(rule: RequestRule, { operation, subresource, namespace, name }: Attributes, kind: KindDefinition): boolean {
  const { operations, apiGroups, apiVersions, resources = [], scope = '*', resourceNames = [] } = rule;
  const namespaced = kind.namespaced && namespace !== '';
  return (
    (scope === '*' || (scope === 'Namespaced') === namespaced) &&
    listed(operations, operation) &&
    listed(apiGroups, kind.group) &&
    listed(apiVersions, kind.version) &&
    resources.some((pattern) => matchesResource(pattern, kind.plural, subresource)) &&
    (resourceNames.length === 0 || resourceNames.includes(name))
  );
}

function listed(list: readonly string[] = [], wanted: string): boolean {
  return list.includes('*') || list.includes(wanted);
}

/** `pods`, `pods/*`, `*`, the `scale` of everything: what stands without a slash is the object itself. */
function matchesResource(pattern: string, resource: string, subresource: string): boolean {
  const slash = pattern.indexOf('/');
  const [wanted, wantedSubresource] = slash < 0 ? [pattern, ''] : [pattern.slice(0, slash), pattern.slice(slash + 1)];
  return (wanted === '*' || wanted === resource) && (wantedSubresource === '*' || wantedSubresource === subresource);
}

/** Objects of the cluster are in no namespace and so always selected; a Namespace is selected by its own labels. */
function inSelectedNamespace(selector: LabelSelector | undefined, attributes: Attributes, api: KindContext['api']): boolean {
  if (matchesAll(selector)) return true;
  const { kind, namespace, name, object, operation, subresource } = attributes;
  if (kind.group === '' && kind.plural === 'namespaces') {
    const isWrite = subresource === '' && operation !== 'DELETE' && object !== undefined;
    const labels = isWrite ? object.metadata.labels : api.get('namespaces', '', name)?.metadata.labels;
    return matchesSelector(selectorFromLabelSelector(selector), labels);
  }
  if (!kind.namespaced) return true;
  return matchesSelector(selectorFromLabelSelector(selector), api.get('namespaces', '', namespace)?.metadata.labels);
}

/** An object is selected by its old or its new labels: a change of labels is no way out. */
function isSelected(selector: LabelSelector | undefined, { object, previous }: Attributes): boolean {
  if (matchesAll(selector)) return true;
  const compiled = selectorFromLabelSelector(selector);
  return [object, previous].some((each) => each !== undefined && matchesSelector(compiled, each.metadata?.labels));
}

function matchesAll(selector: LabelSelector | undefined): boolean {
  return selector === undefined || (!selector.matchExpressions?.length && Object.keys(selector.matchLabels ?? {}).length === 0);
}
