import { getOwn } from '../../../api/json.ts';
import { goQuote } from '../../../api/go-text.ts';
import type { KubeObject } from '../../../api/object.ts';
import type { PersistentVolume, PersistentVolumeClaim, Pod } from '../../../api/types.ts';
import type { ClusterApi } from '../cluster-api.ts';
import { nodeOf } from '../users.ts';
import { exactTerm, type Attributes, type ResourceAttributes } from './attributes.ts';
import type { Decision } from './index.ts';
import { ruleAllows } from './policy-rules.ts';

export type NodeSource = Pick<ClusterApi, 'get' | 'list' | 'podsOnNode'>;

/** The rules of what every node may do whatever object it is, as a ClusterRole that nobody is bound to. */
const NODE_ROLE = 'system:node';

/** What a kubelet may do: its own objects, and those that the pods of its node refer to. */
export function nodeAllows(source: NodeSource, attributes: Attributes): Decision {
  const node = nodeOf(attributes.user);
  if (node === undefined) return no('');
  if (node === '') return no(`unknown node for user ${goQuote(attributes.user.username)}`);
  if ('path' in attributes) return byRules(source, attributes);
  const own = getOwn(OWN_RULES, groupResource(attributes));
  return own ? own(source, attributes, node) : byRules(source, attributes);
}

type Rule = (source: NodeSource, attributes: ResourceAttributes, node: string) => Decision;

const OWN_RULES: Readonly<Record<string, Rule>> = {
  secrets: (source, attributes, node) => reading(attributes, () => podsOf(source, node).some((pod) => refersTo(pod, 'secret', attributes))),
  configmaps: (source, attributes, node) =>
    reading(attributes, () => podsOf(source, node).some((pod) => refersTo(pod, 'configMap', attributes))),
  persistentvolumeclaims(source, attributes, node) {
    const related = (): boolean => podsOf(source, node).some((pod) => claimsOf(pod).includes(`${attributes.namespace}/${attributes.name}`));
    if (attributes.subresource !== 'status') return getting(attributes, related);
    if (!['update', 'patch'].includes(attributes.verb)) return no('can only get/update/patch this type');
    return related() ? yes() : no(unrelated(node));
  },
  persistentvolumes: (source, attributes, node) => getting(attributes, () => volumesOf(source, node).includes(attributes.name), node),
  'volumeattachments.storage.k8s.io': (source, attributes, node) =>
    getting(attributes, () => source.get('volumeattachments.storage.k8s.io', '', attributes.name)?.['spec']?.nodeName === node, node),
  'resourceclaims.resource.k8s.io': (source, attributes, node) =>
    getting(
      attributes,
      () =>
        podsOf(source, node).some(
          ({ metadata, spec, status }) =>
            metadata.namespace === attributes.namespace &&
            [...(spec?.resourceClaims ?? []), ...(status?.resourceClaimStatuses ?? [])].some(
              (claim) => 'resourceClaimName' in claim && claim.resourceClaimName === attributes.name,
            ),
        ),
      node,
    ),
  serviceaccounts(source, attributes, node) {
    const { verb, subresource, namespace, name } = attributes;
    const related = (): boolean =>
      podsOf(source, node).some(({ metadata, spec }) => metadata.namespace === namespace && spec?.serviceAccountName === name);
    if (verb === 'get' && subresource === '') return related() ? yes() : no(unrelated(node));
    if (verb !== 'create' || name === '') return no('can only create tokens for individual service accounts');
    if (subresource !== 'token') return no('can only create token subresource of serviceaccount');
    return related() ? yes() : no(unrelated(node));
  },
  'leases.coordination.k8s.io'(_source, { verb, subresource, namespace, name }, node) {
    if (!['get', 'create', 'update', 'patch', 'delete'].includes(verb))
      return no('can only get, create, update, patch, or delete a node lease');
    if (subresource !== '') return no('cannot access lease subresources');
    if (namespace !== 'kube-node-lease') return no(`can only access leases in the ${goQuote('kube-node-lease')} system namespace`);
    if (verb !== 'create' && name !== node) return no('can only access node lease with the same name as the requesting node');
    return yes();
  },
  'csinodes.storage.k8s.io'(_source, { verb, subresource, name }, node) {
    if (!['get', 'create', 'update', 'patch', 'delete'].includes(verb))
      return no('can only get, create, update, patch, or delete a CSINode');
    if (subresource !== '') return no('cannot authorize CSINode subresources');
    if (verb !== 'create' && name !== node) return no('can only access CSINode with the same name as the requesting node');
    return yes();
  },
  'resourceslices.resource.k8s.io'(source, { verb, subresource, name, fieldSelector }, node) {
    if (subresource !== '') return no('cannot authorize ResourceSlice subresources');
    if (verb === 'create') return yes();
    if (['get', 'update', 'patch', 'delete'].includes(verb))
      return source.get('resourceslices.resource.k8s.io', '', name)?.['spec']?.nodeName === node ? yes() : no(unrelated(node));
    if (['list', 'watch', 'deletecollection'].includes(verb))
      return exactTerm(fieldSelector, 'spec.nodeName') === node
        ? yes()
        : no('can only list/watch/deletecollection resourceslices with nodeName field selector');
    return no(
      'only the following verbs are allowed for a ResourceSlice: get, watch, list, create, update, patch, delete, deletecollection',
    );
  },
  nodes(_source, { verb, subresource, name }, node) {
    if (subresource === 'status') return ['update', 'patch'].includes(verb) ? yes() : no('');
    if (subresource !== '') return no('');
    // Whose Node it is, the NodeRestriction admission plugin looks at.
    if (['create', 'update', 'patch'].includes(verb)) return yes();
    if (!['get', 'list', 'watch'].includes(verb)) return no('');
    if (name === node) return yes();
    return no(`node '${node}' cannot read ${name === '' ? 'all nodes' : `'${name}'`}, only its own Node object`);
  },
  pods(source, attributes, node) {
    const { verb, subresource, name, namespace, fieldSelector } = attributes;
    const bound = (): Decision => (source.get('pods', namespace, name)?.spec?.nodeName === node ? yes() : no(unrelated(node)));
    const change = `${subresource} ${verb}`;
    if (subresource === '' && verb === 'get') return name === '' ? no('No Object name found') : bound();
    if (subresource === '' && ['list', 'watch'].includes(verb)) {
      if (exactTerm(fieldSelector, 'spec.nodeName') === node) return yes();
      return name === '' ? no('can only list/watch pods with spec.nodeName field selector') : bound();
    }
    return [' create', ' delete', 'status update', 'status patch', 'eviction create'].includes(change) ? yes() : no('');
  },
};

