import { describe, expect, it } from 'vitest';
import type { EndpointSlice, PolicyRule, Probe } from '../../../src/api/types.ts';
import { createDescription, type Description } from '../../../src/kubectl/describe/description.ts';
import { podTemplateSection, templateText } from '../../../src/kubectl/describe/pod-template.ts';
import { containerResource } from '../../../src/kubectl/describe/sections/container-resource.ts';
import { annotationsSection, labelsSection } from '../../../src/kubectl/describe/sections/labels.ts';
import { shownRules, ruleResource } from '../../../src/kubectl/describe/sections/policy-rules.ts';
import { probeText } from '../../../src/kubectl/describe/sections/probe.ts';
import { endpointsText } from '../../../src/kubectl/describe/sections/service-endpoints.ts';
import { tolerationsSection } from '../../../src/kubectl/describe/sections/tolerations.ts';
import { volumesSection } from '../../../src/kubectl/describe/sections/volumes.ts';

function described(write: (to: Description) => void): string {
  const to = createDescription();
  write(to);
  return to.aligned();
}

describe('labels and annotations', () => {
  it('come sorted below one another', () => {
    expect(described((to) => labelsSection(to, 'Labels', { tier: 'mem', app: 'cache' }))).toBe('Labels:  app=cache\n         tier=mem\n');
    expect(described((to) => labelsSection(to, 'Labels', {}))).toBe('Labels:  <none>\n');
  });

  it('break long and many-lined values and leave out what was applied last', () => {
    const long = 'x'.repeat(150);
    const text = described((to) =>
      annotationsSection(to, { 'kubectl.kubernetes.io/last-applied-configuration': '{}', b: long, a: 'one\ntwo\n', c: 'short' }),
    );
    expect(text).toBe(
      [
        'Annotations:  a:',
        '                one',
        '                two',
        '              b:',
        `                ${'x'.repeat(138)}...`,
        '              c: short',
        '',
      ].join('\n'),
    );
  });
});

describe('probes', () => {
  const rhythm = 'delay=0s timeout=1s period=2s #success=1 #failure=3';
  const settings = { timeoutSeconds: 1, periodSeconds: 2, successThreshold: 1, failureThreshold: 3 };
  it.each<[Probe, string]>([
    [{ exec: { command: ['cat', '/tmp/ready'] } }, 'exec [cat /tmp/ready]'],
    [{ httpGet: { path: '/ok.html', port: 80, scheme: 'HTTP' } }, 'http-get http://:80/ok.html'],
    [{ httpGet: { path: '/a?b', port: 'web', host: 'x', scheme: 'HTTPS' } }, 'http-get https://x:web/a%3Fb'],
    [{ tcpSocket: { port: 8088 } }, 'tcp-socket :8088'],
    [{ grpc: { port: 9000, service: 'up' } }, 'grpc <pod>:9000 up'],
  ])('%j', (action, text) => {
    expect(probeText({ ...action, ...settings })).toBe(`${text} ${rhythm}`);
  });
});

it('tolerations say what they tolerate and for how long', () => {
  const text = described((to) =>
    tolerationsSection(to, [
      { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
      { key: 'dedicated', operator: 'Equal', value: 'gpu', effect: 'NoSchedule' },
      { operator: 'Exists' },
    ]),
  );
  expect(text).toBe(
    'Tolerations:  op=Exists\n              dedicated=gpu:NoSchedule\n              node.kubernetes.io/not-ready:NoExecute op=Exists for 300s\n',
  );
});

it('volumes tell their source', () => {
  const text = described((to) =>
    volumesSection(to, [
      { name: 'work', emptyDir: { sizeLimit: '100Mi' } },
      { name: 'all', projected: { sources: [{ configMap: { name: 'conf' } }, { secret: { name: 'cred', optional: true } }] } },
      { name: 'meta', downwardAPI: { items: [{ path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } }] } },
      { name: 'odd' },
    ]),
  );
  expect(text).toBe(
    [
      'Volumes:',
      '  work:',
      "    Type:       EmptyDir (a temporary directory that shares a pod's lifetime)",
      '    Medium:     ',
      '    SizeLimit:  100Mi',
      '  all:',
      '    Type:           Projected (a volume that contains injected data from multiple sources)',
      '    ConfigMapName:  conf',
      '    Optional:       false',
      '    SecretName:     cred',
      '    Optional:       true',
      '  meta:',
      '    Type:  DownwardAPI (a volume populated by information about the pod)',
      '    Items:',
      '      metadata.labels -> labels',
      '  odd:',
      '  <unknown>',
      '',
    ].join('\n'),
  );
});

