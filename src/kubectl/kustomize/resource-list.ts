import { matchesSelector, parseLabelSelector, SelectorError } from '../../api/labels.ts';
import type { JsonObject } from '../../api/json.ts';
import { UserError } from '../../api/user-error.ts';
import { effectiveNamespace, goId, idText, sameId, type Resource, type ResourceId } from './resource.ts';

/** Which resources a patch or replacement is for: regular expressions (whole words) and label selectors; what is absent matches all. */
export interface Selector {
  group?: string;
  version?: string;
  kind?: string;
  name?: string;
  namespace?: string;
  labelSelector?: string;
  annotationSelector?: string;
}

/** The resources of a build in the order in which they came; no two have the same id. */
export class ResourceList {
  items: Resource[] = [];

  append(resource: Resource): void {
    const { id } = resource;
    if (this.items.some((other) => sameId(other.id, id)))
      throw new UserError(`may not add resource with an already registered id: ${idText(id)}`);
    this.items.push(resource);
  }

  byAnyId(matches: (id: ResourceId) => boolean): Resource[] {
    return this.items.filter((resource) => resource.allIds.some(matches));
  }

  /** The one resource that has, or had, this id. */
  theOne(id: ResourceId): Resource {
    const found = this.byAnyId((each) => sameId(each, id));
    if (found.length === 1) return found[0]!;
    throw new UserError(
      `${found.length === 0 ? 'no matches' : 'multiple matches'} for Id ${idText(id)}; failed to find unique target for patch ${idText(id)}`,
    );
  }

  /** Takes in what a generator made: new resources, or ones that merge with or replace what is there. */
  absorb(resource: Resource): void {
    const { id, behavior } = resource;
    const matches = this.byAnyId((each) => sameId(each, id));
    const changes = behavior === 'merge' || behavior === 'replace';
    const [old] = matches;
    if (!old) {
      if (changes) throw new UserError(`id ${goId(id)} does not exist; cannot merge or replace`);
      return this.append(resource);
    }
    if (matches.length > 1)
      throw new UserError(
        `found multiple objects ${matches.map((each) => idText(each.id)).join(', ')} that could accept merge of ${idText(id)}`,
      );
    if (!changes) throw new UserError(`id ${goId(id)} exists; can not use behavior: '${behavior}', behavior must be merge or replace`);
    inherit(resource, old);
    if (behavior === 'merge') for (const field of ['data', 'binaryData']) mergeMap(resource.object, old.object, field);
    this.items[this.items.indexOf(old)] = resource;
  }

  select(selector: Selector): Resource[] {
    const matchers = {
      group: wholeWord(selector.group),
      version: wholeWord(selector.version),
      kind: wholeWord(selector.kind),
      name: wholeWord(selector.name),
      namespace: wholeWord(selector.namespace),
    };
    const labels = mapMatcher(selector.labelSelector);
    const annotations = mapMatcher(selector.annotationSelector);
    return this.items.filter((resource) => {
      const [first, now, gvk] = [resource.originalId, resource.id, resource.gvk];
      return (
        (matchers.namespace(effectiveNamespace(first)) || matchers.namespace(effectiveNamespace(now))) &&
        (matchers.name(first.name) || matchers.name(now.name)) &&
        matchers.group(gvk.group) &&
        matchers.version(gvk.version) &&
        matchers.kind(gvk.kind) &&
        labels(resource.strings('labels')) &&
        annotations(resource.strings('annotations'))
      );
    });
  }
}

function inherit(resource: Resource, old: Resource): void {
  resource.setStrings('labels', { ...old.strings('labels'), ...resource.strings('labels') });
  resource.setStrings('annotations', { ...old.strings('annotations'), ...resource.strings('annotations') });
  resource.name = old.name;
  resource.namespace = old.namespace;
  resource.previous.push(...old.previous);
  resource.prefixes.push(...old.prefixes);
  resource.suffixes.push(...old.suffixes);
  resource.origin = old.origin ?? resource.origin;
}

function mergeMap(object: JsonObject, old: JsonObject, field: string): void {
  const merged = { ...(old[field] as JsonObject | undefined), ...(object[field] as JsonObject | undefined) };
  if (Object.keys(merged).length > 0) object[field] = merged;
}

function wholeWord(pattern = ''): (text: string) => boolean {
  if (pattern === '') return () => true;
  try {
    const expression = new RegExp(`^(?:${pattern})$`);
    return (text) => expression.test(text);
  } catch {
    throw new UserError(`error parsing regexp: ${JSON.stringify(pattern)}`);
  }
}

function mapMatcher(text = ''): (map: Record<string, string>) => boolean {
  if (text === '') return () => true;
  try {
    const selector = parseLabelSelector(text);
    return (map) => matchesSelector(selector, map);
  } catch (error) {
    throw error instanceof SelectorError ? new UserError(error.message) : error;
  }
}