function byRules(source: NodeSource, attributes: Attributes): Decision {
  const rules = source.get('clusterroles.rbac.authorization.k8s.io', '', NODE_ROLE)?.rules ?? [];
  return rules.some((rule) => ruleAllows(rule, attributes)) ? yes() : no('');
}

function reading(attributes: ResourceAttributes, related: () => boolean): Decision {
  const { verb, subresource, namespace, name, user } = attributes;
  if (!['get', 'list', 'watch'].includes(verb)) return no('can only read resources of this type');
  if (subresource !== '') return no('cannot read subresource');
  if (namespace === '') return no('can only read namespaced object of this type');
  if (name === '') return no('No Object name found');
  return related() ? yes() : no(unrelated(nodeOf(user) ?? ''));
}

function getting(attributes: ResourceAttributes, related: () => boolean, node = nodeOf(attributes.user) ?? ''): Decision {
  const { verb, subresource, name } = attributes;
  if (verb !== 'get') return no('can only get individual resources of this type');
  if (subresource !== '') return no('cannot get subresource');
  if (name === '') return no('No Object name found');
  return related() ? yes() : no(unrelated(node));
}

function unrelated(node: string): string {
  return `no relationship found between node '${node}' and this object`;
}

function groupResource({ group, resource }: ResourceAttributes): string {
  return group === '' ? resource : `${resource}.${group}`;
}

/** Mirror pods give no rights: the kubelet makes them itself. */
function podsOf(source: NodeSource, node: string): readonly Pod[] {
  return source.podsOnNode(node).filter(({ metadata }) => metadata.annotations?.['kubernetes.io/config.mirror'] === undefined);
}

/** The objects that a pod names anywhere in its spec. */
function refersTo(pod: Pod, kind: 'secret' | 'configMap', { namespace, name }: ResourceAttributes): boolean {
  if (pod.metadata.namespace !== namespace) return false;
  return names(pod.spec, kind).includes(name);
}

function names(value: unknown, kind: 'secret' | 'configMap'): string[] {
  if (Array.isArray(value)) return value.flatMap((each) => names(each, kind));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value as KubeObject).flatMap(([field, inner]: [string, unknown]) => {
    const reference = inner as { name?: string; secretName?: string } | null;
    if (field === kind || field === `${kind}Ref` || field === `${kind}KeyRef` || (kind === 'secret' && field.endsWith('SecretRef')))
      return [reference?.name ?? reference?.secretName ?? ''];
    if (kind === 'secret' && field === 'imagePullSecrets') return (inner as { name?: string }[]).map((each) => each.name ?? '');
    return names(inner, kind);
  });
}

function claimsOf({ metadata, spec }: Pod): string[] {
  return (spec?.volumes ?? []).flatMap((volume) => {
    if (volume.persistentVolumeClaim) return [`${metadata.namespace ?? ''}/${volume.persistentVolumeClaim.claimName}`];
    return volume.ephemeral ? [`${metadata.namespace ?? ''}/${metadata.name ?? ''}-${volume.name}`] : [];
  });
}

function volumesOf(source: NodeSource, node: string): string[] {
  return podsOf(source, node)
    .flatMap(claimsOf)
    .flatMap((key) => {
      const [namespace = '', name = ''] = key.split('/');
      const claim: PersistentVolumeClaim | undefined = source.get('persistentvolumeclaims', namespace, name);
      const volume: PersistentVolume | undefined = claim?.spec?.volumeName
        ? source.get('persistentvolumes', '', claim.spec.volumeName)
        : undefined;
      return volume?.metadata.name ?? [];
    });
}

function yes(): Decision {
  return { allowed: true, reason: '' };
}

function no(reason: string): Decision {
  return { allowed: false, reason };
}
