import { expect, test } from 'vitest';
import type { CustomResourceDefinition } from '../../../../src/api/types.ts';
import { kindServer } from '../../../support/kind-server.ts';
import { edited } from '../../../support/kinds.ts';

const definition = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: backups.ops.example.com
spec:
  group: ops.example.com
  scope: Namespaced
  names: {plural: backups, kind: Backup}
  versions:
  - name: v1
    served: true
    storage: true
    schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object}}}}
`;

test('names and conversion have defaults, the stored version is noted', () => {
  const server = kindServer();
  const { body, warnings } = server.create(definition);
  expect(warnings).toEqual([]);
  expect(body['spec'].names).toEqual({ plural: 'backups', singular: 'backup', kind: 'Backup', listKind: 'BackupList' });
  expect(body['spec'].conversion).toEqual({ strategy: 'None' });
  expect(body['status'].storedVersions).toEqual(['v1']);
  expect(server.rows(definition)).toEqual([['backups.ops.example.com', '2026-11-21T06:00:00Z']]);
});

const SPEC = '{type: object}}}}';
const path = 'spec.validation.openAPIV3Schema';

test.each([
  [
    'name: backups.ops',
    'name: backup.ops',
    'metadata.name: Invalid value: "backup.ops.example.com": must be spec.names.plural+"."+spec.group',
  ],
  ['scope: Namespaced', 'scope: Everywhere', 'spec.scope: Unsupported value: "Everywhere": supported values: "Cluster", "Namespaced"'],
  [
    '    schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object}}}}\n',
    '',
    'spec.versions[0].schema.openAPIV3Schema: Required value',
  ],
  [
    'kind: Backup}',
    'kind: Backup, listKind: Backup}',
    'spec.names.listKind: Invalid value: "Backup": kind and listKind may not be the same',
  ],
  [
    SPEC,
    '{type: strin}}}}',
    `${path}.properties[spec].type: Unsupported value: "strin": supported values: "array", "boolean", "integer", "number", "object", "string"`,
  ],
  [SPEC, '{}}}}', `${path}.properties[spec].type: Required value: must not be empty for specified object fields`],
  [SPEC, '{type: array}}}}', `${path}.properties[spec].items: Required value: must be specified`],
  [
    SPEC,
    '{type: array, uniqueItems: true, items: {type: string}}}}}',
    `${path}.properties[spec].uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic`,
  ],
  [
    SPEC,
    '{type: integer, default: x}}}}',
    `${path}.properties[spec].default: Invalid value: "string":  in body must be of type integer: "string"`,
  ],
  [
    SPEC,
    '{type: object, anyOf: [{properties: {a: {minimum: 1}}}]}}}}',
    `${path}.properties[spec].properties[a]: Required value: because it is defined in ${path}.properties[spec].anyOf[0].properties[a]`,
  ],
  [
    SPEC,
    '{type: array, x-kubernetes-list-type: map, items: {type: object}}}}}',
    `${path}.properties[spec].x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map`,
  ],
  [
    SPEC,
    '{type: object, x-kubernetes-validations: [{rule: "self.x > 1"}]}}}}',
    `${path}.properties[spec].x-kubernetes-validations[0].rule: Invalid value: {"Rule":"self.x > 1","Message":"","MessageExpression":"","Reason":null,"FieldPath":"","OptionalOldSelf":null}: compilation failed: ERROR: <input>:1:5: undefined field 'x'`,
  ],
  [
    '    storage: true',
    '    storage: true\n    additionalPrinterColumns: [{name: A, type: text, jsonPath: a}]',
    'spec.additionalPrinterColumns[0].type: Unsupported value: "text"',
  ],
  [
    '    storage: true',
    '    storage: true\n    subresources: {scale: {specReplicasPath: .replicas, statusReplicasPath: .status.replicas}}',
    'spec.subresources.scale.specReplicasPath: Invalid value: ".replicas": should be a json path under .spec',
  ],
  [
    '    storage: true',
    '    storage: true\n    selectableFields: [{jsonPath: .spec.color}]',
    'spec.selectableFields[0].jsonPath: Invalid value: ".spec.color": is an invalid path: does not refer to a valid field',
  ],
])('refused: %s → %s', (from, to, message) => {
  const server = kindServer();
  expect(server.refusal(() => server.create(edited(definition, [from, to])))).toContain(message);
});

test('groups of Kubernetes need an approval', () => {
  const server = kindServer();
  const manifest = definition.replaceAll('ops.example.com', 'ops.k8s.io');
  expect(server.refusal(() => server.create(manifest))).toContain(
    'metadata.annotations[api-approved.kubernetes.io]: Required value: protected groups',
  );
});

test('formats that mean nothing are told of', () => {
  expect(kindServer().create(edited(definition, [SPEC, '{type: string, format: colour}}}}'])).warnings).toEqual([
    'unrecognized format "colour"',
  ]);
});

test('the name of the resource stays, and versions that may be stored', () => {
  const server = kindServer();
  server.create(definition);
  const change = (edit: (spec: CustomResourceDefinition['spec']) => void): string =>
    server.refusal(() => server.update(definition, (object) => edit(object['spec'])));
  expect(change((spec) => void (spec.names.plural = 'copies'))).toContain('spec.names.plural: Invalid value: "copies": field is immutable');
  expect(change((spec) => void (spec.versions[0]!.name = 'v2'))).toContain(
    'status.storedVersions[0]: Invalid value: "v1": missing from spec.versions; v1 was previously a storage version',
  );
});

test('unknown fields are found at every depth of a schema', () => {
  const server = kindServer();
  const nested = '{type: array, items: {type: object, additionalProperties: {type: string, patern: x}}}}}}';
  expect(server.create(edited(definition, [SPEC, nested])).warnings).toEqual([
    'unknown field "spec.versions[0].schema.openAPIV3Schema.properties.spec.items.additionalProperties.patern"',
  ]);
});
