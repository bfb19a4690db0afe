import { expect, test } from 'vitest';
import { selection } from '../../../src/cluster/apiserver/selection.ts';
import { builtInKinds, kinds } from '../../../src/cluster/kinds/index.ts';
import type { KubeObject } from '../../../src/api/object.ts';
import { StatusError } from '../../../src/api/status.ts';
import type { KindDefinition } from '../../../src/cluster/kinds/define.ts';

const INVOLVED = ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'];

/** What a v1.36 API server selects objects by. All other kinds know their metadata only. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  'v1 pods': [
    ...['metadata.name', 'metadata.namespace', 'spec.nodeName', 'spec.host', 'spec.restartPolicy', 'spec.schedulerName'],
    ...['spec.serviceAccountName', 'spec.hostNetwork', 'status.phase', 'status.podIP', 'status.podIPs', 'status.nominatedNodeName'],
  ],
  'v1 nodes': ['metadata.name', 'spec.unschedulable'],
  'v1 namespaces': ['metadata.name', 'status.phase'],
  'v1 secrets': ['metadata.name', 'metadata.namespace', 'type'],
  'v1 services': ['metadata.name', 'metadata.namespace', 'spec.clusterIP', 'spec.type'],
  'v1 replicationcontrollers': ['metadata.name', 'metadata.namespace', 'status.replicas'],
  'v1 events': [
    ...['metadata.name', 'metadata.namespace', ...INVOLVED.map((field) => `involvedObject.${field}`)],
    ...['reason', 'reportingComponent', 'source', 'type'],
  ],
  'events.k8s.io/v1 events': [
    ...['metadata.name', 'metadata.namespace', ...INVOLVED.map((field) => `regarding.${field}`)],
    ...['reason', 'reportingController', 'type'],
  ],
  'apps/v1 replicasets': ['metadata.name', 'metadata.namespace', 'status.replicas'],
  'batch/v1 jobs': ['metadata.name', 'metadata.namespace', 'status.successful'],
  'certificates.k8s.io/v1 certificatesigningrequests': ['metadata.name', 'spec.signerName'],
  'resource.k8s.io/v1 resourceslices': ['metadata.name', 'spec.driver', 'spec.nodeName'],
};
const METADATA = ['metadata.name', 'metadata.namespace'];

const called = ({ group, version, plural }: KindDefinition): string => `${group === '' ? version : `${group}/${version}`} ${plural}`;

/** The refusal of a selector; '' when it is taken. */
function refusal(kind: KindDefinition, fieldSelector: string): string {
  try {
    selection(kind, { fieldSelector });
  } catch (error) {
    if (error instanceof StatusError) return `${error.code} ${error.status.message ?? ''}`;
    throw error;
  }
  return '';
}

test.each(kinds.map((kind) => [called(kind), kind] as const))('fields of %s', (name, kind) => {
  const all = [...new Set([...METADATA, ...Object.values(FIELDS).flat(), 'name', 'spec.replicas', '__proto__', 'toString'])];
  const taken = all.filter((field) => refusal(kind, `${field}=x`) === '');
  expect(taken.sort()).toEqual([...(FIELDS[name] ?? METADATA)].sort());
  expect(Object.keys(kind.fields ?? {}).filter((field) => !all.includes(field))).toEqual([]);
});

test('a field that is none is refused in the words of its kind', () => {
  const kind = (name: string): KindDefinition => builtInKinds.all().find((each) => called(each) === name)!;
  expect(refusal(kind('v1 pods'), 'spec.foo=1')).toBe('400 field label not supported: spec.foo');
  expect(refusal(kind('apps/v1 deployments'), 'spec.replicas=1')).toBe(
    '400 "spec.replicas" is not a known field selector: only "metadata.name", "metadata.namespace"',
  );
});

test('objects of the whole cluster are in no namespace', () => {
  const [kind] = kinds.filter(({ plural }) => plural === 'storageclasses');
  const object = { metadata: { name: 'a' } } as KubeObject;
  expect(selection(kind!, { fieldSelector: 'metadata.namespace=default' })(object)).toBe(false);
  expect(selection(kind!, { fieldSelector: 'metadata.namespace=' })(object)).toBe(true);
});
