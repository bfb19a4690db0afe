import { child, duplicate, forbidden, invalid, type FieldError } from '../../../api/field-error.ts';
import { checkIP, parseIP } from '../../../api/ip.ts';
import { checkDnsSubdomain } from '../../../api/names.ts';
import type { ContainerStatus, Pod } from '../../../api/types.ts';
import { checked, labelName } from '../field-checks.ts';

const systemConditions = ['PodScheduled', 'Ready', 'Initialized'];

/** What a client may not tell about a pod. */
export function validatePodStatusUpdate({ spec, status = {} }: Pod, { status: before = {} }: Pod): FieldError[] {
  const policy = spec?.restartPolicy ?? '';
  const sidecars = new Set(spec?.initContainers?.flatMap(({ name, restartPolicy }) => (restartPolicy === 'Always' ? [name] : [])));
  const errors = (status.conditions ?? []).flatMap(({ type }, i) =>
    // The path is what the API server says.
    systemConditions.includes(type) ? [] : labelName(child('metadata', 'conditions', i, 'Type'), type),
  );
  const nominated = status.nominatedNodeName;
  if (nominated && nominated !== before.nominatedNodeName) {
    errors.push(...checked('status.nominatedNodeName', nominated, checkDnsSubdomain));
  }
  return [
    ...errors,
    ...revived(status.containerStatuses, before.containerStatuses, policy, 'status.containerStatuses'),
    ...revived(
      status.initContainerStatuses,
      before.initContainerStatuses?.map((old) => (sidecars.has(old.name) ? { ...old, state: {} } : old)),
      policy,
      'status.initContainerStatuses',
    ),
    ...revived(status.ephemeralContainerStatuses, before.ephemeralContainerStatuses, 'Never', 'status.ephemeralContainerStatuses'),
    ...validateAddresses(status.podIPs ?? [], 'status.podIPs'),
    ...hostAddress(status.hostIP, status.hostIPs),
    ...validateAddresses(status.hostIPs ?? [], 'status.hostIPs'),
  ];
}

/** Containers that have come to their end, and are never started again, stay there. */
function revived(
  next: readonly ContainerStatus[] = [],
  previous: readonly ContainerStatus[] = [],
  restartPolicy: string,
  path: string,
): FieldError[] {
  if (restartPolicy === 'Always') return [];
  return previous.flatMap(({ name, state }, i) => {
    const end = state?.terminated;
    if (!end || (end.exitCode !== 0 && restartPolicy === 'OnFailure')) return [];
    return next
      .filter((status) => status.name === name && !status.state?.terminated)
      .map(() => forbidden(child(path, i, 'state'), 'may not be transitioned to non-terminated state'));
  });
}

function hostAddress(hostIP: string | undefined, hostIPs: readonly { ip: string }[] = []): FieldError[] {
  const first = hostIPs[0];
  return first && first.ip !== hostIP ? [invalid('status.hostIPs[0].ip', first.ip, 'must be equal to `hostIP`')] : [];
}

/** One of each family. */
function validateAddresses(addresses: readonly { ip: string }[], path: string): FieldError[] {
  const errors = addresses.flatMap(({ ip }, i) => checked(child(path, i), ip, checkIP));
  if (addresses.length < 2) return errors;
  const shown = addresses.map(({ ip }) => ({ IP: ip }));
  const families = new Set(addresses.map(({ ip }) => parseIP(ip)?.family));
  if (families.size !== addresses.length) errors.push(invalid(path, shown, 'may specify no more than one IP for each IP family'));
  addresses.forEach(({ ip }, i) => {
    if (addresses.findIndex((other) => other.ip === ip) < i) errors.push(duplicate(child(path, i), shown[i]));
  });
  return errors;
}
