import type { Container } from '../../../../api/types.ts';
import { addedBeyond, badSeccompProfiles, hasOwnUsers, procMount } from './baseline.ts';
import { containersOf, distinct, named, plural, quoted, setters, type Check, type Subject, type Violation } from './check.ts';

type Judge = (subject: Subject) => Violation | undefined;

/** Windows knows none of these settings; pods that say they are for it are let off. */
const unlessWindows =
  (check: Judge): Judge =>
  (subject) =>
    subject.spec.os?.name === 'windows' ? undefined : check(subject);
const unlessOwnUsers =
  (check: Judge): Judge =>
  (subject) =>
    hasOwnUsers(subject) ? undefined : check(subject);

/** Kinds of volumes that everybody may use. */
const VOLUMES = ['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'image', 'persistentVolumeClaim', 'projected', 'secret'];

/** In the order in which their violations are told, after those of the baseline. */
export const restrictedChecks: readonly Check[] = [
  {
    id: 'allowPrivilegeEscalation',
    revisions: [
      { since: 8, check: allowPrivilegeEscalation },
      { since: 25, check: unlessWindows(allowPrivilegeEscalation) },
    ],
  },
  {
    id: 'capabilities_restricted',
    overrides: ['capabilities_baseline'],
    revisions: [
      { since: 22, check: capabilities },
      { since: 25, check: unlessWindows(capabilities) },
    ],
  },
  { id: 'procMount_restricted', overrides: ['procMount'], revisions: [{ since: 35, check: procMount }] },
  { id: 'restrictedVolumes', overrides: ['hostPathVolumes'], revisions: [{ since: 0, check: volumes }] },
  {
    id: 'runAsNonRoot',
    revisions: [
      { since: 0, check: runAsNonRoot },
      { since: 35, check: unlessOwnUsers(runAsNonRoot) },
    ],
  },
  {
    id: 'runAsUser',
    revisions: [
      { since: 23, check: runAsUser },
      { since: 35, check: unlessOwnUsers(runAsUser) },
    ],
  },
  {
    id: 'seccompProfile_restricted',
    overrides: ['seccompProfile_baseline'],
    revisions: [
      { since: 19, check: seccompProfile },
      { since: 25, check: unlessWindows(seccompProfile) },
    ],
  },
];

function where(subject: Subject, bad: (container: Container) => boolean): string[] {
  return containersOf(subject)
    .filter(bad)
    .map(({ name }) => name);
}

function allowPrivilegeEscalation(subject: Subject): Violation | undefined {
  const bad = where(subject, ({ securityContext }) => securityContext?.allowPrivilegeEscalation !== false);
  if (bad.length === 0) return undefined;
  const detail = `${named('container', bad)} must set securityContext.allowPrivilegeEscalation=false`;
  return { reason: 'allowPrivilegeEscalation != false', detail };
}

function capabilities(subject: Subject): Violation | undefined {
  const keeping = where(subject, ({ securityContext }) => !securityContext?.capabilities?.drop?.includes('ALL'));
  const added = addedBeyond(subject, ['NET_BIND_SERVICE']);
  const faults = [
    ...(keeping.length > 0 ? [`${named('container', keeping)} must set securityContext.capabilities.drop=["ALL"]`] : []),
    ...(added === undefined ? [] : [added]),
  ];
  return faults.length > 0 ? { reason: 'unrestricted capabilities', detail: faults.join('; ') } : undefined;
}

function volumes({ spec }: Subject): Violation | undefined {
  const bad = (spec.volumes ?? []).filter((volume) => !VOLUMES.some((type) => type in volume));
  if (bad.length === 0) return undefined;
  const types = distinct(bad.map((volume) => Object.keys(volume).find((key) => key !== 'name') ?? 'unknown'));
  const names = bad.map(({ name }) => name);
  const what = `${plural(types.length, 'restricted volume type')} ${quoted(types)}`;
  return { reason: 'restricted volume types', detail: `${named('volume', names)} ${plural(names.length, 'uses', 'use')} ${what}` };
}

function runAsNonRoot(subject: Subject): Violation | undefined {
  const reason = 'runAsNonRoot != true';
  const pod = subject.spec.securityContext?.runAsNonRoot;
  const refusing = where(subject, ({ securityContext }) => securityContext?.runAsNonRoot === false);
  if (pod === false || refusing.length > 0) {
    return { reason, detail: `${setters(pod === false, refusing)} must not set securityContext.runAsNonRoot=false` };
  }
  const silent = pod === true ? [] : where(subject, ({ securityContext }) => securityContext?.runAsNonRoot === undefined);
  return silent.length > 0
    ? { reason, detail: `pod or ${named('container', silent)} must set securityContext.runAsNonRoot=true` }
    : undefined;
}

function runAsUser(subject: Subject): Violation | undefined {
  const pod = subject.spec.securityContext?.runAsUser === 0;
  const containers = where(subject, ({ securityContext }) => securityContext?.runAsUser === 0);
  return pod || containers.length > 0
    ? { reason: 'runAsUser=0', detail: `${setters(pod, containers)} must not set runAsUser=0` }
    : undefined;
}

function seccompProfile(subject: Subject): Violation | undefined {
  const bad = badSeccompProfiles(subject);
  if (bad || subject.spec.securityContext?.seccompProfile) return bad;
  const silent = where(subject, ({ securityContext }) => securityContext?.seccompProfile === undefined);
  if (silent.length === 0) return undefined;
  const detail = `pod or ${named('container', silent)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`;
  return { reason: 'seccompProfile', detail };
}
