import {
  child,
  duplicate,
  forbidden,
  invalid,
  notFound,
  notSupported,
  required,
  tooLong,
  type FieldError,
} from '../../../api/field-error.ts';
import { checkDnsLabel, checkPortName, checkPortNumber } from '../../../api/names.ts';
import type { Container, ContainerPort, EphemeralContainer, PodSpec, Volume } from '../../../api/types.ts';
import { checked } from '../field-checks.ts';
import { validateEnv, validateEnvFrom } from './env-validation.ts';
import { validateDevices, validateMounts } from './mount-validation.ts';
import { validateLifecycle, validateLiveness, validateReadiness } from './probe-validation.ts';
import { validateResizePolicy, validateResources } from './resource-validation.ts';
import { validateSecurityContext } from './security-validation.ts';

const pullPolicies = ['Always', 'IfNotPresent', 'Never'];
const messagePolicies = ['File', 'FallbackToLogsOnError'];
const protocols = ['SCTP', 'TCP', 'UDP'];
const restartPolicies = ['Always', 'Never', 'OnFailure'];
const maxRestartRules = 20;
const maxExitCodes = 255;

/** What the containers of a pod are checked against. */
export interface PodSurroundings {
  spec: PodSpec;
  volumes: ReadonlyMap<string, Volume>;
  claims: ReadonlySet<string>;
  /** terminationGracePeriodSeconds */
  grace: number;
}

export function validateContainers(pod: PodSurroundings, path: string): FieldError[] {
  const { containers } = pod.spec;
  if (containers.length === 0) return [required(path)];
  const names = new Set<string>();
  const errors = containers.flatMap((container, i) => {
    const at = child(path, i);
    return [
      ...validateCommon(container, pod, at),
      ...uniqueName(container.name, names, at),
      ...validateRunning(container, pod, at),
      ...validateRestartPolicy(container, at),
    ];
  });
  return [...errors, ...hostPortConflicts(containers, path)];
}

export function validateInitContainers(pod: PodSurroundings, path: string): FieldError[] {
  const names = new Set(pod.spec.containers.map(({ name }) => name));
  return (pod.spec.initContainers ?? []).flatMap((container, i) => {
    const at = child(path, i);
    const errors = [
      ...validateCommon(container, pod, at),
      ...validateInitRestartPolicy(container, at),
      ...uniqueName(container.name, names, at),
      ...hostPortConflicts([container], path),
    ];
    if (container.restartPolicy === 'Always') return [...errors, ...validateRunning(container, pod, at)];
    for (const field of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const) {
      if (container[field]) errors.push(forbidden(child(at, field), 'may not be set for init containers without restartPolicy=Always'));
    }
    container.resizePolicy?.forEach(({ restartPolicy }, j) => {
      if (restartPolicy !== 'RestartContainer') return;
      const text = "must not be set to 'RestartContainer' for non-sidecar initContainers";
      errors.push(invalid(child(at, 'resizePolicy', j, 'restartPolicy'), restartPolicy, text));
    });
    return errors;
  });
}

const notEphemeral = [
  'ports',
  'resources',
  'resizePolicy',
  'restartPolicy',
  'restartPolicyRules',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
] as const satisfies readonly (keyof EphemeralContainer)[];

export function validateEphemeralContainers(pod: PodSurroundings, path: string): FieldError[] {
  const others = new Set([...pod.spec.containers, ...(pod.spec.initContainers ?? [])].map(({ name }) => name));
  const names = new Set(others);
  return (pod.spec.ephemeralContainers ?? []).flatMap((container, i) => {
    const at = child(path, i);
    const errors = [...validateCommon(container, pod, at), ...uniqueName(container.name, names, at)];
    const target = container.targetContainerName;
    if (target && !others.has(target)) errors.push(notFound(child(at, 'targetContainerName'), target));
    const text = 'cannot be set for an Ephemeral Container';
    for (const field of notEphemeral) if (isSet(container[field])) errors.push(forbidden(child(at, field), text));
    container.volumeMounts?.forEach(({ subPath, subPathExpr }, j) => {
      if (subPath) errors.push(forbidden(child(at, 'volumeMounts', j, 'subPath'), text));
      if (subPathExpr) errors.push(forbidden(child(at, 'volumeMounts', j, 'subPathExpr'), text));
    });
    return errors;
  });
}

function isSet(value: unknown): boolean {
  return value !== undefined && (typeof value !== 'object' || value === null || Object.keys(value).length > 0);
}

function uniqueName(name: string, names: Set<string>, path: string): FieldError[] {
  if (names.has(name)) return [duplicate(child(path, 'name'), name)];
  if (name) names.add(name);
  return [];
}

