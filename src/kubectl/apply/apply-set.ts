import { createHash } from 'node:crypto';
import type { ApiResource } from '../../api/client.ts';
import { goQuote } from '../../api/go-text.ts';
import { groupResource, type KubeObject } from '../../api/object.ts';
import { hasReason, StatusError } from '../../api/status.ts';
import { UserError } from '../../api/user-error.ts';
import { CLIENT_VERSION } from '../client-version.ts';
import { deleteInfos } from '../delete/delete-infos.ts';
import type { DeleteOptions } from '../delete/options.ts';
import type { DryRun } from '../dry-run.ts';
import { withSource } from '../errors.ts';
import { addressOf, fetchInfo, fetchList, type ResourceInfo } from '../resources/builder.ts';
import { send, type Session } from '../session.ts';
import type { FieldValidation } from '../validation.ts';

const ID_LABEL = 'applyset.kubernetes.io/id';
const MEMBER_LABEL = 'applyset.kubernetes.io/part-of';
const PARENT_TYPE_LABEL = 'applyset.kubernetes.io/is-parent-type';
const TOOLING = 'applyset.kubernetes.io/tooling';
const KINDS = 'applyset.kubernetes.io/contains-group-kinds';
const OLD_KINDS = 'applyset.kubernetes.io/contains-group-resources';
const NAMESPACES = 'applyset.kubernetes.io/additional-namespaces';
const TOOL = 'kubectl';

/** The object whose annotations tell what belongs to an ApplySet. */
export interface ParentRef {
  resource: ApiResource;
  name: string;
  /** '' unless -n was given: neither the context nor `default` name the namespace of a parent. */
  namespace: string;
}

/** Reads `[RESOURCE][.GROUP]/NAME`; a Secret when it is a name alone. */
export function parseParent(session: Session, text: string): ParentRef {
  const slash = text.indexOf('/');
  const name = slash < 0 ? text : text.slice(slash + 1);
  const refused = (why: string): UserError => new UserError(`invalid parent reference ${goQuote(text)}: ${why}`);
  if (name === '') throw refused('name cannot be blank');
  let resource: ApiResource;
  try {
    resource = session.mapper.forArgument(slash < 0 ? 'secrets' : text.slice(0, slash));
  } catch (error) {
    throw error instanceof UserError ? refused(`no matches for ${text.slice(0, slash)}`) : error;
  }
  return { resource, name, namespace: resource.namespaced && session.enforceNamespace ? session.namespace : '' };
}

interface ParentOptions {
  dryRun: DryRun;
  fieldValidation: FieldValidation;
}

/** A set of applied objects with a parent object that remembers which kinds and namespaces they are in; what leaves the set is pruned. */
export class ApplySet {
  readonly #session: Session;
  readonly #parent: ParentRef;
  readonly #current = { kinds: new Map<string, ApiResource>(), namespaces: new Set<string>() };
  readonly #updated = { kinds: new Map<string, ApiResource>(), namespaces: new Set<string>() };

  constructor(session: Session, parent: ParentRef) {
    this.#session = session;
    this.#parent = parent;
  }

  /** Label value that marks the members. */
  get id(): string {
    const { name, namespace, resource } = this.#parent;
    const hash = createHash('sha256').update([name, namespace, resource.kind, resource.group].join('.')).digest('base64url');
    return `applyset-${hash}-v1`;
  }

