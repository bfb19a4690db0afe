import type { PolicyRule } from '../../../api/types.ts';

/** Rules taken apart into one resource, resource name or URL each; the verbs of the same resource are brought together again. */
export function compactRules(rules: readonly PolicyRule[]): PolicyRule[] {
  const byResource = new Map<string, PolicyRule>();
  const ofUrls: PolicyRule[] = [];
  for (const part of rules.flatMap(takeApart)) {
    if (part.nonResourceURLs) {
      ofUrls.push(part);
      continue;
    }
    const key = JSON.stringify([part.apiGroups, part.resources, part.resourceNames]);
    const present = byResource.get(key);
    if (!present) byResource.set(key, part);
    else present.verbs.push(...part.verbs.filter((verb) => !present.verbs.includes(verb)));
  }
  return [...ofUrls, ...byResource.values()].sort((a, b) => (orderKey(a) < orderKey(b) ? -1 : 1));
}

function takeApart({ apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [], verbs }: PolicyRule): PolicyRule[] {
  const names = resourceNames.length > 0 ? resourceNames.map((name) => ({ resourceNames: [name] })) : [{}];
  const ofResources = apiGroups.flatMap((group) =>
    resources.flatMap((resource) =>
      verbs.flatMap((verb) => names.map((name) => ({ apiGroups: [group], resources: [resource], verbs: [verb], ...name }))),
    ),
  );
  const ofUrls = nonResourceURLs.flatMap((url) => verbs.map((verb) => ({ nonResourceURLs: [url], verbs: [verb] })));
  return [...ofResources, ...ofUrls];
}

/** Rules are shown in the order of their text in Go. */
function orderKey({ verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] }: PolicyRule): string {
  const [names, urls] = [resourceNames.join(' '), nonResourceURLs.join(' ')];
  return `&PolicyRule{Verbs:[${verbs.join(' ')}],APIGroups:[${apiGroups.join(' ')}],Resources:[${resources.join(' ')}],ResourceNames:[${names}],NonResourceURLs:[${urls}],}`;
}

/** `deployments.apps/scale` */
export function ruleResource({ resources = [], apiGroups = [] }: PolicyRule): string {
  const [resource] = resources;
  if (resource === undefined) return '';
  const slash = resource.indexOf('/');
  const [name, rest] = slash < 0 ? [resource, ''] : [resource.slice(0, slash), resource.slice(slash)];
  return `${name}${apiGroups[0] ? `.${apiGroups[0]}` : ''}${rest}`;
}
