import { canonicalQuantity } from '../../../api/quantity.ts';
import type { Container, EphemeralContainer, LifecycleHandler, Probe } from '../../../api/types.ts';

/** Fills in what a container leaves open, in place. */
export function setContainerDefaults(container: Container | EphemeralContainer): void {
  container.imagePullPolicy ||= defaultPullPolicy(container.image ?? '');
  container.terminationMessagePath ||= '/dev/termination-log';
  container.terminationMessagePolicy ||= 'File';
  container.resources ??= {};
  for (const port of container.ports ?? []) {
    port.protocol ||= 'TCP';
  }
  for (const variable of container.env ?? []) {
    setFieldRefDefaults(variable.valueFrom);
    if (variable.valueFrom?.fileKeyRef) variable.valueFrom.fileKeyRef.optional ??= false;
  }
  for (const probe of [container.livenessProbe, container.readinessProbe, container.startupProbe]) setProbeDefaults(probe);
  setHandlerDefaults(container.lifecycle?.postStart);
  setHandlerDefaults(container.lifecycle?.preStop);
}

/** `Always` for an image whose tag is latest or missing. */
export function defaultPullPolicy(image: string): 'Always' | 'IfNotPresent' {
  const [name = '', digest] = image.split('@');
  const tag = /:([^/:]*)$/.exec(name)?.[1];
  if (image === '' || !/^[^\s]+$/.test(image)) return 'IfNotPresent';
  return tag === 'latest' || (tag === undefined && digest === undefined) ? 'Always' : 'IfNotPresent';
}

function setProbeDefaults(probe: Probe | undefined): void {
  if (probe === undefined) return;
  probe.timeoutSeconds ||= 1;
  probe.periodSeconds ||= 10;
  probe.successThreshold ||= 1;
  probe.failureThreshold ||= 3;
  setHandlerDefaults(probe);
  if (probe.grpc) probe.grpc.service ??= '';
}

function setHandlerDefaults(handler: Pick<LifecycleHandler, 'httpGet'> | undefined): void {
  if (!handler?.httpGet) return;
  handler.httpGet.path ||= '/';
  handler.httpGet.scheme ||= 'HTTP';
}

/** The version of a field path and the divisor of a resource, in environment variables and downward API files alike. */
export function setFieldRefDefaults(
  source: { fieldRef?: { apiVersion?: string; fieldPath: string }; resourceFieldRef?: { divisor?: string; resource: string } } | undefined,
): void {
  if (source?.fieldRef) source.fieldRef.apiVersion ||= 'v1';
  if (source?.resourceFieldRef) source.resourceFieldRef.divisor = canonicalQuantity(source.resourceFieldRef.divisor || '0');
}
