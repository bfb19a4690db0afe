import { pageNotFound, textAnswer, type PlainAnswer } from '../plain-answer.ts';
import type { Target } from '../target.ts';

/** What the API server checks before it says that it is well, in its order. */
const HOOKS = [
  'poststarthook/start-apiserver-admission-initializer',
  'poststarthook/generic-apiserver-start-informers',
  'poststarthook/priority-and-fairness-config-consumer',
  'poststarthook/priority-and-fairness-filter',
  'poststarthook/storage-object-count-tracker-hook',
  'poststarthook/start-apiextensions-informers',
  'poststarthook/start-apiextensions-controllers',
  'poststarthook/crd-informer-synced',
  'poststarthook/start-system-namespaces-controller',
  'poststarthook/start-cluster-authentication-info-controller',
  'poststarthook/start-kube-apiserver-identity-lease-controller',
  'poststarthook/start-kube-apiserver-identity-lease-garbage-collector',
  'poststarthook/start-legacy-token-tracking-controller',
  'poststarthook/start-service-ip-repair-controllers',
  'poststarthook/rbac/bootstrap-roles',
  'poststarthook/scheduling/bootstrap-system-priority-classes',
  'poststarthook/priority-and-fairness-config-producer',
  'poststarthook/bootstrap-controller',
  'poststarthook/start-kubernetes-service-cidr-controller',
  'poststarthook/aggregator-reload-proxy-client-cert',
  'poststarthook/start-kube-aggregator-informers',
  'poststarthook/apiservice-status-local-available-controller',
  'poststarthook/apiservice-status-remote-available-controller',
  'poststarthook/apiservice-registration-controller',
  'poststarthook/apiservice-discovery-controller',
  'poststarthook/kube-apiserver-autoregistration',
  'autoregister-completion',
  'poststarthook/apiservice-openapi-controller',
  'poststarthook/apiservice-openapiv3-controller',
] as const;

const CHECKS: Readonly<Record<string, readonly string[]>> = {
  healthz: ['ping', 'log', 'etcd', ...HOOKS],
  livez: ['ping', 'log', 'etcd', ...HOOKS],
  readyz: ['ping', 'log', 'etcd', 'etcd-readiness', 'informer-sync', ...HOOKS, 'shutdown'],
};

/** /healthz, /livez and /readyz, whole or a single check of them: a server that can answer is well. */
export function healthAnswer({ path, query }: Target): PlainAnswer | undefined {
  const [, root = '', check] = /^\/(healthz|livez|readyz)(?:\/(.*))?$/.exec(path) ?? [];
  const checks = Object.hasOwn(CHECKS, root) ? CHECKS[root] : undefined;
  if (!checks) return undefined;
  if (check) return checks.includes(check) ? textAnswer('ok') : pageNotFound();
  const excluded = query.all('exclude').filter((name) => name !== '');
  const unknown = excluded.filter((name) => !checks.includes(name));
  if (!query.has('verbose')) return textAnswer('ok');
  const lines = checks.map((name) => (excluded.includes(name) ? `[+]${name} excluded: ok` : `[+]${name} ok`));
  const names = unknown.map((name) => `"${name}"`).join(',');
  if (unknown.length > 0) lines.push(`warn: some health checks cannot be excluded: no matches for ${names}`);
  return textAnswer(`${lines.join('\n')}\n${root} check passed\n`);
}

/** The paths of all checks. */
export function healthPaths(): string[] {
  return Object.entries(CHECKS).flatMap(([root, checks]) => [`/${root}`, ...checks.map((check) => `/${root}/${check}`)]);
}
