import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../../src/api/object.ts';
import type { DaemonSet, Deployment, ReplicaSet, StatefulSet } from '../../../../src/api/types.ts';
import { controllerRevision } from '../../../../src/cluster/kinds/apps/controller-revision.ts';
import { daemonSet, templateGenerationAnnotation } from '../../../../src/cluster/kinds/apps/daemon-set.ts';
import { deployment } from '../../../../src/cluster/kinds/apps/deployment.ts';
import { replicaSet } from '../../../../src/cluster/kinds/apps/replica-set.ts';
import { statefulSet } from '../../../../src/cluster/kinds/apps/stateful-set.ts';
import { replicationController } from '../../../../src/cluster/kinds/core/replication-controller.ts';
import type { KindDefinition } from '../../../../src/cluster/kinds/define.ts';
import { kindServer } from '../../../support/kind-server.ts';
import { cells, created, edited, refusals, updateRefusals } from '../../../support/kinds.ts';

const workload = `
metadata: {name: web}
spec:
  selector: {matchLabels: {app: a}}
  template:
    metadata: {labels: {app: a}}
    spec:
      containers: [{name: c, image: nginx}]
`;

type Edits = readonly (readonly [string, string])[];
type Change = (object: KubeObject) => void;

const mismatch = '`selector` does not match template `labels`';

test('pods of a StatefulSet are called after it, and their names are host names', () => {
  const server = kindServer();
  const named = workload.replace('name: web', 'name: web.db');
  expect(server.refusal(() => server.create(`apiVersion: apps/v1\nkind: StatefulSet${named}`))).toContain(
    'StatefulSet.apps "web.db" is invalid: metadata.name: Invalid value: "web.db": a lowercase RFC 1123 label must',
  );
});

