import { describe, expect, test } from 'vitest';
import { cronJob } from '../../../src/cluster/kinds/batch/cron-job.ts';
import { lease } from '../../../src/cluster/kinds/coordination/lease.ts';
import { node } from '../../../src/cluster/kinds/core/node.ts';
import type { KindDefinition } from '../../../src/cluster/kinds/define.ts';
import { ingressClass } from '../../../src/cluster/kinds/networking/ingress-class.ts';
import { runtimeClass } from '../../../src/cluster/kinds/node/runtime-class.ts';
import { storageClass } from '../../../src/cluster/kinds/storage/storage-class.ts';
import { refusals } from '../../support/kinds.ts';

function suite(kind: KindDefinition, cases: readonly (readonly [fields: string, errors: readonly string[]])[]): void {
  describe(kind.kind, () => {
    test.each(cases)('%s', (fields, errors) => expect(refusals(kind, `{metadata: {name: x}, ${fields}}`)).toEqual(errors));
  });
}

const parameters = (fields: string): string => `spec: {controller: example.com/c, parameters: {${fields}}}`;
suite(ingressClass, [
  [parameters('kind: IngressParameters, apiGroup: example.com, name: p'), []],
  [
    parameters('apiGroup: example.com'),
    ['spec.parameters.kind: Required value: kind is required', 'spec.parameters.name: Required value: name is required'],
  ],
  [
    parameters('kind: K, name: n, scope: Region'),
    ['spec.parameters.scope: Unsupported value: "Region": supported values: "Cluster", "Namespace"'],
  ],
  [
    parameters('kind: K, name: n, scope: Namespace'),
    ["spec.parameters.namespace: Required value: `parameters.scope` is set to 'Namespace'"],
  ],
  [parameters('kind: K, name: n, namespace: a'), ["spec.parameters.namespace: Forbidden: `parameters.scope` is set to 'Cluster'"]],
]);

suite(lease, [
  ['spec: {holderIdentity: "", leaseDurationSeconds: 15}', []],
  [
    'spec: {leaseDurationSeconds: 0, leaseTransitions: -1}',
    [
      'spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0',
      'spec.leaseTransitions: Invalid value: -1: must be greater than or equal to 0',
    ],
  ],
  ['spec: {preferredHolder: a}', ['spec.preferredHolder: Forbidden: may only be specified if `strategy` is defined']],
  ['spec: {strategy: Newest}', ['spec.strategy.strategy: Unsupported value: "Newest": supported values: "OldestEmulationVersion"']],
]);

suite(runtimeClass, [
  [
    'handler: runc, scheduling: {tolerations: [{key: a, operator: Exists}, {key: a, operator: Exists}, {operator: Equal}]}',
    [
      'scheduling.tolerations[1]: Duplicate value: {"Key":"a","Operator":"Exists","Value":"","Effect":"","TolerationSeconds":null}',
      'scheduling.tolerations[2].operator: Invalid value: "Equal": operator must be Exists when `key` is empty, which means "match all values and all keys"',
    ],
  ],
]);

const topologies = (...terms: string[]): string => `provisioner: a/b, allowedTopologies: [${terms.join(', ')}]`;
const zone = (...values: string[]): string => `{matchLabelExpressions: [{key: zone, values: [${values.join(', ')}]}]}`;
suite(storageClass, [
  [topologies(zone('a', 'b'), zone('c')), []],
  [topologies(zone('a', 'b'), zone('b', 'a')), ['allowedTopologies[1].matchLabelExpressions: Duplicate value: ""']],
  [
    topologies(zone('a', 'a'), '{matchLabelExpressions: [{key: zone, values: [a]}, {key: zone, values: []}]}'),
    [
      'allowedTopologies.matchLabelExpressions[0].values[1]: Duplicate value: "a"',
      'allowedTopologies.matchLabelExpressions[1].values: Required value',
      'allowedTopologies.matchLabelExpressions[1].key: Duplicate value: "zone"',
    ],
  ],
]);

const daily = (fields: string): string =>
  `spec: {schedule: '@daily', jobTemplate: {spec: {${fields}, template: {spec: {restartPolicy: Never, containers: [{name: c, image: busybox}]}}}}}`;
suite(cronJob, [
  [daily('manualSelector: false'), []],
  [
    daily('manualSelector: true, selector: {matchLabels: {a: b}}'),
    [
      'spec.jobTemplate.spec.selector: Invalid value: {"matchLabels":{"a":"b"}}: `selector` will be auto-generated',
      'spec.jobTemplate.spec.manualSelector: Unsupported value: true: supported values: "nil", "false"',
    ],
  ],
]);

suite(node, [
  ['spec: {podCIDRs: [10.244.0.0/24, "fd00::/64"]}', []],
  [
    'spec: {podCIDRs: [10.244.0.0/24, 10.244.0.0/24]}',
    [
      'spec.podCIDRs: Invalid value: ["10.244.0.0/24","10.244.0.0/24"]: may specify no more than one CIDR for each IP family',
      'spec.podCIDRs[1]: Duplicate value: "10.244.0.0/24"',
    ],
  ],
]);
