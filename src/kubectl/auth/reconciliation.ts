import { deepEqual } from '../../api/json.ts';
import type { KubeObject } from '../../api/object.ts';
import { missingRules } from '../../api/policy-rules.ts';
import type { ClusterRole, ClusterRoleBinding, PolicyRule } from '../../api/types.ts';

export type Operation = 'none' | 'create' | 'update' | 'recreate';
type Subject = NonNullable<ClusterRoleBinding['subjects']>[number];
type Selector = NonNullable<NonNullable<ClusterRole['aggregationRule']>['clusterRoleSelectors']>[number];

/** What has to be done for an object to give what a file wants, and what is told of it. */
export interface Reconciliation {
  operation: Operation;
  object: KubeObject;
  /** The object says that it is not to be changed. */
  isProtected: boolean;
  missingRules: readonly PolicyRule[];
  extraRules: readonly PolicyRule[];
  missingSubjects: readonly Subject[];
  extraSubjects: readonly Subject[];
}

const OPT_OUT = 'rbac.authorization.kubernetes.io/autoupdate';

function start(operation: Operation, object: KubeObject): Reconciliation {
  return { operation, object, isProtected: false, missingRules: [], extraRules: [], missingSubjects: [], extraSubjects: [] };
}

/** Roles get the rules that they lack; with `removeExtra` they keep no others. */
export function reconciledRole(expected: KubeObject, existing: KubeObject | undefined, removeExtra: boolean): Reconciliation {
  if (!existing) return { ...start('create', expected), missingRules: expected['aggregationRule'] ? [] : rulesOf(expected) };
  const result = { ...start('none', structuredClone(existing)), isProtected: optedOut(existing) };
  mergeMetadata(result, expected);
  if (expected['aggregationRule']) reconcileSelectors(result, expected, existing, removeExtra);
  else {
    if (existing['aggregationRule']) change(result, 'aggregationRule', undefined);
    result.extraRules = missingRules(rulesOf(expected), rulesOf(existing));
    result.missingRules = missingRules(rulesOf(existing), rulesOf(expected));
    const differs = result.missingRules.length > 0 || (removeExtra && result.extraRules.length > 0);
    if (differs) change(result, 'rules', removeExtra ? rulesOf(expected) : [...rulesOf(existing), ...result.missingRules]);
  }
  return result;
}

function reconcileSelectors(result: Reconciliation, expected: KubeObject, existing: KubeObject, removeExtra: boolean): void {
  const [wanted, present] = [selectorsOf(expected), selectorsOf(existing)];
  const missing = wanted.filter((selector) => !present.some((each) => deepEqual(each, selector)));
  const extra = present.filter((selector) => !wanted.some((each) => deepEqual(each, selector)));
  if (missing.length === 0 && (!removeExtra || extra.length === 0)) return;
  change(result, 'aggregationRule', { clusterRoleSelectors: removeExtra ? wanted : [...present, ...missing] });
}

/** Bindings get the subjects that they lack. One to another role has to be made anew. */
export function reconciledBinding(expected: KubeObject, existing: KubeObject | undefined, removeExtra: boolean): Reconciliation {
  if (!existing) return { ...start('create', expected), missingSubjects: subjectsOf(expected) };
  const isProtected = optedOut(existing);
  if (!deepEqual(expected['roleRef'], existing['roleRef'])) return { ...start('recreate', expected), isProtected };
  const result = { ...start('none', structuredClone(existing)), isProtected };
  mergeMetadata(result, expected);
  const [wanted, present] = [subjectsOf(expected), subjectsOf(existing)];
  const without = (list: readonly Subject[], others: readonly Subject[]): Subject[] =>
    list.filter((subject) => !others.some((each) => deepEqual(each, subject)));
  result.missingSubjects = without(wanted, present);
  result.extraSubjects = without(present, wanted);
  const differs = result.missingSubjects.length > 0 || (removeExtra && result.extraSubjects.length > 0);
  if (differs) change(result, 'subjects', removeExtra ? wanted : [...present, ...result.missingSubjects]);
  return result;
}

function change(result: Reconciliation, field: string, value: unknown): void {
  if (value === undefined) delete result.object[field];
  else result.object[field] = value;
  result.operation = 'update';
}

/** Labels and annotations of the file are added; what is there keeps its value. */
function mergeMetadata(result: Reconciliation, expected: KubeObject): void {
  const { metadata } = result.object;
  for (const field of ['annotations', 'labels'] as const) {
    const wanted = expected.metadata[field];
    if (!wanted) continue;
    const merged = { ...wanted, ...metadata[field] };
    if (deepEqual(merged, metadata[field])) continue;
    metadata[field] = merged;
    result.operation = 'update';
  }
}

function optedOut({ metadata }: KubeObject): boolean {
  return metadata.annotations?.[OPT_OUT] === 'false';
}

function rulesOf(role: KubeObject): PolicyRule[] {
  return (role as unknown as ClusterRole).rules ?? [];
}

function selectorsOf(role: KubeObject): Selector[] {
  return (role as unknown as ClusterRole).aggregationRule?.clusterRoleSelectors ?? [];
}

function subjectsOf(binding: KubeObject): Subject[] {
  return (binding as unknown as ClusterRoleBinding).subjects ?? [];
}

/** What is told below the object's own line. */
export function reconciliationText(
  { operation, isProtected, ...found }: Reconciliation,
  removed: { permissions: boolean; subjects: boolean },
): string {
  if (operation === 'none') return '';
  const caveat = isProtected ? `, but object opted out (${OPT_OUT}: false)` : '';
  const list = (title: string, lines: readonly string[]): string =>
    lines.length === 0 ? '' : `\t${title}:\n${lines.map((line) => `\t\t${line}\n`).join('')}`;
  return [
    `\treconciliation required ${operation}${caveat}\n`,
    list('missing subjects added', found.missingSubjects.map(subjectText)),
    list('extra subjects removed', removed.subjects ? found.extraSubjects.map(subjectText) : []),
    list('missing rules added', found.missingRules.map(ruleText)),
    list('extra rules removed', removed.permissions ? found.extraRules.map(ruleText) : []),
  ].join('');
}

function subjectText({ kind, apiGroup = '', name, namespace = '' }: Subject): string {
  return `{Kind:${kind} APIGroup:${apiGroup} Name:${name} Namespace:${namespace}}`;
}

function ruleText({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: PolicyRule): string {
  const list = (texts: readonly string[] | undefined): string => `[${(texts ?? []).join(' ')}]`;
  return `{Verbs:${list(verbs)} APIGroups:${list(apiGroups)} Resources:${list(resources)} ResourceNames:${list(resourceNames)} NonResourceURLs:${list(nonResourceURLs)}}`;
}
