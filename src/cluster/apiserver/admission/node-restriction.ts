import { deepEqual } from '../../../api/json.ts';
import { groupResource, type KubeObject } from '../../../api/object.ts';
import { notFound } from '../../../api/status.ts';
import type { Pod } from '../../../api/types.ts';
import { decodeText } from '../../kinds/core/base64.ts';
import type { KindContext } from '../../kinds/define.ts';
import { nodeOf } from '../users.ts';
import { refusal, type AdmissionAttributes, type AdmissionPlugin } from './plugin.ts';

const MIRROR = 'kubernetes.io/config.mirror';
const LEASES = 'kube-node-lease';

/** A kubelet changes its own Node, its mirror pods and what belongs to its pods, and nothing else. */
export const nodeRestriction: AdmissionPlugin = {
  name: 'NodeRestriction',
  admit(attributes, context) {
    const node = nodeOf(attributes.user);
    if (node === undefined) return;
    if (node === '') throw refusal(attributes, `could not determine node from user "${attributes.user.username}"`);
    const why = RULES[groupResource(attributes.kind.group, attributes.kind.plural)]?.(attributes, node, context);
    if (why !== undefined) throw refusal(attributes, why);
  },
};

/** What is told against a request; nothing when there is nothing against it. */
type Rule = (attributes: AdmissionAttributes, node: string, context: KindContext) => string | undefined;

const RULES: Readonly<Record<string, Rule>> = {
  pods(attributes, node, context) {
    const { operation, subresource } = attributes;
    const pod = (attributes.previous ?? context.api.get('pods', attributes.namespace, attributes.name)) as Pod | undefined;
    if (subresource === 'eviction')
      return pod?.spec?.nodeName === node ? undefined : `node ${node} can only evict pods with spec.nodeName set to itself`;
    if (subresource === 'status') return statusFault(attributes, pod, node);
    if (subresource !== '') return `unexpected pod subresource "${subresource}", only 'status' and 'eviction' are allowed`;
    if (operation === 'CREATE') return mirrorPodFault(attributes.object as unknown as Pod, node, context);
    if (operation !== 'DELETE') return `unexpected operation "${operation}", node "${node}" can only create and delete mirror pods`;
    return pod?.spec?.nodeName === node ? undefined : `node "${node}" can only delete pods with spec.nodeName set to itself`;
  },
  nodes({ operation, name, object, previous }, node) {
    if (name !== node) return `node "${node}" is not allowed to modify node "${name}"`;
    const forbidden = forbiddenLabels(object?.metadata.labels, operation === 'CREATE' ? undefined : previous?.metadata.labels);
    if (operation === 'CREATE')
      return forbidden.length > 0 ? `node "${node}" is not allowed to set the following labels: ${forbidden.join(', ')}` : undefined;
    if (operation !== 'UPDATE' || !object || !previous) return undefined;
    if (!deepEqual(object['spec']?.taints ?? [], previous['spec']?.taints ?? [])) return `node "${node}" is not allowed to modify taints`;
    if (!deepEqual(object.metadata.ownerReferences ?? [], previous.metadata.ownerReferences ?? []))
      return `node "${node}" is not allowed to modify ownerReferences`;
    return forbidden.length > 0 ? `is not allowed to modify labels: ${forbidden.join(', ')}` : undefined;
  },
  persistentvolumeclaims: ({ subresource }) => (subresource === 'status' ? undefined : 'may only update PVC status'),
  serviceaccounts(attributes, node, context) {
    return attributes.subresource === 'token' && attributes.operation === 'CREATE' ? tokenFault(attributes, node, context) : undefined;
  },
  'leases.coordination.k8s.io'({ namespace, name }, node) {
    if (namespace !== LEASES) return `can only access leases in the "${LEASES}" system namespace`;
    return name === node ? undefined : 'can only access node lease with the same name as the requesting node';
  },
  'csinodes.storage.k8s.io': ({ name }, node) =>
    name === node ? undefined : 'can only access CSINode with the same name as the requesting node',
  'certificatesigningrequests.certificates.k8s.io'({ operation, subresource, object }, node, { pki }) {
    if (operation !== 'CREATE' || subresource !== '' || !pki) return undefined;
    const { signerName, request } = object?.['spec'] as { signerName: string; request: string };
    if (!['kubernetes.io/kubelet-serving', 'kubernetes.io/kube-apiserver-client-kubelet'].includes(signerName)) return undefined;
    const wanted = `system:node:${node}`;
    return commonName(request, pki) === wanted ? undefined : `can only create a node CSR with CN=${wanted}`;
  },
};

function commonName(request: string, pki: NonNullable<KindContext['pki']>): string | undefined {
  try {
    return pki.cryptography.readRequest(decodeText(request) ?? '').commonName;
  } catch {
    return undefined;
  }
}