/** What containers of all kinds have in common. */
function validateCommon(container: Container | EphemeralContainer, { spec, volumes, claims }: PodSurroundings, path: string): FieldError[] {
  const { name, image, terminationMessagePolicy: messages, imagePullPolicy: pulls } = container;
  return [
    ...(name ? checked(child(path, 'name'), name, checkDnsLabel) : [required(child(path, 'name'))]),
    ...(image ? [] : [required(child(path, 'image'))]),
    ...(messagePolicies.includes(messages ?? '') ? [] : [notSupported(child(path, 'terminationMessagePolicy'), messages, messagePolicies)]),
    ...validatePorts(container.ports ?? [], child(path, 'ports')),
    ...validateEnv(container.env ?? [], child(path, 'env')),
    ...validateEnvFrom(container.envFrom ?? [], child(path, 'envFrom')),
    ...validateMounts(container, volumes, child(path, 'volumeMounts')),
    ...validateDevices(container, volumes, child(path, 'volumeDevices')),
    ...(pullPolicies.includes(pulls ?? '') ? [] : [notSupported(child(path, 'imagePullPolicy'), pulls, pullPolicies)]),
    ...validateResources(container.resources, claims, child(path, 'resources')),
    ...validateResizePolicy(container.resizePolicy ?? [], spec.restartPolicy ?? '', child(path, 'resizePolicy')),
    ...validateSecurityContext(container.securityContext, spec.hostUsers, child(path, 'securityContext')),
  ];
}

/** Hooks and probes of containers that keep running. */
function validateRunning(container: Container, { grace }: PodSurroundings, path: string): FieldError[] {
  const { lifecycle, livenessProbe, readinessProbe, startupProbe } = container;
  return [
    ...(lifecycle ? validateLifecycle(lifecycle, grace, child(path, 'lifecycle')) : []),
    ...validateLiveness(livenessProbe, grace, child(path, 'livenessProbe')),
    ...validateReadiness(readinessProbe, grace, child(path, 'readinessProbe')),
    ...validateLiveness(startupProbe, grace, child(path, 'startupProbe')),
  ];
}

/** Rules without a policy are only told to need one. */
function validateInitRestartPolicy(container: Container, path: string): FieldError[] {
  if (container.restartPolicy !== undefined) return validateRestartPolicy(container, path);
  return container.restartPolicyRules?.length ? [required(child(path, 'restartPolicy'), rulesNeedPolicy)] : [];
}

const rulesNeedPolicy = 'must specify restartPolicy when restart rules are used';

function validateRestartPolicy({ restartPolicy, restartPolicyRules = [] }: Container, path: string): FieldError[] {
  const at = child(path, 'restartPolicy');
  const rulesAt = child(path, 'restartPolicyRules');
  const errors: FieldError[] = [];
  if (restartPolicy !== undefined && !restartPolicies.includes(restartPolicy))
    errors.push(notSupported(at, restartPolicy, restartPolicies));
  if (restartPolicyRules.length === 0) return errors;
  if (restartPolicy === undefined) errors.push(required(at, rulesNeedPolicy));
  if (restartPolicyRules.length > maxRestartRules) errors.push(tooLong(rulesAt, maxRestartRules));
  restartPolicyRules.forEach(({ action, exitCodes }, i) => {
    const rule = child(rulesAt, i);
    const actions = ['Restart', 'RestartAllContainers'];
    if (!actions.includes(action)) errors.push(notSupported(child(rule, 'action'), action, actions));
    if (!exitCodes) return void errors.push(required(child(rule, 'exitCodes'), 'must be specified'));
    const operators = ['In', 'NotIn'];
    if (!operators.includes(exitCodes.operator))
      errors.push(notSupported(child(rule, 'exitCodes', 'operator'), exitCodes.operator, operators));
    if ((exitCodes.values?.length ?? 0) > maxExitCodes) errors.push(tooLong(child(rule, 'exitCodes', 'values'), maxExitCodes));
  });
  return errors;
}

function validatePorts(ports: readonly ContainerPort[], path: string): FieldError[] {
  const names = new Set<string>();
  return ports.flatMap(({ name, containerPort, hostPort, protocol = '' }, i) => {
    const at = child(path, i);
    const errors = name ? checked(child(at, 'name'), name, checkPortName) : [];
    if (name && errors.length === 0) {
      if (names.has(name)) errors.push(duplicate(child(at, 'name'), name));
      names.add(name);
    }
    if (!containerPort) errors.push(required(child(at, 'containerPort')));
    else errors.push(...checkPortNumber(containerPort).map((message) => invalid(child(at, 'containerPort'), containerPort, message)));
    if (hostPort) errors.push(...checkPortNumber(hostPort).map((message) => invalid(child(at, 'hostPort'), hostPort, message)));
    if (protocol === '') errors.push(required(child(at, 'protocol')));
    else if (!protocols.includes(protocol)) errors.push(notSupported(child(at, 'protocol'), protocol, protocols));
    return errors;
  });
}

function hostPortConflicts(containers: readonly Container[], path: string): FieldError[] {
  const taken = new Set<string>();
  return containers.flatMap(({ ports = [] }, i) =>
    ports.flatMap(({ hostPort, hostIP = '', protocol = '' }, j) => {
      if (!hostPort) return [];
      const key = `${protocol}/${hostIP}/${hostPort}`;
      if (taken.has(key)) return [duplicate(child(path, i, 'ports', j, 'hostPort'), key)];
      taken.add(key);
      return [];
    }),
  );
}
