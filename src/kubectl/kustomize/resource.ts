import { goJson } from '../../api/go-text.ts';
import { parseGroupVersion } from '../../api/object.ts';
import { isObject, setOwn, type Json, type JsonObject } from '../../api/json.ts';

export interface Gvk {
  group: string;
  version: string;
  kind: string;
}

/** What tells resources of one build apart. An empty namespace is `default`, unless the kind is known to have none. */
export interface ResourceId extends Gvk {
  name: string;
  namespace: string;
}

/** How a generated ConfigMap or Secret stands to one that is there. */
export type Behavior = 'unspecified' | 'create' | 'replace' | 'merge';

/** An object on its way through a build, and what it has been called. Transformers change the object in place. */
export class Resource {
  object: JsonObject;
  /** Under what it was known before, the oldest first: references to these names are rewritten at the end. */
  readonly previous: ResourceId[] = [];
  readonly prefixes: string[] = [];
  readonly suffixes: string[] = [];
  behavior: Behavior = 'unspecified';
  needsHash = false;
  /** Where it came from, as `buildMetadata: [originAnnotations]` tells it. */
  origin: Record<string, Json> | undefined;
  /** What transformed it, as `buildMetadata: [transformerAnnotations]` tells it. */
  readonly transformations: Record<string, Json>[] = [];

  constructor(object: JsonObject) {
    this.object = object;
  }

  get kind(): string {
    return text(this.object['kind']);
  }