function statusFault({ operation, object }: AdmissionAttributes, previous: Pod | undefined, node: string): string | undefined {
  if (operation !== 'UPDATE') return `unexpected operation "${operation}"`;
  if (previous?.spec?.nodeName !== node) return `node "${node}" can only update pod status for pods with spec.nodeName set to itself`;
  if (!deepEqual(object?.metadata.labels ?? {}, previous.metadata.labels ?? {}))
    return `node "${node}" cannot update labels through pod status`;
  return undefined;
}

function mirrorPodFault({ metadata, spec }: Pod, node: string, { api }: KindContext): string | undefined {
  if (metadata.annotations?.[MIRROR] === undefined)
    return `pod does not have "${MIRROR}" annotation, node "${node}" can only create mirror pods`;
  if (spec?.nodeName !== node) return `node "${node}" can only create pods with spec.nodeName set to itself`;
  const owners = metadata.ownerReferences ?? [];
  if (owners.length > 1) return `node "${node}" can only create pods with a single owner reference set to itself`;
  const [owner] = owners;
  if (owner?.apiVersion !== 'v1' || owner.kind !== 'Node' || owner.name !== node)
    return `node "${node}" can only create pods with an owner reference set to itself`;
  if (owner.controller !== true) return `node "${node}" can only create pods with a controller owner reference set to itself`;
  if (owner.blockOwnerDeletion) return `node "${node}" must not set blockOwnerDeletion on an owner reference`;
  const own = api.get('nodes', '', node);
  if (!own) throw notFound({ group: '', resource: 'nodes' }, node);
  if (own.metadata.uid !== owner.uid) return `node ${node} UID mismatch: expected ${owner.uid} got ${own.metadata.uid ?? ''}`;
  if (spec.serviceAccountName) return `node "${node}" can not create pods that reference a service account`;
  const text = JSON.stringify(spec);
  if (/"(secret|secretRef|secretKeyRef|imagePullSecrets)":/.test(text)) return `node "${node}" can not create pods that reference secrets`;
  if (/"(configMap|configMapRef|configMapKeyRef)":/.test(text)) return `node "${node}" can not create pods that reference configmaps`;
  if (spec.volumes?.some(({ persistentVolumeClaim }) => persistentVolumeClaim))
    return `node "${node}" can not create pods that reference persistentvolumeclaims`;
  return undefined;
}

function tokenFault({ namespace, object }: AdmissionAttributes, node: string, { api }: KindContext): string | undefined {
  const { boundObjectRef: bound, audiences } = object?.['spec'] as {
    boundObjectRef?: { apiVersion?: string; kind?: string; name?: string; uid?: string } | null;
    audiences?: readonly string[];
  };
  if (bound?.apiVersion !== 'v1' || bound.kind !== 'Pod' || !bound.name) return 'node requested token not bound to a pod';
  if (!bound.uid) return 'node requested token with a pod binding without a uid';
  const pod = api.get('pods', namespace, bound.name);
  if (!pod) throw notFound({ group: '', resource: 'pods' }, bound.name);
  if (pod.metadata.uid !== bound.uid)
    return `the UID in the bound object reference (${bound.uid}) does not match the UID in record. The object might have been deleted and then recreated`;
  if (pod.spec?.nodeName !== node) return 'node requested token bound to a pod scheduled on a different node';
  const projected = (pod.spec.volumes ?? []).flatMap(({ projected: volume }) => volume?.sources ?? []);
  const known = projected.flatMap(({ serviceAccountToken }) => (serviceAccountToken ? [serviceAccountToken.audience ?? ''] : []));
  const stranger = (audiences ?? []).find((audience) => !known.includes(audience));
  return stranger === undefined ? undefined : `audience "${stranger}" not found in pod spec volume`;
}

const OWN_LABELS = [
  ...['kubernetes.io/hostname', 'topology.kubernetes.io/zone', 'topology.kubernetes.io/region', 'kubernetes.io/os', 'kubernetes.io/arch'],
  ...['failure-domain.beta.kubernetes.io/zone', 'failure-domain.beta.kubernetes.io/region', 'beta.kubernetes.io/instance-type'],
  ...['node.kubernetes.io/instance-type', 'beta.kubernetes.io/os', 'beta.kubernetes.io/arch', 'node.kubernetes.io/windows-build'],
];
const OWN_DOMAINS = ['kubelet.kubernetes.io', 'node.kubernetes.io'];

/** The changed labels of Kubernetes' own domains that are not for kubelets to set. */
function forbiddenLabels(next: KubeObject['metadata']['labels'], previous: KubeObject['metadata']['labels'] = {}): string[] {
  const keys = new Set([...Object.keys(next ?? {}), ...Object.keys(previous)]);
  const within = (domain: string, of: string): boolean => domain === of || domain.endsWith(`.${of}`);
  return [...keys]
    .filter((key) => next?.[key] !== previous[key])
    .filter((key) => {
      const domain = key.includes('/') ? key.slice(0, key.indexOf('/')) : '';
      if (within(domain, 'node-restriction.kubernetes.io')) return true;
      const ours = within(domain, 'kubernetes.io') || within(domain, 'k8s.io');
      return ours && !OWN_LABELS.includes(key) && !OWN_DOMAINS.some((own) => within(domain, own));
    })
    .sort();
}
