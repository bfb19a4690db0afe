import { StatusError } from '../../api/status.ts';
import type { EndpointSlice, Ingress, IngressBackend, IngressClass, Service } from '../../api/types.ts';
import { defineDescriber, type DescribeContext } from './define.ts';
import { eventsSection } from './sections/events.ts';
import { metadataLines } from './sections/head.ts';
import { annotationsSection, labelsSection } from './sections/labels.ts';
import { endpointsText } from './sections/service-endpoints.ts';

export const describeIngress = defineDescriber<Ingress>(async (to, ingress, context) => {
  const { metadata, spec, status } = ingress;
  const { name = '', namespace = '' } = metadata;
  const backend = (of: IngressBackend): Promise<string> => backendText(of, namespace, context);
  to.line(0, 'Name:', name);
  labelsSection(to, 'Labels', metadata.labels);
  to.line(0, 'Namespace:', namespace);
  to.line(0, 'Address:', (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname = '' }) => ip ?? hostname).join(','));
  to.line(0, 'Ingress Class:', spec?.ingressClassName ?? '<none>');
  const byDefault = spec?.defaultBackend ? await backend(spec.defaultBackend) : '<default>';
  to.line(0, 'Default backend:', byDefault);
  if (spec?.tls?.length) to.line(0, 'TLS:');
  for (const { secretName = '', hosts = [] } of spec?.tls ?? []) {
    to.line(1, `${secretName === '' ? 'SNI routes' : `${secretName} terminates`} ${hosts.join(',')}`);
  }
  to.line(0, 'Rules:');
  to.line(1, 'Host', 'Path', 'Backends');
  to.line(1, '----', '----', '--------');
  const rules = (spec?.rules ?? []).filter(({ http }) => http);
  for (const { host, http } of rules) {
    to.line(1, host || '*', '');
    for (const { path = '', backend: target } of http!.paths) to.line(2, '', `${path} `, await backend(target));
  }
  if (rules.length === 0) to.line(1, '*', '* ', byDefault);
  annotationsSection(to, metadata.annotations);
  await eventsSection(to, ingress, context);
});

/** `web:80 (10.244.1.2:80)`: where requests go, or why they go nowhere. */
async function backendText({ service, resource }: IngressBackend, namespace: string, { client }: DescribeContext): Promise<string> {
  if (!service) {
    const { apiGroup = '<none>', kind = '', name = '' } = resource ?? {};
    return `APIGroup: ${apiGroup}, Kind: ${kind}, Name: ${name}`;
  }
  const { name, port } = service;
  const text = `${name}:${port?.name || (port?.number ?? 0)}`;
  try {
    const found = (await client.request({ verb: 'get', group: '', version: 'v1', resource: 'services', namespace, name })).body;
    const ports = (found as unknown as Service).spec?.ports ?? [];
    const matching = ports.find((each) => (port?.name ? each.name === port.name : each.port === port?.number));
    const labelSelector = `kubernetes.io/service-name=${name}`;
    const list = await client.request({
      verb: 'list',
      group: 'discovery.k8s.io',
      version: 'v1',
      resource: 'endpointslices',
      namespace,
      labelSelector,
    });
    return `${text} (${endpointsText((list.body['items'] ?? []) as EndpointSlice[], matching?.name ?? '')})`;
  } catch (error) {
    if (error instanceof StatusError) return `${text} (<error: ${error.message}>)`;
    throw error;
  }
}

export const describeIngressClass = defineDescriber<IngressClass>(async (to, ingressClass, context) => {
  const { metadata, spec } = ingressClass;
  to.line(0, 'Name:', metadata.name ?? '');
  metadataLines(to, ingressClass);
  to.line(0, 'Controller:', spec?.controller ?? '');
  const parameters = spec?.parameters;
  if (parameters) {
    to.line(0, 'Parameters:');
    if (parameters.apiGroup !== undefined) to.line(1, 'APIGroup:', parameters.apiGroup);
    to.line(1, 'Kind:', parameters.kind);
    to.line(1, 'Name:', parameters.name);
  }
  await eventsSection(to, ingressClass, context);
});