  get name(): string {
    return text(this.#metadata()['name']);
  }

  set name(name: string) {
    setOwn(this.metadata(), 'name', name);
  }

  get namespace(): string {
    return text(this.#metadata()['namespace']);
  }

  set namespace(namespace: string) {
    if (namespace === '') delete this.#metadata()['namespace'];
    else setOwn(this.metadata(), 'namespace', namespace);
  }

  get gvk(): Gvk {
    return { ...parseGroupVersion(text(this.object['apiVersion'])), kind: this.kind };
  }

  get id(): ResourceId {
    return { ...this.gvk, name: this.name, namespace: this.namespace };
  }

  /** The first it ever had. */
  get originalId(): ResourceId {
    return this.previous[0] ?? this.id;
  }

  get allIds(): ResourceId[] {
    return [...this.previous, this.id];
  }

  /** Its metadata, made if it is not there. */
  metadata(): JsonObject {
    if (!isObject(this.object['metadata'])) this.object['metadata'] = {};
    return this.object['metadata'] as JsonObject;
  }

  #metadata(): JsonObject {
    const { metadata } = this.object;
    return isObject(metadata) ? metadata : {};
  }

  strings(field: 'labels' | 'annotations'): Record<string, string> {
    const map = this.#metadata()[field];
    return isObject(map) ? (map as Record<string, string>) : {};
  }

  setStrings(field: 'labels' | 'annotations', values: Record<string, string>): void {
    if (Object.keys(values).length === 0) delete this.#metadata()[field];
    else this.metadata()[field] = values;
  }

  /** As messages show it: JSON, with what it was called before. */
  toString(): string {
    const history = (field: 'kind' | 'name' | 'namespace'): string => this.previous.map((id) => id[field]).join(',');
    const annotations = {
      ...this.strings('annotations'),
      ...(this.previous.length > 0 && {
        'internal.config.kubernetes.io/previousKinds': history('kind'),
        'internal.config.kubernetes.io/previousNames': history('name'),
        'internal.config.kubernetes.io/previousNamespaces': history('namespace'),
      }),
    };
    return goJson({ ...this.object, metadata: { ...this.#metadata(), annotations } });
  }

  /** To be called before a change of name, namespace or kind. */
  rememberId(): void {
    const { id } = this;
    this.previous.push({ ...id, namespace: effectiveNamespace(id) });
  }
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : value === undefined || value === null || typeof value === 'object' ? '' : String(value);
}

const NO_NAMESPACE = '_non_namespaceable_';

export function effectiveNamespace(id: ResourceId): string {
  if (isClusterScoped(id)) return NO_NAMESPACE;
  return id.namespace === '' ? 'default' : id.namespace;
}

export function sameId(a: ResourceId, b: ResourceId): boolean {
  return sameGvk(a, b) && a.name === b.name && effectiveNamespace(a) === effectiveNamespace(b);
}

export function sameGvk(a: Gvk, b: Gvk): boolean {
  return a.group === b.group && a.version === b.version && a.kind === b.kind;
}

/** Empty fields of the selector match everything. */
export function isSelected(gvk: Gvk, selector: Partial<Gvk>): boolean {
  return (['group', 'version', 'kind'] as const).every((field) => !selector[field] || selector[field] === gvk[field]);
}

/** As messages tell it: `Deployment.v1.apps`. */
export function gvkText({ group, version, kind }: Gvk): string {
  return [kind || '[noKind]', version || '[noVer]', group || '[noGrp]'].join('.');
}

/** As messages tell it: `Deployment.v1.apps/web.[noNs]`. */
export function idText(id: ResourceId): string {
  return `${gvkText(id)}/${id.name || '[noName]'}.${id.namespace || '[noNs]'}`;
}

/** As Go prints the struct. */
export function goId({ group, version, kind, name, namespace }: ResourceId): string {
  const quoted = JSON.stringify;
  const scoped = isClusterScoped({ group, version, kind });
  return `resid.ResId{Gvk:resid.Gvk{Group:${quoted(group)}, Version:${quoted(version)}, Kind:${quoted(kind)}, isClusterScoped:${scoped}}, Name:${quoted(name)}, Namespace:${quoted(namespace)}}`;
}

/** The kinds that kustomize (by the API of v1.21, which it carries) knows to have no namespace; all others count as namespaced. */
const CLUSTER_SCOPED: Readonly<Record<string, readonly string[]>> = {
  v1: ['Namespace', 'PersistentVolume', 'ComponentStatus', 'Node'],
  'storage.k8s.io/v1': ['StorageClass', 'CSIDriver', 'CSINode', 'VolumeAttachment'],
  'storage.k8s.io/v1beta1': ['StorageClass', 'CSIDriver', 'CSINode', 'VolumeAttachment'],
  'apiextensions.k8s.io/v1': ['CustomResourceDefinition'],
  'apiextensions.k8s.io/v1beta1': ['CustomResourceDefinition'],
  'apiregistration.k8s.io/v1': ['APIService'],
  'apiregistration.k8s.io/v1beta1': ['APIService'],
  'rbac.authorization.k8s.io/v1': ['ClusterRole', 'ClusterRoleBinding'],
  'rbac.authorization.k8s.io/v1beta1': ['ClusterRole', 'ClusterRoleBinding'],
  'scheduling.k8s.io/v1': ['PriorityClass'],
  'scheduling.k8s.io/v1beta1': ['PriorityClass'],
  'certificates.k8s.io/v1': ['CertificateSigningRequest'],
  'certificates.k8s.io/v1beta1': ['CertificateSigningRequest'],
  'flowcontrol.apiserver.k8s.io/v1beta1': ['FlowSchema', 'PriorityLevelConfiguration'],
  'networking.k8s.io/v1': ['IngressClass'],
  'networking.k8s.io/v1beta1': ['IngressClass'],
  'node.k8s.io/v1': ['RuntimeClass'],
  'node.k8s.io/v1beta1': ['RuntimeClass'],
  'policy/v1beta1': ['PodSecurityPolicy'],
  'admissionregistration.k8s.io/v1': ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'],
  'admissionregistration.k8s.io/v1beta1': ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'],
};

export function isClusterScoped({ group, version, kind }: Gvk): boolean {
  return CLUSTER_SCOPED[group === '' ? version : `${group}/${version}`]?.includes(kind) ?? false;
}
