import type { Service } from '../../api/types.ts';

/** Where a service of the cluster answers: at its load balancer, or through the server's proxy. */
export function serviceLink({ metadata, spec, status }: Service, server: string): string {
  const ports = spec?.ports ?? [];
  const [ingress] = status?.loadBalancer?.ingress ?? [];
  if (ingress) return ports.map(({ port }) => `http://${ingress.ip ?? ingress.hostname}:${port} `).join('');
  const [port] = ports;
  const scheme = port && (port.name === 'https' || port.port === 443) ? 'https:' : '';
  const portName = port?.name ? `:${port.name}` : scheme === '' ? '' : ':';
  return `${server}/api/v1/namespaces/${metadata.namespace}/services/${scheme}${metadata.name}${portName}/proxy`;
}
