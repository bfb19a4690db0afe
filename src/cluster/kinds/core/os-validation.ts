import { child, forbidden, invalid, notSupported, required, type FieldError } from '../../../api/field-error.ts';
import { checkDnsSubdomain } from '../../../api/names.ts';
import type { PodSpec, WindowsSecurityContextOptions } from '../../../api/types.ts';
import { checked } from '../field-checks.ts';
import { visitedContainers } from './container-visit.ts';

const context = 'securityContext';

/** What goes with the operating system that a pod names. */
export function validateOs(spec: PodSpec, path: string): FieldError[] {
  if (!spec.os) return [];
  const { name } = spec.os;
  if (!name) return [required(child(path, 'os', 'name'), 'cannot be empty')];
  if (name === 'linux') return validateLinux(spec, path);
  return name === 'windows' ? validateWindows(spec, path) : [notSupported(child(path, 'os'), name, ['linux', 'windows'])];
}

function validateLinux(spec: PodSpec, path: string): FieldError[] {
  const places = [
    ...(spec.securityContext?.windowsOptions ? [path] : []),
    ...visitedContainers(spec, path).flatMap(({ container, path: at }) => (container.securityContext?.windowsOptions ? [at] : [])),
  ];
  return places.map((at) => forbidden(child(at, context, 'windowsOptions'), 'windows options cannot be set for a linux pod'));
}

const linuxContainerFields = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'capabilities',
  'readOnlyRootFilesystem',
  'privileged',
  'allowPrivilegeEscalation',
  'procMount',
  'runAsUser',
  'runAsGroup',
] as const;

function validateWindows(spec: PodSpec, path: string): FieldError[] {
  const pod = spec.securityContext ?? {};
  const inContext = (...fields: (keyof typeof pod)[]): string[] =>
    fields.filter((field) => pod[field] !== undefined).map((field) => child(path, context, field));
  const paths = [
    ...inContext('appArmorProfile', 'seLinuxOptions'),
    ...(spec.hostUsers === undefined ? [] : [child(path, 'hostUsers')]),
    ...(spec.hostPID ? [child(path, 'hostPID')] : []),
    ...(spec.hostIPC ? [child(path, 'hostIPC')] : []),
    ...inContext('seccompProfile', 'fsGroup', 'fsGroupChangePolicy'),
    ...(pod.sysctls?.length ? inContext('sysctls') : []),
    ...(spec.shareProcessNamespace === undefined ? [] : [child(path, 'shareProcessNamespace')]),
    ...inContext('runAsUser', 'runAsGroup', 'supplementalGroups', 'supplementalGroupsPolicy', 'seLinuxChangePolicy'),
    ...visitedContainers(spec, path).flatMap(({ container, path: at }) =>
      linuxContainerFields.filter((field) => container.securityContext?.[field] !== undefined).map((field) => child(at, context, field)),
    ),
  ];
  return paths.map((at) => forbidden(at, 'cannot be set for a windows pod'));
}

/** Containers that run on the host of a Windows pod: all of them or none. */
export function validateHostProcess(spec: PodSpec, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const ofPod = spec.securityContext?.windowsOptions?.hostProcess;
  const containers = visitedContainers(spec, path);
  let onHost = 0;
  for (const { container, path: at } of containers) {
    const own = container.securityContext?.windowsOptions?.hostProcess;
    if (ofPod !== undefined && own !== undefined && own !== ofPod) {
      const text = `pod hostProcess value must be identical if both are specified, was ${ofPod}`;
      errors.push(invalid(child(at, context, 'windowsOptions', 'hostProcess'), own, text));
    }
    if (own ?? ofPod) onHost += 1;
  }
  if (onHost === 0) return errors;
  if (onHost !== containers.length) {
    errors.push(invalid(path, '', 'If pod contains any hostProcess containers then all containers must be HostProcess containers'));
  }
  if (!spec.hostNetwork) {
    errors.push(invalid(child(path, 'hostNetwork'), false, 'hostNetwork must be true if pod contains any hostProcess containers'));
  }
  return errors;
}

/** User namespaces do not mix with the other namespaces of the host. */
export function validateHostUsers(spec: PodSpec, path: string): FieldError[] {
  if (spec.hostUsers !== false) return [];
  const text = 'when `hostUsers` is false';
  return [
    ...(spec.hostNetwork ? [forbidden(child(path, 'hostNetwork'), text)] : []),
    ...(spec.hostPID ? [forbidden(child(path, 'HostPID'), text)] : []),
    ...(spec.hostIPC ? [forbidden(child(path, 'HostIPC'), text)] : []),
    ...visitedContainers(spec, path).flatMap(({ container, path: at }) =>
      container.volumeDevices?.length ? [forbidden(child(at, 'volumeDevices'), text)] : [],
    ),
  ];
}

const largestCredentialSpec = 64 * 1024;
const longestDomain = 256;
const longestUser = 104;
// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const controls = /[\u0000-\u001f\u007f]/;
const netBios = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/;
const dnsPart = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?';
const dnsDomain = new RegExp(`^${dnsPart}(?:\\.${dnsPart})*$`);

export function validateWindowsOptions(options: WindowsSecurityContextOptions | undefined, path: string): FieldError[] {
  if (!options) return [];
  const { gmsaCredentialSpecName: specName, gmsaCredentialSpec: spec, runAsUserName } = options;
  const errors = specName === undefined ? [] : checked(child(path, 'gmsaCredentialSpecName'), specName, checkDnsSubdomain);
  const at = child(path, 'gmsaCredentialSpec');
  if (spec === '') errors.push(invalid(at, spec, 'gmsaCredentialSpec cannot be an empty string'));
  if (spec && spec.length > largestCredentialSpec) errors.push(invalid(at, spec, 'gmsaCredentialSpec size must be under 64 KiB'));
  if (runAsUserName === undefined) return errors;
  return [...errors, ...userNameFaults(runAsUserName).map((text) => invalid(child(path, 'runAsUserName'), runAsUserName, text))];
}

function userNameFaults(name: string): string[] {
  if (name === '') return ['runAsUserName cannot be an empty string'];
  if (controls.test(name)) return ['runAsUserName cannot contain control characters'];
  const parts = name.split('\\');
  if (parts.length > 2) return ['runAsUserName cannot contain more than one backslash'];
  const domain = parts.length === 2 ? parts[0] : undefined;
  const user = parts.at(-1)!;
  const faults: string[] = [];
  if (domain !== undefined) {
    if (domain.length >= longestDomain) faults.push("runAsUserName's Domain length must be under 256 characters");
    if (!netBios.test(domain) && !dnsDomain.test(domain)) {
      faults.push("runAsUserName's Domain doesn't match the NetBios nor the DNS format");
    }
  }
  if (user === '') faults.push("runAsUserName's User cannot be empty");
  else if (user.length > longestUser) faults.push("runAsUserName's User length must not be longer than 104 characters");
  if (/^[. ]+$/.test(user)) faults.push("runAsUserName's User cannot contain only periods or spaces");
  if (/["/\\:;|=,+*?<>@[\]]/.test(user)) {
    faults.push('runAsUserName\'s User cannot contain the following characters: "/\\:;|=,+*?<>@[]');
  }
  return faults;
}
