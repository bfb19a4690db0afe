import { formatRfc1123 } from '../../../api/time.ts';
import type { Container, ContainerPort, ContainerState, ContainerStatus, EnvVar, ResourceRequirements } from '../../../api/types.ts';
import type { Description } from '../description.ts';
import { containerResource } from './container-resource.ts';
import { probeText } from './probe.ts';

export interface ContainersOptions {
  title: string;
  containers: readonly Container[];
  statuses?: readonly ContainerStatus[] | undefined;
  /** The value of a field of the pod that a variable refers to. */
  fieldValue?: (path: string) => string;
  /** In a template: two blanks before the title, one more before names. */
  inTemplate?: boolean;
}

export function containersSection(to: Description, { title, containers, statuses = [], fieldValue, inTemplate }: ContainersOptions): void {
  to.line(inTemplate ? 1 : 0, `${title}:${containers.length === 0 ? ' <none>' : ''}`);
  for (const container of containers) {
    const status = statuses.find(({ name }) => name === container.name);
    to.line(1, `${inTemplate ? ' ' : ''}${container.name}:`);
    basics(to, container, status);
    command(to, 'Command', container.command);
    command(to, 'Args', container.args);
    if (status) currentState(to, status);
    resourcesSection(to, container.resources, 2);
    probes(to, container);
    environment(to, container, fieldValue);
    mounts(to, container);
  }
}

function basics(to: Description, { image = '', ports }: Container, status: ContainerStatus | undefined): void {
  if (status) to.line(2, 'Container ID:', status.containerID ?? '');
  to.line(2, 'Image:', image);
  if (status) to.line(2, 'Image ID:', status.imageID);
  portLine(to, 'Port', ports, ({ containerPort }) => containerPort);
  portLine(to, 'Host Port', ports, ({ hostPort }) => hostPort ?? 0);
}

function portLine(to: Description, title: string, ports: readonly ContainerPort[] = [], number: (port: ContainerPort) => number): void {
  const texts = ports.map((port) => `${number(port)}/${port.protocol ?? ''}${port.name ? ` (${port.name})` : ''}`);
  to.line(2, `${title}${ports.length > 1 ? 's' : ''}:`, texts.join(', ') || '<none>');
}

function command(to: Description, title: string, words: readonly string[] | undefined): void {
  if (!words?.length) return;
  to.line(2, `${title}:`);
  for (const word of words) for (const line of word.split('\n')) to.line(3, line);
}

function currentState(to: Description, { state, lastState, ready, restartCount }: ContainerStatus): void {
  stateLines(to, 'State', state);
  if (lastState?.terminated) stateLines(to, 'Last State', lastState);
  to.line(2, 'Ready:', ready ? 'True' : 'False');
  to.line(2, 'Restart Count:', String(restartCount));
}

function stateLines(to: Description, title: string, { running, waiting, terminated }: ContainerState = {}): void {
  to.line(2, `${title}:`, running ? 'Running' : terminated ? 'Terminated' : 'Waiting');
  if (running) to.line(3, 'Started:', timeText(running.startedAt));
  else if (terminated) {
    const { reason, message, exitCode, signal = 0, startedAt, finishedAt } = terminated;
    if (reason) to.line(3, 'Reason:', reason);
    if (message) to.line(3, 'Message:', message);
    to.line(3, 'Exit Code:', String(exitCode));
    if (signal > 0) to.line(3, 'Signal:', String(signal));
    to.line(3, 'Started:', timeText(startedAt));
    to.line(3, 'Finished:', timeText(finishedAt));
  } else if (waiting?.reason) to.line(3, 'Reason:', waiting.reason);
}

/** A time that is not there is Go's zero time. */
export function timeText(time: string | undefined): string {
  return time ? formatRfc1123(Date.parse(time)) : 'Mon, 01 Jan 0001 00:00:00 +0000';
}

export function resourcesSection(to: Description, resources: ResourceRequirements | undefined, level: number): void {
  for (const [title, list] of [['Limits', resources?.limits] as const, ['Requests', resources?.requests] as const]) {
    const names = Object.keys(list ?? {}).sort();
    if (names.length > 0) to.line(level, `${title}:`);
    for (const name of names) to.line(level + 1, `${name}:`, list![name]!);
  }
}

function probes(to: Description, { livenessProbe, readinessProbe, startupProbe }: Container): void {
  if (livenessProbe) to.line(2, 'Liveness:', probeText(livenessProbe));
  if (readinessProbe) to.line(2, 'Readiness:', probeText(readinessProbe));
  if (startupProbe) to.line(2, 'Startup:', probeText(startupProbe));
}

function environment(to: Description, container: Container, fieldValue: ContainersOptions['fieldValue']): void {
  const { envFrom = [], env = [] } = container;
  if (envFrom.length > 0) to.line(2, 'Environment Variables from:');
  for (const { prefix, configMapRef, secretRef } of envFrom) {
    const from = configMapRef ? 'ConfigMap' : secretRef ? 'Secret' : '';
    const { name = '', optional = false } = configMapRef ?? secretRef ?? {};
    to.line(3, name, prefix ? `${from} with prefix '${prefix}'` : from, `Optional: ${optional}`);
  }
  to.line(2, 'Environment:', ...(env.length === 0 ? ['<none>'] : []));
  for (const variable of env) to.write(variableLines(variable, container, fieldValue));
}

function variableLines(variable: EnvVar, container: Container, fieldValue: ContainersOptions['fieldValue']): string {
  const { name, value = '', valueFrom } = variable;
  const before = `      ${name}:\t`;
  if (!valueFrom) return `${before}${value.split('\n').join('\n      \t')}\n`;
  const { fieldRef, resourceFieldRef, secretKeyRef, configMapKeyRef, fileKeyRef } = valueFrom;
  if (fieldRef) return `${before}${fieldValue?.(fieldRef.fieldPath) ?? ''} (${fieldRef.apiVersion ?? ''}:${fieldRef.fieldPath})\n`;
  if (resourceFieldRef) return `${before}${containerResource(resourceFieldRef, container)} (${resourceFieldRef.resource})\n`;
  if (secretKeyRef) {
    const { key, name: secret = '', optional = false } = secretKeyRef;
    return `${before}<set to the key '${key}' in secret '${secret}'>\tOptional: ${optional}\n`;
  }
  if (configMapKeyRef) {
    const { key, name: map = '', optional = false } = configMapKeyRef;
    return `${before}<set to the key '${key}' of config map '${map}'>\tOptional: ${optional}\n`;
  }
  if (fileKeyRef) {
    const { key, path, volumeName, optional = false } = fileKeyRef;
    return `${before}<set to the key '${key}' in file '${path}' of volume '${volumeName}'>\tOptional: ${optional}\n`;
  }
  return '';
}

function mounts(to: Description, { volumeMounts = [], volumeDevices = [] }: Container): void {
  const none = volumeMounts.length === 0 ? ['<none>'] : [];
  to.line(2, 'Mounts:', ...none);
  for (const { mountPath, name, readOnly, subPath } of [...volumeMounts].sort((a, b) => (a.mountPath < b.mountPath ? -1 : 1))) {
    to.line(3, `${mountPath} from ${name} (${readOnly ? 'ro' : 'rw'}${subPath ? `,path="${subPath}"` : ''})`);
  }
  if (volumeDevices.length === 0) return;
  to.line(2, 'Devices:', ...none);
  for (const { devicePath, name } of [...volumeDevices].sort((a, b) => (a.devicePath < b.devicePath ? -1 : 1))) {
    to.line(3, `${devicePath} from ${name}`);
  }
}
