import { child, forbidden, invalid, notSupported, required, type FieldError } from '../../../api/field-error.ts';
import { checkHttpHeaderName } from '../../../api/names.ts';
import type { Lifecycle, LifecycleHandler, Probe } from '../../../api/types.ts';
import { nonNegative, portNumberOrName } from '../field-checks.ts';
import type { HttpGetAction } from './pod-types.ts';

export function validateLiveness(probe: Probe | undefined, grace: number, path: string): FieldError[] {
  if (!probe) return [];
  const errors = validateProbe(probe, grace, path);
  if (probe.successThreshold !== 1) errors.push(invalid(child(path, 'successThreshold'), probe.successThreshold, 'must be 1'));
  return errors;
}

export function validateReadiness(probe: Probe | undefined, grace: number, path: string): FieldError[] {
  if (!probe) return [];
  const errors = validateProbe(probe, grace, path);
  if (probe.terminationGracePeriodSeconds !== undefined) {
    const at = child(path, 'terminationGracePeriodSeconds');
    errors.push(invalid(at, probe.terminationGracePeriodSeconds, 'must not be set for readinessProbes'));
  }
  return errors;
}

function validateProbe(probe: Probe, grace: number, path: string): FieldError[] {
  const errors = validateHandler(probe, grace, path);
  for (const field of ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'] as const) {
    errors.push(...nonNegative(child(path, field), probe[field]));
  }
  const seconds = probe.terminationGracePeriodSeconds;
  if (seconds !== undefined && seconds <= 0)
    errors.push(invalid(child(path, 'terminationGracePeriodSeconds'), seconds, 'must be greater than 0'));
  return errors;
}

export function validateLifecycle({ postStart, preStop }: Lifecycle, grace: number, path: string): FieldError[] {
  return [
    ...(postStart ? validateHandler(postStart, grace, child(path, 'postStart')) : []),
    ...(preStop ? validateHandler(preStop, grace, child(path, 'preStop')) : []),
  ];
}

type Handler = LifecycleHandler & Pick<Probe, 'grpc'>;

/** What a probe or hook does: one thing exactly. */
function validateHandler({ exec, httpGet, tcpSocket, grpc, sleep }: Handler, grace: number, path: string): FieldError[] {
  const errors: FieldError[] = [];
  let count = 0;
  const add = (name: string, check: (at: string) => FieldError[]): void => {
    const at = child(path, name);
    errors.push(...(count++ > 0 ? [forbidden(at, 'may not specify more than 1 handler type')] : check(at)));
  };
  if (exec) add('exec', (at) => (exec.command?.length ? [] : [required(child(at, 'command'))]));
  if (httpGet) add('httpGet', (at) => validateHttpGet(httpGet, at));
  if (tcpSocket) add('tcpSocket', (at) => portNumberOrName(child(at, 'port'), tcpSocket.port));
  if (grpc) add('grpc', (at) => portNumberOrName(child(at, 'port'), grpc.port));
  if (sleep) {
    const text = `must be non-negative and less than terminationGracePeriodSeconds (${grace})`;
    add('sleep', (at) => (sleep.seconds < 0 || sleep.seconds > grace ? [invalid(at, sleep.seconds, text)] : []));
  }
  if (count === 0) errors.push(required(path, 'must specify a handler type'));
  return errors;
}

function validateHttpGet({ path: target, port, scheme, httpHeaders = [] }: HttpGetAction, path: string): FieldError[] {
  const schemes = ['HTTP', 'HTTPS'];
  return [
    ...(target ? [] : [required(child(path, 'path'))]),
    ...portNumberOrName(child(path, 'port'), port),
    ...(schemes.includes(scheme ?? '') ? [] : [notSupported(child(path, 'scheme'), scheme, schemes)]),
    ...httpHeaders.flatMap(({ name }) => checkHttpHeaderName(name).map((message) => invalid(child(path, 'httpHeaders'), name, message))),
  ];
}
