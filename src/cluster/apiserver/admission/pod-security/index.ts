import { groupResource, type KubeObject } from '../../../../api/object.ts';
import { invalid } from '../../../../api/status.ts';
import type { Container, Pod, PodTemplateSpec } from '../../../../api/types.ts';
import type { KindContext } from '../../../kinds/define.ts';
import { refusal, type AdmissionAttributes, type AdmissionPlugin } from '../plugin.ts';
import type { Subject } from './check.ts';
import { detailText, reasonText, violations } from './evaluate.ts';
import { levelText, policyOf, stricter, type LevelVersion } from './policy.ts';

/** So many pods of a namespace are looked at when its labels change. */
const MOST_PODS = 3000;
const SECCOMP_POD_ANNOTATION = 'seccomp.security.alpha.kubernetes.io/pod';
const SECCOMP_CONTAINER_ANNOTATION = 'container.seccomp.security.alpha.kubernetes.io/';
/** Sub-resources that bring whole pods. */
const POD_SUBRESOURCES = ['', 'ephemeralcontainers', 'resize'];

/** Where a workload keeps the template of its pods. */
const TEMPLATES: Readonly<Record<string, (object: KubeObject) => PodTemplateSpec | undefined>> = {
  podtemplates: (object) => object['template'] as PodTemplateSpec | undefined,
  'cronjobs.batch': (object) =>
    (object['spec'] as { jobTemplate?: { spec?: { template?: PodTemplateSpec } } } | undefined)?.jobTemplate?.spec?.template,
  ...Object.fromEntries(
    ['replicationcontrollers', 'replicasets.apps', 'deployments.apps', 'statefulsets.apps', 'daemonsets.apps', 'jobs.batch'].map(
      (resource) => [resource, (object: KubeObject) => (object['spec'] as { template?: PodTemplateSpec } | undefined)?.template],
    ),
  ),
};

/** Holds pods to the Pod Security Standards that their namespace's labels name, and tells workloads what will become of their pods. */
export const podSecurity: AdmissionPlugin = {
  name: 'PodSecurity',
  validate(attributes, context) {
    const { kind, object, operation, subresource } = attributes;
    if (!object || (operation !== 'CREATE' && operation !== 'UPDATE')) return;
    const resource = groupResource(kind.group, kind.plural);
    if (resource === 'pods') {
      if (POD_SUBRESOURCES.includes(subresource)) checkPod(attributes, context);
    } else if (subresource !== '') return;
    else if (resource === 'namespaces') checkNamespace(attributes, context);
    else if (Object.hasOwn(TEMPLATES, resource)) checkTemplate(TEMPLATES[resource]!(object), attributes, context);
  },
};

function checkPod(attributes: AdmissionAttributes, context: KindContext): void {
  const { policy } = policyOf(labelsOf(attributes, context));
  if (policy.enforce.level === 'privileged' && policy.warn.level === 'privileged') return;
  const pod = attributes.object as unknown as Pod;
  if (attributes.operation === 'UPDATE' && !isSignificant(pod, attributes.previous as unknown as Pod)) return;
  const subject = { annotations: pod.metadata.annotations ?? {}, spec: pod.spec! };
  const found = violations(policy.enforce, subject);
  if (found.length > 0) throw refusal(attributes, `violates PodSecurity "${levelText(policy.enforce)}": ${detailText(found)}`);
  warn(policy.warn, subject, context);
}

function checkTemplate(template: PodTemplateSpec | undefined, attributes: AdmissionAttributes, context: KindContext): void {
  if (!template?.spec) return;
  const { policy } = policyOf(labelsOf(attributes, context));
  if (policy.warn.level !== 'privileged')
    warn(policy.warn, { annotations: template.metadata?.annotations ?? {}, spec: template.spec }, context);
}

function warn(level: LevelVersion, subject: Subject, context: KindContext): void {
  const found = violations(level, subject);
  if (found.length > 0) context.warn(`would violate PodSecurity "${levelText(level)}": ${detailText(found)}`);
}

function labelsOf({ namespace }: AdmissionAttributes, { api }: KindContext): Readonly<Record<string, string>> | undefined {
  return api.get('namespaces', '', namespace)?.metadata.labels;
}

/** Labels must make sense when they are new; a stricter level tells which pods that are there would not pass. */
function checkNamespace({ kind, operation, name, object, previous }: AdmissionAttributes, context: KindContext): void {
  const next = policyOf(object!.metadata.labels);
  const before = policyOf(previous?.metadata.labels);
  const text = (errors: typeof next.errors): string => JSON.stringify(errors);
  if (next.errors.length > 0 && (operation === 'CREATE' || text(next.errors) !== text(before.errors))) {
    throw invalid(kind, name, next.errors);
  }
  const [now, then] = [next.policy.enforce, before.policy.enforce];
  if (operation === 'CREATE' || levelText(now) === levelText(then) || now.level === 'privileged') return;
  if (now.version === then.version && !stricter(now.level, then.level)) return;
  for (const warning of podWarnings(name, now, context.api.list('pods', name))) context.warn(warning);
}

function podWarnings(namespace: string, level: LevelVersion, pods: readonly Pod[]): string[] {
  const checked = pods.slice(0, MOST_PODS);
  const names = new Map<string, string[]>();
  for (const { metadata, spec } of checked) {
    const found = violations(level, { annotations: metadata.annotations ?? {}, spec: spec! });
    if (found.length === 0) continue;
    const reason = reasonText(found);
    names.set(reason, [...(names.get(reason) ?? []), metadata.name ?? '']);
  }
  const lines = [...names].map(([reason, of]) => `${of.sort()[0]}${others(of.length - 1)}: ${reason}`);
  const text = `existing pods in namespace "${namespace}" violate the new PodSecurity enforce level "${levelText(level)}"`;
  return [
    ...(checked.length < pods.length
      ? [`new PodSecurity enforce level only checked against the first ${checked.length} of ${pods.length} existing pods`]
      : []),
    ...(lines.length > 0 ? [text] : []),
    ...lines.sort(),
  ];
}

function others(count: number): string {
  return count === 0 ? '' : count === 1 ? ' (and 1 other pod)' : ` (and ${count} other pods)`;
}

/** Of what can change in a pod, images, added containers and annotations about seccomp matter. */
function isSignificant(next: Pod, previous: Pod): boolean {
  const differs = (key: string): boolean => next.metadata.annotations?.[key] !== previous.metadata.annotations?.[key];
  if (differs(SECCOMP_POD_ANNOTATION)) return true;
  const lists = ['containers', 'initContainers', 'ephemeralContainers'] as const;
  return lists.some((list) => {
    const before = (previous.spec![list] ?? []) as Container[];
    const after = (next.spec![list] ?? []) as Container[];
    return (
      after.length !== before.length ||
      after.some(({ name, image }) => {
        const old = before.find((container) => container.name === name);
        return !old || old.image !== image || differs(SECCOMP_CONTAINER_ANNOTATION + name);
      })
    );
  });
}