describe('what the server refuses', () => {
  test.each<readonly [string, KindDefinition, Edits, readonly string[]]>([
    ['valid Deployment', deployment, [], []],
    ['valid ReplicaSet', replicaSet, [], []],
    ['valid StatefulSet', statefulSet, [], []],
    ['valid DaemonSet', daemonSet, [], []],
    [
      'a mount of what a claim template will be bound to',
      statefulSet,
      [
        ['containers: [{name: c, image: nginx}]', 'containers: [{name: c, image: nginx, volumeMounts: [{name: data, mountPath: /data}]}]'],
        ['spec:', 'spec:\n  volumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce]}}]'],
      ],
      [],
    ],
    [
      'a service that cannot be',
      statefulSet,
      [['spec:', 'spec:\n  serviceName: Db']],
      [expect.stringMatching(/^spec.serviceName: Invalid value: "Db": a lowercase RFC 1123 label must/) as unknown as string],
    ],
    [
      'how many may be away at a time, which a feature gate hides',
      statefulSet,
      [['spec:', 'spec:\n  updateStrategy: {rollingUpdate: {maxUnavailable: 0}}']],
      [],
    ],
    [
      'labels of others',
      deployment,
      [['{labels: {app: a}}', '{labels: {app: b}}']],
      [`spec.template.metadata.labels: Invalid value: {"app":"b"}: ${mismatch}`],
    ],
    [
      'empty selector',
      deployment,
      [['{matchLabels: {app: a}}', '{}']],
      ['spec.selector: Invalid value: {}: empty selector is invalid for deployment'],
    ],
    [
      'replicas and restart policy',
      deployment,
      [
        ['spec:', 'spec:\n  replicas: -1'],
        ['containers:', 'restartPolicy: Never\n      containers:'],
      ],
      [
        'spec.replicas: Invalid value: -1: must be greater than or equal to 0',
        'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
      ],
    ],
    [
      'strategy',
      deployment,
      [['spec:', 'spec:\n  strategy: {type: Rolling}']],
      ['spec.strategy: Unsupported value: {"Type":"Rolling","RollingUpdate":null}: supported values: "Recreate", "RollingUpdate"'],
    ],
    [
      'no way to roll',
      deployment,
      [['spec:', 'spec:\n  strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 0%}}']],
      ['spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "0%": may not be 0 when `maxSurge` is 0'],
    ],
    [
      'Recreate that rolls',
      deployment,
      [['spec:', 'spec:\n  strategy: {type: Recreate, rollingUpdate: {maxSurge: 1}}']],
      ["spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'"],
    ],
    [
      'numbers of a rollout',
      deployment,
      [['spec:', 'spec:\n  minReadySeconds: -1\n  strategy: {rollingUpdate: {maxSurge: lots, maxUnavailable: 200%}}']],
      [
        "spec.strategy.rollingUpdate.maxSurge: Invalid value: \"lots\": a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
        'spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "200%": must not be greater than 100%',
        'spec.minReadySeconds: Invalid value: -1: must be greater than or equal to 0',
      ],
    ],
    [
      'deadline before ready',
      deployment,
      [['spec:', 'spec:\n  minReadySeconds: 600']],
      ['spec.progressDeadlineSeconds: Invalid value: 600: must be greater than minReadySeconds'],
    ],
    [
      'expressions',
      deployment,
      [
        [
          '{matchLabels: {app: a}}',
          '{matchExpressions: [{key: app, operator: Among, values: [a]}, {key: b, operator: Exists, values: [c]}, {key: d, operator: In}]}',
        ],
      ],
      [
        'spec.selector.matchExpressions[0].operator: Invalid value: "Among": not a valid selector operator',
        "spec.selector.matchExpressions[1].values: Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
        "spec.selector.matchExpressions[2].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
        'spec.selector: Invalid value: {"matchExpressions":[{"key":"app","operator":"Among","values":["a"]},{"key":"b","operator":"Exists","values":["c"]},{"key":"d","operator":"In"}]}: invalid label selector',
      ],
    ],
    [
      'StatefulSet policies',
      statefulSet,
      [['spec:', 'spec:\n  podManagementPolicy: Any\n  updateStrategy: {type: Sometimes}']],
      [
        `spec.podManagementPolicy: Invalid value: "Any": must be 'OrderedReady' or 'Parallel'`,
        `spec.updateStrategy: Invalid value: {"Type":"Sometimes","RollingUpdate":null}: must be 'RollingUpdate' or 'OnDelete'`,
      ],
    ],
    [
      'DaemonSet',
      daemonSet,
      [
        ['spec:', 'spec:\n  updateStrategy: {type: Recreate}'],
        ['{labels: {app: a}}', '{labels: {app: other}}'],
        ['containers:', 'restartPolicy: OnFailure\n      containers:'],
      ],
      [
        `spec.template.metadata.labels: Invalid value: {"app":"other"}: ${mismatch}`,
        'spec.template.spec.restartPolicy: Unsupported value: "OnFailure": supported values: "Always"',
        'spec.updateStrategy: Unsupported value: {"Type":"Recreate","RollingUpdate":null}: supported values: "RollingUpdate", "OnDelete"',
      ],
    ],
  ])('%s', (_name, kind, edits, errors) => expect(refusals(kind, edited(workload, ...edits))).toEqual(errors));

  test('an empty Deployment', () => {
    expect(refusals(deployment, { metadata: { name: 'x' }, spec: {} })).toEqual([
      'spec.selector: Required value',
      `spec.template.metadata.labels: Invalid value: null: ${mismatch}`,
      'spec.template.spec.containers: Required value',
    ]);
  });

  test('a ReplicaSet without a template', () => {
    expect(refusals(replicaSet, { metadata: { name: 'x' }, spec: { selector: { matchLabels: { app: 'x' } } } })).toEqual([
      `spec.template.metadata.labels: Invalid value: null: ${mismatch}`,
      'spec.template.spec.containers: Required value',
    ]);
  });

  test('an empty ReplicationController', () => {
    expect(refusals(replicationController, { metadata: { name: 'x' }, spec: {} })).toEqual([
      'spec.selector: Required value',
      'spec.template: Required value',
    ]);
  });
});

const statefulSetText =
  "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";

