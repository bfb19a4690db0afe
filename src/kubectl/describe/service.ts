import { formatLabels } from '../../api/labels.ts';
import type { EndpointSlice, Service, ServicePort } from '../../api/types.ts';
import { defineDescriber, related } from './define.ts';
import type { Description } from './description.ts';
import { eventsSection } from './sections/events.ts';
import { headSection } from './sections/head.ts';
import { endpointsText } from './sections/service-endpoints.ts';

export const describeService = defineDescriber<Service>(async (to, service, context) => {
  const { metadata, spec, status } = service;
  const { name = '', namespace = '' } = metadata;
  const labelSelector = `kubernetes.io/service-name=${name}`;
  const slices = await related<EndpointSlice>(
    { ...context, pageSize: 0 },
    {
      group: 'discovery.k8s.io',
      version: 'v1',
      resource: 'endpointslices',
      namespace,
      labelSelector,
    },
  );
  headSection(to, service);
  to.line(0, 'Selector:', formatLabels(spec?.selector));
  to.line(0, 'Type:', spec?.type ?? '');
  addressLines(to, service);
  const ingress = (status?.loadBalancer?.ingress ?? []).map(({ ip, ipMode, hostname = '' }) =>
    ip ? `${ip}${ipMode ? ` (${ipMode})` : ''}` : hostname,
  );
  if (ingress.length > 0) to.line(0, 'LoadBalancer Ingress:', ingress.join(', '));
  if (spec?.externalName) to.line(0, 'External Name:', spec.externalName);
  for (const port of spec?.ports ?? []) portLines(to, port, slices ?? []);
  to.line(0, 'Session Affinity:', spec?.sessionAffinity ?? '');
  if (spec?.externalTrafficPolicy) to.line(0, 'External Traffic Policy:', spec.externalTrafficPolicy);
  if (spec?.internalTrafficPolicy) to.line(0, 'Internal Traffic Policy:', spec.internalTrafficPolicy);
  if (spec?.trafficDistribution) to.line(0, 'Traffic Distribution:', spec.trafficDistribution);
  if (spec?.healthCheckNodePort) to.line(0, 'HealthCheck NodePort:', String(spec.healthCheckNodePort));
  if (spec?.loadBalancerSourceRanges?.length) to.line(0, 'LoadBalancer Source Ranges:', spec.loadBalancerSourceRanges.join(','));
  await eventsSection(to, service, context);
});

function addressLines(to: Description, { spec }: Service): void {
  if (spec?.ipFamilyPolicy) to.line(0, 'IP Family Policy:', spec.ipFamilyPolicy);
  to.line(0, 'IP Families:', spec?.ipFamilies?.join(',') || '<none>');
  to.line(0, 'IP:', spec?.clusterIP ?? '');
  to.line(0, 'IPs:', spec?.clusterIPs?.join(',') || '<none>');
  if (spec?.externalIPs?.length) to.line(0, 'External IPs:', spec.externalIPs.join(','));
  if (spec?.loadBalancerIP) to.line(0, 'Desired LoadBalancer IP:', spec.loadBalancerIP);
}

function portLines(
  to: Description,
  { name = '', port, targetPort, nodePort, protocol = '' }: ServicePort,
  slices: readonly EndpointSlice[],
): void {
  const title = name === '' ? '<unset>' : name;
  to.line(0, 'Port:', title, `${port}/${protocol}`);
  to.line(0, 'TargetPort:', `${targetPort ?? 0}/${protocol}`);
  if (nodePort) to.line(0, 'NodePort:', title, `${nodePort}/${protocol}`);
  to.line(0, 'Endpoints:', endpointsText(slices, name));
}