  /** Refuses parents that cannot be one. */
  async validate(): Promise<void> {
    const { resource, namespace } = this.#parent;
    const errors: string[] = [];
    if (resource.namespaced && namespace === '') errors.push('namespace is required to use namespace-scoped ApplySet');
    if (!isBuiltInParent(resource) && !(await this.#isPermitted())) {
      const type = `${resource.group}/${resource.version}, Resource=${resource.name}`;
      errors.push(`resource ${goQuote(type)} is not permitted as an ApplySet parent`);
    }
    if (errors.length > 0) throw new UserError(errors.length === 1 ? errors[0]! : `[${errors.join(', ')}]`);
  }

  async #isPermitted(): Promise<boolean> {
    const definitions = this.#session.mapper.forKind('apiextensions.k8s.io', 'v1', 'CustomResourceDefinition');
    if (!definitions) return false;
    const { group, name } = this.#parent.resource;
    const permitted = await fetchList(this.#session.client, { resource: definitions, labelSelector: `${PARENT_TYPE_LABEL}=true` });
    return permitted.some((info) => info.name === groupResource(group, name));
  }

  /** The object as a member of the set. */
  withLabel(object: KubeObject): KubeObject {
    const { labels = {} } = object.metadata ?? {};
    if (Object.hasOwn(labels, MEMBER_LABEL)) throw new UserError(`ApplySet label ${goQuote(MEMBER_LABEL)} already set in input data`);
    return { ...object, metadata: { ...object.metadata, labels: { ...labels, [MEMBER_LABEL]: this.id } } };
  }

  /** Reads the parent and makes it tell of everything that is in the set now or is about to be: should anything go wrong on the way, nothing gets lost. */
  async beforeApply(infos: readonly ResourceInfo[], options: ParentOptions): Promise<void> {
    await this.#fetchParent();
    for (const { resource, namespace } of infos) {
      this.#updated.kinds.set(groupKind(resource), resource);
      if (resource.namespaced && namespace !== '') this.#updated.namespaces.add(namespace);
    }
    await this.#updateParent(options, [this.#current, this.#updated]);
  }

  /** Deletes the members that were not applied this time. `tell` hears of each. */
  async prune(
    applied: readonly ResourceInfo[],
    deletion: DeleteOptions,
    options: ParentOptions,
    tell: (object: KubeObject) => Promise<void>,
  ): Promise<void> {
    const kept = new Set(applied.map(({ object }) => object?.metadata.uid));
    for (const info of await this.#members()) {
      const object = info.object as KubeObject;
      if (kept.has(object.metadata.uid)) continue;
      try {
        if (deletion.dryRun !== 'client') await deleteInfos(this.#session, [info], { ...deletion, quiet: true, wait: false });
      } catch (error) {
        throw prefixed(error, `pruning ${groupResource(info.resource.group, info.resource.name)}/${info.name}`);
      }
      await tell(object);
    }
    try {
      await this.#updateParent(options, [this.#updated]);
    } catch (error) {
      throw prefixed(error, 'apply and prune succeeded, but ApplySet update failed');
    }
  }

  async #members(): Promise<ResourceInfo[]> {
    const kinds = new Map([...this.#current.kinds, ...this.#updated.kinds]);
    const namespaces = [...new Set([...this.#current.namespaces, ...this.#updated.namespaces])];
    const members: ResourceInfo[] = [];
    for (const resource of kinds.values()) {
      for (const namespace of resource.namespaced ? namespaces : [undefined]) {
        const list = { resource, labelSelector: `${MEMBER_LABEL}=${this.id}`, ...(namespace === undefined ? {} : { namespace }) };
        members.push(...(await fetchList(this.#session.client, list)));
      }
    }
    return members;
  }

  async #fetchParent(): Promise<void> {
    const { resource, name, namespace } = this.#parent;
    const called = goQuote(`${resource.name}.${resource.group}/${name}`);
    let object: KubeObject;
    try {
      object = (await fetchInfo(this.#session.client, { resource, name, namespace })).object as KubeObject;
    } catch (error) {
      if (!hasReason(error, 'NotFound')) throw prefixed(error, `failed to fetch ApplySet parent object ${called}`);
      if (!isBuiltInParent(resource)) throw new UserError('custom resource ApplySet parents cannot be created automatically');
      return;
    }
    const { annotations = {}, labels = {} } = object.metadata;
    const tooling = annotations[TOOLING];
    const exists = `ApplySet parent object ${called} already exists and`;
    if (tooling === undefined) throw new UserError(`${exists} is missing required annotation ${goQuote(TOOLING)}`);
    const by = tooling.split('/', 1)[0] as string;
    if (by !== TOOL) throw new UserError(`${exists} is managed by tooling ${goQuote(by)} instead of ${goQuote(TOOL)}`);
    const label = labels[ID_LABEL];
    if (label === undefined) throw new UserError(`ApplySet parent object ${called} exists and does not have required label ${ID_LABEL}`);
    if (label !== this.id) {
      const values = `(got: ${label}, want: ${this.id})`;
      throw new UserError(`ApplySet parent object ${called} exists and has incorrect value for label ${goQuote(ID_LABEL)} ${values}`);
    }
    this.#readKinds(annotations, called);
    for (const each of words(annotations[NAMESPACES])) this.#current.namespaces.add(each);
    if (resource.namespaced) this.#current.namespaces.add(namespace);
  }

  #readKinds(annotations: Record<string, string>, called: string): void {
    const refused = (why: string): UserError => new UserError(`parsing ApplySet annotation on ${called}: ${why}`);
    const text = annotations[KINDS];
    if (text === undefined) {
      const old = annotations[OLD_KINDS];
      if (old === undefined) throw refused(`kubectl requires the ${goQuote(KINDS)} annotation to be set on all ApplySet parent objects`);
      for (const each of words(old)) {
        const resource = this.#session.mapper.forArgument(each);
        this.#current.kinds.set(groupKind(resource), resource);
      }
      return;
    }
    for (const each of words(text)) {
      const dot = each.indexOf('.');
      const [kind, group] = dot < 0 ? [each, ''] : [each.slice(0, dot), each.slice(dot + 1)];
      const resource = this.#session.mapper.all().find((one) => one.kind === kind && one.group === group);
      if (!resource)
        throw refused(
          `could not find mapping for kind in ${goQuote(KINDS)} annotation: no matches for kind ${goQuote(kind)} in group ${goQuote(group)}`,
        );
      this.#current.kinds.set(each, resource);
    }
  }

  /** By server-side apply, under a name of its own that then owns what the parent tells. */
  async #updateParent(
    { dryRun, fieldValidation }: ParentOptions,
    sets: readonly { kinds: Map<string, ApiResource>; namespaces: Set<string> }[],
  ): Promise<void> {
    if (dryRun === 'client') return;
    const { resource, name, namespace } = this.#parent;
    const kinds = [...new Set(sets.flatMap((set) => [...set.kinds.keys()]))].sort();
    const namespaces = [...new Set(sets.flatMap((set) => [...set.namespaces]))].filter((each) => each !== namespace).sort();
    const body = {
      kind: resource.kind,
      apiVersion: resource.group === '' ? resource.version : `${resource.group}/${resource.version}`,
      metadata: {
        name,
        ...(namespace === '' ? {} : { namespace }),
        labels: { [ID_LABEL]: this.id },
        annotations: { [NAMESPACES]: namespaces.join(','), [KINDS]: kinds.join(','), [TOOLING]: `${TOOL}/${CLIENT_VERSION.gitVersion}` },
      },
    };
    const apply = (force: boolean): Promise<unknown> =>
      send(this.#session, {
        ...addressOf(resource),
        verb: 'patch',
        ...(namespace === '' ? {} : { namespace }),
        name,
        patchType: 'apply',
        body,
        force,
        fieldManager: `${TOOL}-applyset`,
        fieldValidation,
        dryRun: dryRun === 'server',
      });
    try {
      await apply(false).catch((error: unknown) => {
        if (!hasReason(error, 'Conflict')) throw error;
        return apply(true);
      });
    } catch (error) {
      throw prefixed(error, 'failed to update ApplySet');
    }
  }
}

function words(text: string | undefined): string[] {
  return (text ?? '').split(',').filter((word) => word !== '');
}

function groupKind({ group, kind }: ApiResource): string {
  return group === '' ? kind : `${kind}.${group}`;
}

function isBuiltInParent({ group, version, name }: ApiResource): boolean {
  return group === '' && version === 'v1' && (name === 'secrets' || name === 'configmaps');
}

/** Go wraps the refusal, which is then no answer of the server any more. */
function prefixed(error: unknown, prefix: string): unknown {
  return error instanceof StatusError ? new UserError(`${prefix}: ${error.message}`) : withSource(error, prefix);
}