describe('what may not change', () => {
  const selector: Change = (object) => (object['spec'].selector = { matchLabels: { app: 'other' } });
  const both: Change = (object) => {
    selector(object);
    object['spec'].template.metadata.labels = { app: 'other' };
  };
  test.each<readonly [string, KindDefinition, Change, readonly string[]]>([
    ['image', deployment, (object) => (object['spec'].template.spec.containers[0].image = 'nginx:1.28'), []],
    [
      'selector of a Deployment',
      deployment,
      selector,
      [
        `spec.template.metadata.labels: Invalid value: {"app":"a"}: ${mismatch}`,
        'spec.selector: Invalid value: {"matchLabels":{"app":"other"}}: field is immutable',
      ],
    ],
    ['selector and labels', deployment, both, ['spec.selector: Invalid value: {"matchLabels":{"app":"other"}}: field is immutable']],
    [
      'a Deployment that turns to Recreate',
      deployment,
      (object) => (object['spec'].strategy.type = 'Recreate'),
      ["spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'"],
    ],
    [
      'selector of a DaemonSet',
      daemonSet,
      selector,
      [
        'spec.selector: Invalid value: {"matchLabels":{"app":"other"}}: field is immutable',
        `spec.template.metadata.labels: Invalid value: {"app":"a"}: ${mismatch}`,
      ],
    ],
    ['a DaemonSet that turns to OnDelete', daemonSet, (object) => (object['spec'].updateStrategy.type = 'OnDelete'), []],
    [
      'a DaemonSet that can not roll',
      daemonSet,
      (object) => (object['spec'].updateStrategy.rollingUpdate.maxUnavailable = 0),
      ['spec.updateStrategy.rollingUpdate.maxUnavailable: Required value: cannot be 0 when maxSurge is 0'],
    ],
    [
      'a DaemonSet that rolls both ways',
      daemonSet,
      (object) => (object['spec'].updateStrategy.rollingUpdate.maxSurge = '50%'),
      ['spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: "50%": may not be set when maxUnavailable is non-zero'],
    ],
    ['service of a StatefulSet', statefulSet, (object) => (object['spec'].serviceName = 'db2'), [statefulSetText]],
    ['selector and labels of a StatefulSet', statefulSet, both, [statefulSetText]],
    ['replicas of a StatefulSet', statefulSet, (object) => (object['spec'].replicas = 3), []],
    [
      'negative replicas',
      statefulSet,
      (object) => (object['spec'].replicas = -2),
      ['spec.replicas: Invalid value: -2: must be greater than or equal to 0'],
    ],
    [
      'strategy of a StatefulSet',
      statefulSet,
      (object) => (object['spec'].updateStrategy.type = 'Recreate'),
      [
        `spec.updateStrategy: Invalid value: {"Type":"Recreate","RollingUpdate":{"Partition":0,"MaxUnavailable":null}}: must be 'RollingUpdate' or 'OnDelete'`,
      ],
    ],
    [
      'OnDelete with a partition',
      statefulSet,
      (object) => (object['spec'].updateStrategy.type = 'OnDelete'),
      [
        `spec.updateStrategy.rollingUpdate: Invalid value: {"Partition":0,"MaxUnavailable":null}: only allowed for updateStrategy 'RollingUpdate'`,
      ],
    ],
    [
      'partition',
      statefulSet,
      (object) => (object['spec'].updateStrategy.rollingUpdate.partition = -1),
      ['spec.updateStrategy.rollingUpdate.partition: Invalid value: -1: must be greater than or equal to 0'],
    ],
  ])('%s', (_name, kind, change, errors) => expect(updateRefusals(kind, workload, change)).toEqual(errors));
});

