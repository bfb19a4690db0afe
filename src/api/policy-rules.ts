import { goQuote } from './go-text.ts';
import type { PolicyRule } from './types.ts';

const ALL = '*';

/** `/healthz/*` covers what begins with `/healthz/`. */
export function urlCovers(url: string, path: string): boolean {
  if (url === ALL || url === path) return true;
  return url.endsWith(ALL) && path.startsWith(url.replace(/\*+$/, ''));
}

/** The rules, broken into their smallest parts, that none of `owned` covers by itself. */
export function missingRules(owned: readonly PolicyRule[], wanted: readonly PolicyRule[]): PolicyRule[] {
  return wanted.flatMap(breakdown).filter((part) => !owned.some((rule) => covers(rule, part)));
}

/** One rule for each verb, API group, resource and name, and for each verb and URL. */
export function breakdown(rule: PolicyRule): PolicyRule[] {
  const { verbs = [] } = rule;
  const names = rule.resourceNames ?? [];
  const ofResources = (rule.apiGroups ?? []).flatMap((group) =>
    (rule.resources ?? []).flatMap((resource) =>
      verbs.flatMap((verb) => {
        const one = { apiGroups: [group], resources: [resource], verbs: [verb] };
        return names.length > 0 ? names.map((name) => ({ ...one, resourceNames: [name] })) : [one];
      }),
    ),
  );
  const ofUrls = (rule.nonResourceURLs ?? []).flatMap((url) => verbs.map((verb) => ({ nonResourceURLs: [url], verbs: [verb] })));
  return [...ofResources, ...ofUrls];
}

function covers(owner: PolicyRule, part: PolicyRule): boolean {
  const all = (have: readonly string[] | null | undefined, want: readonly string[] = []): boolean =>
    have?.includes(ALL) || want.every((each) => have?.includes(each) ?? false);
  const ownNames = owner.resourceNames ?? [];
  return (
    all(owner.verbs, part.verbs) &&
    all(owner.apiGroups, part.apiGroups) &&
    resourcesCover(owner.resources ?? [], part.resources ?? []) &&
    (ownNames.length === 0 ||
      ((part.resourceNames ?? []).length > 0 &&
        all(
          ownNames.filter((name) => name !== ALL),
          part.resourceNames,
        ))) &&
    (part.nonResourceURLs ?? []).every((url) => (owner.nonResourceURLs ?? []).some((own) => urlCovers(own, url)))
  );
}

function resourcesCover(owned: readonly string[], wanted: readonly string[]): boolean {
  if (owned.includes(ALL)) return true;
  return wanted.every((resource) => {
    const slash = resource.indexOf('/');
    return owned.includes(resource) || (slash >= 0 && owned.includes(`*${resource.slice(slash)}`));
  });
}

/** Rules for one and the same resource become one rule with all their verbs; others stay as they are. */
export function compactRules(rules: readonly PolicyRule[]): PolicyRule[] {
  const simple = new Map<string, PolicyRule>();
  const complex: PolicyRule[] = [];
  for (const rule of rules) {
    const key = simpleKey(rule);
    if (key === undefined) {
      complex.push(rule);
      continue;
    }
    const known = simple.get(key);
    simple.set(key, known ? { ...known, verbs: [...new Set([...known.verbs, ...rule.verbs])] } : rule);
  }
  return [...complex, ...simple.values()];
}

function simpleKey({ apiGroups, resources, resourceNames, nonResourceURLs }: PolicyRule): string | undefined {
  const one = apiGroups?.length === 1 && resources?.length === 1 && (resourceNames?.length ?? 0) <= 1 && !nonResourceURLs?.length;
  return one ? JSON.stringify([apiGroups, resources, resourceNames ?? []]) : undefined;
}

/** As refusals show a rule: `{APIGroups:[""], Resources:["pods"], Verbs:["get" "list"]}`. */
export function ruleText({ apiGroups, resources, nonResourceURLs, resourceNames, verbs }: PolicyRule): string {
  const part = (label: string, list: readonly string[] | null | undefined): string[] =>
    list?.length ? [`${label}:${quotedList(list)}`] : [];
  const parts = [
    ...part('APIGroups', apiGroups),
    ...part('Resources', resources),
    ...part('NonResourceURLs', nonResourceURLs),
    ...part('ResourceNames', resourceNames),
    ...part('Verbs', verbs),
  ];
  return `{${parts.join(', ')}}`;
}

/** A list of texts as Go's %q shows it. */
export function quotedList(list: readonly string[]): string {
  return `[${list.map((each) => goQuote(each)).join(' ')}]`;
}