it.each([
  ['requests.cpu', '1m', '250'],
  ['requests.cpu', '0', '1'],
  ['limits.memory', '1Mi', '64'],
  ['limits.cpu', '1', 'node allocatable'],
])('%s in units of %s is %s', (resource, divisor, text) => {
  const container = { name: 'c', resources: { requests: { cpu: '250m' }, limits: { memory: '64Mi' } } };
  expect(containerResource({ resource, divisor }, container)).toBe(text);
});

describe('endpoints of a service', () => {
  const slice = (addresses: readonly string[], more: Partial<EndpointSlice> = {}): EndpointSlice => ({
    metadata: {},
    addressType: 'IPv4',
    endpoints: addresses.map((address) => ({ addresses: [address], conditions: { ready: true } })),
    ports: [{ name: 'web', port: 80 }],
    ...more,
  });
  it('are three at the most', () => {
    expect(endpointsText([slice(['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4', '10.0.0.5'])], 'web')).toBe(
      '10.0.0.1:80,10.0.0.2:80,10.0.0.3:80 + 2 more...',
    );
  });
  it('are those that are ready, behind the port', () => {
    const waiting = slice([], { endpoints: [{ addresses: ['10.0.0.9'], conditions: { ready: false } }] });
    expect(endpointsText([slice(['10.0.0.1']), waiting], 'web')).toBe('10.0.0.1:80');
    expect(endpointsText([slice(['10.0.0.1'])], 'other')).toBe('');
    expect(endpointsText([], 'web')).toBe('<none>');
    expect(endpointsText([slice(['10.0.0.1'], { ports: [] })], 'web')).toBe('10.0.0.1');
  });
});

it('rules of roles are brought together by resource', () => {
  const rules = shownRules([
    { apiGroups: [''], resources: ['pods', 'pods/log'], verbs: ['get'] },
    { apiGroups: [''], resources: ['pods/log', 'pods'], verbs: ['get', 'list'] },
    { apiGroups: ['apps'], resources: ['deployments/scale'], resourceNames: ['web'], verbs: ['update'] },
    { nonResourceURLs: ['/healthz'], verbs: ['get'] },
  ] as PolicyRule[]);
  expect(rules.map((rule) => [ruleResource(rule), rule.nonResourceURLs ?? [], rule.resourceNames ?? [], rule.verbs])).toEqual([
    ['pods/log', [], [], ['get', 'list']],
    ['pods', [], [], ['get', 'list']],
    ['', ['/healthz'], [], ['get']],
    ['deployments.apps/scale', [], ['web'], ['update']],
  ]);
});

describe('pod templates', () => {
  const template = {
    metadata: { labels: { app: 'web' }, annotations: { note: 'x' } },
    spec: { containers: [{ name: 'nginx', image: 'nginx:1.27', ports: [{ containerPort: 80, protocol: 'TCP' }] }] },
  };
  it('keep their tabs in a history', () => {
    expect(templateText(template)).toBe(
      [
        'Pod Template:',
        '  Labels:\tapp=web',
        '  Annotations:\tnote: x',
        '  Containers:',
        '   nginx:',
        '    Image:\tnginx:1.27',
        '    Port:\t80/TCP',
        '    Host Port:\t0/TCP',
        '    Environment:\t<none>',
        '    Mounts:\t<none>',
        '  Volumes:\t<none>',
        '  Node-Selectors:\t<none>',
        '  Tolerations:\t<none>',
        '',
      ].join('\n'),
    );
  });
  it('may be absent', () => {
    expect(described((to) => podTemplateSection(to, undefined))).toBe('Pod Template:\n  <unset>');
  });
});