test('what workloads are given', () => {
  expect(created<Deployment>(deployment, workload)).toMatchObject({
    spec: {
      progressDeadlineSeconds: 600,
      replicas: 1,
      revisionHistoryLimit: 10,
      strategy: { rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' }, type: 'RollingUpdate' },
    },
    status: {},
  });
  expect(created<Deployment>(deployment, workload).spec?.template.spec).not.toHaveProperty('enableServiceLinks');
  expect(
    created<StatefulSet>(
      statefulSet,
      edited(workload, ['spec:', 'spec:\n  volumeClaimTemplates: [{metadata: {name: d}, spec: {accessModes: [ReadWriteOnce]}}]']),
    ),
  ).toMatchObject({
    spec: {
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
      podManagementPolicy: 'OrderedReady',
      replicas: 1,
      revisionHistoryLimit: 10,
      updateStrategy: { rollingUpdate: { partition: 0 }, type: 'RollingUpdate' },
      volumeClaimTemplates: [
        { apiVersion: 'v1', kind: 'PersistentVolumeClaim', spec: { volumeMode: 'Filesystem' }, status: { phase: 'Pending' } },
      ],
    },
    status: { availableReplicas: 0, replicas: 0 },
  });
  expect(created<DaemonSet>(daemonSet, workload)).toMatchObject({
    metadata: { annotations: { [templateGenerationAnnotation]: '1' } },
    spec: { revisionHistoryLimit: 10, updateStrategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 }, type: 'RollingUpdate' } },
    status: { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 },
  });
  expect(created<ReplicaSet>(replicaSet, workload).status).toEqual({ replicas: 0 });
  const controller = edited(workload, ['  selector: {matchLabels: {app: a}}\n', '']);
  expect(created(replicationController, controller)).toMatchObject({
    metadata: { labels: { app: 'a' } },
    spec: { replicas: 1, selector: { app: 'a' } },
    status: { replicas: 0 },
  });
});

describe('generations', () => {
  test('a Deployment counts its annotations', () => {
    const previous = created(deployment, workload);
    const annotated = { ...previous, metadata: { ...previous.metadata, annotations: { note: 'x' } } };
    const labelled = { ...previous, metadata: { ...previous.metadata, labels: { note: 'x' } } };
    const counts = deployment.generation as (next: KubeObject, previous: KubeObject) => boolean;
    expect([counts(annotated, previous), counts(labelled, previous)]).toEqual([true, false]);
  });

  test.each([
    ['template', (object: KubeObject) => (object['spec'].template.spec.containers[0].image = 'nginx:2'), '2'],
    ['anything else', (object: KubeObject) => (object['spec'].minReadySeconds = 5), '1'],
  ])('a DaemonSet counts changes of its %s', (_name, change, generation) => {
    const previous = created(daemonSet, workload);
    const next = structuredClone(previous);
    change(next);
    delete next.metadata.annotations;
    daemonSet.prepareForUpdate!(next, previous, undefined as never);
    expect(next.metadata.annotations?.[templateGenerationAnnotation]).toBe(generation);
  });
});

describe('tables', () => {
  const now = Date.UTC(2026, 10, 21, 6);
  const aged = (kind: KindDefinition, manifest: string, status: object): unknown[] => {
    const object = created(kind, manifest);
    object.metadata.creationTimestamp = '2026-11-21T05:59:53Z';
    return cells(kind, { ...object, status }, now);
  };
  const named = edited(workload, ['[{name: c, image: nginx}]', '[{name: c, image: nginx}, {name: d, image: redis}]']);
  test.each<readonly [string, unknown[], unknown[]]>([
    [
      'deployments',
      aged(deployment, named, { readyReplicas: 1, updatedReplicas: 2, availableReplicas: 3 }),
      ['web', '1/1', 2, 3, '7s', 'c,d', 'nginx,redis', 'app=a'],
    ],
    ['replicasets', aged(replicaSet, workload, { replicas: 2, readyReplicas: 1 }), ['web', 1, 2, 1, '7s', 'c', 'nginx', 'app=a']],
    ['statefulsets', aged(statefulSet, workload, {}), ['web', '0/1', '7s', 'c', 'nginx']],
    [
      'daemonsets',
      aged(daemonSet, edited(workload, ['containers:', 'nodeSelector: {disk: none}\n      containers:']), {
        desiredNumberScheduled: 5,
        currentNumberScheduled: 4,
        numberReady: 3,
        updatedNumberScheduled: 2,
        numberAvailable: 1,
      }),
      ['web', 5, 4, 3, 2, 1, 'disk=none', '7s', 'c', 'nginx', 'app=a'],
    ],
  ])('%s', (_name, row, expected) => expect(row).toEqual(expected));

  test('controllerrevisions', () => {
    const owner = { apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'agent', uid: 'u', controller: true };
    const revision = {
      metadata: { name: 'agent-1', creationTimestamp: '2026-11-21T05:59:53Z', ownerReferences: [owner] },
      revision: 3,
      data: {},
    };
    expect(cells(controllerRevision, revision, now)).toEqual(['agent-1', 'daemonset.apps/agent', '3', '7s']);
  });
});
