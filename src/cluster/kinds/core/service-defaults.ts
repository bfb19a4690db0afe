import type { Service } from '../../../api/types.ts';
import { isExternallyAccessible } from './service-traits.ts';

const CLIENT_IP_TIMEOUT = 10800;

export function setServiceDefaults(object: Service): void {
  const spec = (object.spec ??= {});
  spec.sessionAffinity ||= 'None';
  spec.type ||= 'ClusterIP';
  if (spec.sessionAffinity === 'None') delete spec.sessionAffinityConfig;
  if (spec.sessionAffinity === 'ClientIP' && spec.sessionAffinityConfig?.clientIP?.timeoutSeconds == null) {
    spec.sessionAffinityConfig = { clientIP: { timeoutSeconds: CLIENT_IP_TIMEOUT } };
  }
  for (const port of spec.ports ?? []) {
    port.protocol ||= 'TCP';
    if (port.targetPort === undefined || port.targetPort === null || port.targetPort === 0 || port.targetPort === '')
      port.targetPort = port.port;
    if (port.nodePort === 0) delete port.nodePort;
  }
  if (isExternallyAccessible(spec)) spec.externalTrafficPolicy ||= 'Cluster';
  if (['ClusterIP', 'NodePort', 'LoadBalancer'].includes(spec.type)) spec.internalTrafficPolicy ??= 'Cluster';
  if (spec.type === 'LoadBalancer') spec.allocateLoadBalancerNodePorts ??= true;
  if (spec.type === 'LoadBalancer') {
    for (const address of object.status?.loadBalancer?.ingress ?? []) if (address.ip) address.ipMode ??= 'VIP';
  }
  if (spec.healthCheckNodePort === 0) delete spec.healthCheckNodePort;
}
