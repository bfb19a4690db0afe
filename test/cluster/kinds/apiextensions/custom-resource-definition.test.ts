import { expect, test } from 'vitest';
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
    schema: {openAPIV3Schema: {type: object}}
`;

test('a definition is stored, with a warning that it is no more than that', () => {
  const server = kindServer();
  const { body, warnings } = server.create(definition);
  expect(warnings).toEqual(['custom resources are not served by this cluster: the definition is only stored and shown']);
  expect(body['spec'].names).toEqual({ plural: 'backups', singular: 'backup', kind: 'Backup', listKind: 'BackupList' });
  expect(body['spec'].conversion).toEqual({ strategy: 'None' });
  expect(body['status'].storedVersions).toEqual(['v1']);
  expect(server.rows(definition)).toEqual([['backups.ops.example.com', '2026-11-21T06:00:00Z']]);
});

test.each([
  [
    'name: backups.ops.example.com',
    'name: backup.ops.example.com',
    'metadata.name: Invalid value: "backup.ops.example.com": must be spec.names.plural+"."+spec.group',
  ],
  ['scope: Namespaced', 'scope: Everywhere', 'spec.scope: Unsupported value: "Everywhere": supported values: "Cluster", "Namespaced"'],
  ['    schema: {openAPIV3Schema: {type: object}}\n', '', 'spec.versions[0].schema.openAPIV3Schema: Required value: schemas are required'],
])('refused: %s → %s', (from, to, message) => {
  const server = kindServer();
  expect(server.refusal(() => server.create(edited(definition, [from, to])))).toContain(`is invalid: ${message}`);
});

test('the scope stays', () => {
  const server = kindServer();
  server.create(definition);
  const change = (): unknown => server.update(definition, (object) => void (object['spec'].scope = 'Cluster'));
  expect(server.refusal(change)).toContain('spec.scope: Invalid value: "Cluster": field is immutable');
});
