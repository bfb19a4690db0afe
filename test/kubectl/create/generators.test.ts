import { describe, expect, it } from 'vitest';
import { containerName, imageBaseName } from '../../../src/kubectl/create/container.ts';
import { withSavedConfig } from '../../../src/kubectl/create/generator.ts';
import { ingressObject } from '../../../src/kubectl/create/ingress.ts';
import { labelSelectorOf } from '../../../src/kubectl/create/label-selector.ts';
import { contentHash } from '../../../src/kubectl/create/name-hash.ts';
import { checkNonResourceRules, parseRuleResources, uniqueVerbs } from '../../../src/kubectl/create/policy-rules.ts';
import { serviceObject } from '../../../src/kubectl/create/service.ts';
import { subjectsOf } from '../../../src/kubectl/create/subjects.ts';

describe('containers of generated objects', () => {
  it.each([
    ['nginx', 'nginx'],
    ['nginx:1.27', 'nginx'],
    ['registry.example.com:5000/team/app:2@sha256:abc', 'app'],
    ['app@sha256:abc', 'app'],
  ])('%s is called %s', (image, name) => {
    expect(imageBaseName(image)).toBe(name);
  });

  it('names with dots and underscores get a suffix, the same one with a seed', () => {
    expect(containerName('my_app.v2', '1')).toMatch(/^my-app-v2-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    expect(containerName('my_app.v2', '1')).toBe(containerName('my_app.v2', '1'));
    expect(containerName('my_app.v2', '1')).not.toBe(containerName('my_app.v2', '2'));
  });
});

describe('create ingress', () => {
  const ingress = (...rules: string[]) => ingressObject({ name: 'x', className: '', defaultBackend: '', rules, annotations: [] })['spec'];

  it('paths of one host come together, hosts of one secret too', () => {
    const spec = ingress('a/=one:80,tls=s', 'b/x*=two:http,tls=s', 'a/y=three:81');
    expect(spec.tls).toEqual([{ hosts: ['a', 'b'], secretName: 's' }]);
    expect(
      spec.rules.map(({ host, http }: { host: string; http: { paths: { path: string; pathType: string }[] } }) => [
        host,
        http.paths.map((each) => `${each.path} ${each.pathType}`),
      ]),
    ).toEqual([
      ['a', ['/ Exact', '/y Exact']],
      ['b', ['/x Prefix']],
    ]);
  });

  it('tls without a secret, and without a host', () => {
    expect(ingress('a/=one:80,tls').tls).toEqual([{ hosts: ['a'] }]);
    expect(ingress('/=one:80,tls').tls).toBeUndefined();
  });
});

describe('create service', () => {
  it.each([
    ['80', { name: '80', port: 80, targetPort: 80 }],
    ['80:8080', { name: '80-8080', port: 80, targetPort: 8080 }],
    ['80:http', { name: '80-http', port: 80, targetPort: 'http' }],
  ])('--tcp=%s', (tcp, port) => {
    expect(serviceObject({ name: 'x', type: 'ClusterIP', tcp: [tcp] })['spec'].ports).toEqual([{ ...port, protocol: 'TCP' }]);
  });

  it.each([
    ['-1', 'strconv.ParseUint: parsing "-1": invalid syntax'],
    ['65536', 'strconv.ParseUint: parsing "65536": value out of range'],
    ['80:0', 'must be between 1 and 65535, inclusive'],
  ])('--tcp=%s is refused', (tcp, message) => {
    expect(() => serviceObject({ name: 'x', type: 'ClusterIP', tcp: [tcp] })).toThrow(message);
  });

  it('only ClusterIP services are headless, and those need no ports', () => {
    expect(() => serviceObject({ name: 'x', type: 'NodePort', tcp: ['80'], clusterIP: 'None' })).toThrow('ClusterIP=None can only be used');
    expect(serviceObject({ name: 'x', type: 'ClusterIP', tcp: [], clusterIP: 'None' })['spec']).toMatchObject({ clusterIP: 'None' });
  });
});

describe('create role', () => {
  it.each([
    [['deployments.apps/scale'], [{ resource: 'deployments', group: 'apps', subresource: 'scale' }]],
    [['pods', '*', 'services'], [{ resource: '*', group: '', subresource: '' }]],
    [['*.*'], [{ resource: '*', group: '*', subresource: '' }]],
  ])('--resource %j', (texts, resources) => {
    expect(parseRuleResources(texts)).toEqual(resources);
  });

  it('* is all verbs', () => {
    expect(uniqueVerbs(['get', 'get', 'list'])).toEqual(['get', 'list']);
    expect(uniqueVerbs(['get', '*'])).toEqual(['*']);
  });

  it.each([
    [['list'], ['/x'], "invalid verb: 'list' for nonResourceURL"],
    [['get'], ['x'], 'nonResourceURL should start with /'],
    [['get'], ['/a*/b'], "nonResourceURL only supports wildcard matches when '*' is at the end"],
  ])('URL rule %j %j', (verbs, urls, message) => {
    expect(() => checkNonResourceRules(verbs, urls)).toThrow(message);
  });
});

describe('bindings and selectors', () => {
  it.each(['robot', 'a:b:c', ':b', 'a:'])('--serviceaccount=%s is refused', (text) => {
    expect(() => subjectsOf({ user: [], group: [], serviceaccount: [text] })).toThrow('serviceaccount must be <namespace>:<name>');
  });

  it('label queries become LabelSelectors', () => {
    expect(labelSelectorOf('a=b,c in (d,e),!f,g,h!=i')).toEqual({
      matchLabels: { a: 'b' },
      matchExpressions: [
        { key: 'c', operator: 'In', values: ['d', 'e'] },
        { key: 'f', operator: 'DoesNotExist' },
        { key: 'g', operator: 'Exists' },
        { key: 'h', operator: 'NotIn', values: ['i'] },
      ],
    });
    expect(() => labelSelectorOf('a>1')).toThrow("isn't supported in label selectors");
  });
});

describe('what is kept of a generated object', () => {
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x', labels: { b: '<', a: '1' } }, data: { k: 'v' } };

  it('--save-config writes it in the order of its Go type', () => {
    expect(withSavedConfig(object).metadata.annotations).toEqual({
      'kubectl.kubernetes.io/last-applied-configuration':
        '{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"x","labels":{"a":"1","b":"\\u003c"}},"data":{"k":"v"}}\n',
    });
  });

  it('--append-hash follows the content', () => {
    const hash = contentHash(object);
    expect(hash).toMatch(/^[bcdfghkmt2456789]{10}$/);
    expect(contentHash({ ...object, data: { k: 'w' } })).not.toBe(hash);
    expect(contentHash({ ...object, metadata: { name: 'x' } })).toBe(hash);
  });
});
