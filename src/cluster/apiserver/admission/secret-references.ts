import type { Container, Pod, PodSpec, ServiceAccount } from '../../../api/types.ts';

const ENFORCE = 'kubernetes.io/enforce-mountable-secrets';
const TRUE = ['1', 't', 'T', 'true', 'TRUE', 'True'];

/** Does the account want its pods to use no secrets but those that it names? */
export function enforcesSecrets({ metadata }: ServiceAccount): boolean {
  return TRUE.includes(metadata.annotations?.[ENFORCE] ?? '');
}

/** What a pod refers to that its account does not name; '' when nothing. */
export function forbiddenSecret(spec: PodSpec, account: ServiceAccount): string {
  const known = new Set(account.secrets?.map(({ name }) => name));
  const why = `is not allowed because service account ${account.metadata.name ?? ''} does not reference that`;
  const volume = spec.volumes?.find(({ secret }) => secret && !known.has(secret.secretName));
  if (volume) return `volume with secret.secretName="${volume.secret?.secretName ?? ''}" ${why} secret`;
  const fault =
    containerFault(spec.initContainers ?? [], 'init container', known, why) || containerFault(spec.containers, 'container', known, why);
  if (fault !== '') return fault;
  const pullers = new Set(account.imagePullSecrets?.map(({ name }) => name));
  const index = spec.imagePullSecrets?.findIndex(({ name }) => !pullers.has(name)) ?? -1;
  return index < 0 ? '' : `imagePullSecrets[${index}].name="${spec.imagePullSecrets?.[index]?.name ?? ''}" ${why} imagePullSecret`;
}

export function forbiddenEphemeralSecret(spec: PodSpec, account: ServiceAccount): string {
  const known = new Set(account.secrets?.map(({ name }) => name));
  const why = `is not allowed because service account ${account.metadata.name ?? ''} does not reference that`;
  return containerFault((spec.ephemeralContainers ?? []) as Container[], 'ephemeral container', known, why);
}

function containerFault(containers: readonly Container[], what: string, known: ReadonlySet<string | undefined>, why: string): string {
  for (const { name, env, envFrom } of containers) {
    for (const { name: variable, valueFrom } of env ?? []) {
      const secret = valueFrom?.secretKeyRef?.name;
      if (valueFrom?.secretKeyRef && !known.has(secret)) {
        return `${what} ${name} with envVar ${variable} referencing secret.secretName="${secret ?? ''}" ${why} secret`;
      }
    }
    for (const { secretRef } of envFrom ?? []) {
      if (secretRef && !known.has(secretRef.name)) {
        return `${what} ${name} with envFrom referencing secret.secretName="${secretRef.name ?? ''}" ${why} secret`;
      }
    }
  }
  return '';
}

/** Why a mirror pod (the shadow of a static one) may not be what it is; '' when it may. */
export function mirrorPodFault({ spec }: Pod): string {
  if (spec?.serviceAccountName) return 'a mirror pod may not reference service accounts';
  const containers = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];
  const secret =
    (spec?.imagePullSecrets?.length ?? 0) > 0 ||
    spec?.volumes?.some(({ secret: source, projected }) => source ?? projected?.sources?.some((each) => each.secret)) === true ||
    containers.some(
      ({ env, envFrom }) => env?.some(({ valueFrom }) => valueFrom?.secretKeyRef) ?? envFrom?.some(({ secretRef }) => secretRef),
    );
  if (secret) return 'a mirror pod may not reference secrets';
  const token = spec?.volumes?.some(({ projected }) => projected?.sources?.some(({ serviceAccountToken }) => serviceAccountToken));
  return token ? 'a mirror pod may not use ServiceAccountToken volume projections' : '';
}
