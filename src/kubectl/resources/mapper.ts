import type { ApiResource, Discovery } from '../../api/client.ts';
import { groupResource } from '../../api/object.ts';
import { UserError } from '../../api/user-error.ts';

/** Finds resources by what people type (`deploy`, `deployments.apps`, `deployments.v1.apps`), by kind, and by category, in the server's order of preference. */
export class ResourceMapper {
  readonly #resources: readonly ApiResource[];
  readonly #missed: () => void;
  readonly #preferred: ReadonlyMap<string, string>;

  /** `missed` hears when a type is unknown. */
  constructor(discovery: Discovery, missed: () => void = () => undefined) {
    this.#missed = missed;
    this.#resources = discovery.resources.filter((resource) => !resource.name.includes('/'));
    this.#preferred = new Map(discovery.groups.map((group) => [group.name, group.versions[0] ?? '']));
  }

  /** The resource for a TYPE argument; `warn` hears of short names that match several. Throws for unknown types. */
  forArgument(text: string, warn: (text: string) => void = () => undefined): ApiResource {
    const [type = '', ...rest] = text.toLowerCase().split('.');
    const qualifier = rest.join('.');
    const candidates = this.named(type).filter((resource) => qualifies(resource, qualifier));
    const found = candidates[0];
    if (!found) {
      this.#missed();
      throw new UserError(`the server doesn't have a resource type "${type}"`);
    }
    const byShortName = found.name !== type && found.singularName !== type;
    if (byShortName)
      for (const other of lowerPriority(found, candidates))
        warn(`short name "${type}" could also match lower priority resource ${full(other)}`);
    // A short name stands for the resource alone: a version behind it is only looked for.
    return byShortName ? (this.#resources.find((each) => full(each) === full(found) && this.#isPreferred(each)) ?? found) : found;
  }

  /** Kinds of manifests; one that names no version means the preferred one. Undefined when the server does not have it in that version. */
  forKind(group: string, version: string, kind: string): ApiResource | undefined {
    return this.#resources.find(
      (resource) =>
        resource.group === group && resource.kind === kind && (version === '' ? this.#isPreferred(resource) : resource.version === version),
    );
  }

  /** What a category (`all`) stands for, or undefined when it is none. */
  category(name: string): readonly ApiResource[] | undefined {
    const members = this.#resources.filter((resource) => resource.categories?.includes(name) && this.#isPreferred(resource));
    return members.length > 0 ? members : undefined;
  }

  all(): readonly ApiResource[] {
    return this.#resources;
  }

  /** All that a name, singular, kind or short name may mean, preferred versions first. */
  named(type: string): ApiResource[] {
    const exact = this.#resources.filter(
      (resource) => resource.name === type || resource.singularName === type || resource.kind.toLowerCase() === type,
    );
    const short = this.#resources.filter((resource) => resource.shortNames?.includes(type) && !exact.includes(resource));
    return [...exact, ...short].sort((a, b) => Number(this.#isPreferred(b)) - Number(this.#isPreferred(a)));
  }

  #isPreferred(resource: ApiResource): boolean {
    return this.#preferred.get(resource.group) === resource.version;
  }
}

/** `apps`, `app` (a prefix is enough), `v1.apps`, `v1.` */
function qualifies(resource: ApiResource, qualifier: string): boolean {
  if (qualifier === '') return true;
  // `pods.v1.` is the core group, in full.
  if (qualifier.endsWith('.')) return resource.group === '' && resource.version === qualifier.slice(0, -1);
  if (resource.group === qualifier || (resource.group !== '' && resource.group.startsWith(qualifier))) return true;
  return qualifier === `${resource.version}.${resource.group}`;
}

function lowerPriority(found: ApiResource, candidates: readonly ApiResource[]): ApiResource[] {
  return candidates.filter((other) => full(other) !== full(found));
}

function full(resource: ApiResource): string {
  return groupResource(resource.group, resource.name);
}
