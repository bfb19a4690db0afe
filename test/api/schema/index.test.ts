import { expect, test } from 'vitest';
import { definition, definitionForKind, definitionNames, findDefinition, typeAt } from '../../../src/api/schema/index.ts';

test('every definition can be read, and everything it refers to exists', () => {
  for (const name of definitionNames()) {
    for (const field of definition(name).fields.values()) {
      let type = field.type;
      while (type.kind === 'list' || type.kind === 'map') type = type.of;
      if (type.kind === 'struct') expect(findDefinition(type.definition), `${name}.${field.name}`).toBeDefined();
    }
  }
  expect(definitionNames().length).toBeGreaterThan(500);
});

test.each([
  ['io.k8s.api.apps.v1.Deployment', 'apps.v1.Deployment'],
  ['io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta', 'meta.v1.ObjectMeta'],
  ['io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps', 'apiextensions.v1.JSONSchemaProps'],
  ['io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIService', 'apiregistration.v1.APIService'],
  ['io.k8s.apimachinery.pkg.runtime.RawExtension', 'runtime.RawExtension'],
  ['io.k8s.apimachinery.pkg.version.Info', 'version.Info'],
])('%s is %s', (long, short) => {
  expect(definition(long)).toBe(definition(short));
});

test('kinds', () => {
  expect(definitionForKind('apps', 'v1', 'Deployment')?.name).toBe('apps.v1.Deployment');
  expect(definitionForKind('', 'v1', 'Pod')?.structName).toBe('Pod');
  expect(definitionForKind('apps', 'v1', 'Pod')).toBeUndefined();
  expect(findDefinition('constructor')).toBeUndefined();
  expect(() => definition('core.v1.Nothing')).toThrow('core.v1.Nothing');
});

test('a field with all its facts', () => {
  expect(definition('core.v1.Container').fields.get('ports')).toMatchObject({
    required: false,
    listType: 'map',
    mapKeys: ['containerPort', 'protocol'],
    mergeKey: 'containerPort',
    patchStrategies: ['merge'],
    type: { kind: 'list', go: '[]v1.ContainerPort', of: { kind: 'struct', definition: 'core.v1.ContainerPort' } },
  });
  expect(definition('apps.v1.DeploymentSpec').fields.get('replicas')).toMatchObject({ pointer: true, type: { kind: 'int32' } });
  expect(definition('core.v1.Volume').fields.get('emptyDir')).toMatchObject({ embedded: 'VolumeSource' });
  expect(definition('core.v1.Container').fields.get('imagePullPolicy')?.enum).toEqual(['Always', 'IfNotPresent', 'Never']);
});

test('types along a path', () => {
  const pod = definition('core.v1.Pod');
  expect(typeAt(pod, ['spec', 'containers', 'image'])?.kind).toBe('string');
  expect(typeAt(pod, ['spec', 'containers', 'resources', 'limits', 'cpu'])?.kind).toBe('quantity');
  expect(typeAt(pod, ['spec', 'containers'])?.go).toBe('[]v1.Container');
  expect(typeAt(pod, ['spec', 'nothing'])).toBeUndefined();
  expect(typeAt(pod, ['spec', 'nodeName', 'deeper'])).toBeUndefined();
});
