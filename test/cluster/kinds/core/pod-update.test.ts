import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../../src/api/object.ts';
import type { EphemeralContainer, Pod } from '../../../../src/api/types.ts';
import { fieldErrorText } from '../../../../src/api/field-error.ts';
import { validateEphemeralContainersUpdate } from '../../../../src/cluster/kinds/core/pod-update.ts';
import { validatePodStatusUpdate } from '../../../../src/cluster/kinds/core/pod-status-update.ts';
import { pod } from '../../../../src/cluster/kinds/core/pod.ts';
import { created, updateRefusals } from '../../../support/kinds.ts';

const web = `
metadata: {name: web, labels: {app: web}}
spec:
  automountServiceAccountToken: false
  serviceAccountName: default
  nodeName: kubesim-worker
  activeDeadlineSeconds: 3600
  nodeSelector: {disk: hdd}
  containers:
  - name: web
    image: nginx:1.28
    ports: [{containerPort: 80}]
    env: [{name: MODE, value: a}]
  tolerations: [{key: gpu, operator: Exists, effect: NoExecute}]
`;

/** `tsc` knows nothing of the fields of a KubeObject, and these tests set them freely. */
type Change = (object: KubeObject) => void;

const forbidden =
  'spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

describe('what may change in a pod', () => {
  const allowed: readonly (readonly [string, Change])[] = [
    ['nothing', () => undefined],
    ['the image', (object) => (object['spec'].containers[0].image = 'nginx:1.29')],
    ['a shorter deadline', (object) => (object['spec'].activeDeadlineSeconds = 60)],
    ['another toleration', (object) => object['spec'].tolerations.push({ key: 'team', operator: 'Exists' })],
    ['the seconds of a toleration', (object) => (object['spec'].tolerations[0].tolerationSeconds = 30)],
    ['labels', (object) => (object.metadata.labels = { app: 'api' })],
  ];
  test.each(allowed)('%s', (_name, change) => expect(updateRefusals(pod, web, change)).toEqual([]));
});

describe('what may not', () => {
  const refused: readonly (readonly [string, Change, string])[] = [
    [
      'the value of a variable',
      (object) => (object['spec'].containers[0].env[0].value = 'b'),
      `@@ -21,7 +21,7 @@
    "Env": [
     {
      "Name": "MODE",
-     "Value": "a",
+     "Value": "b",
      "ValueFrom": null
     }
    ],`,
    ],
    [
      'a port',
      (object) => (object['spec'].containers[0].ports[0].containerPort = 8080),
      `@@ -12,7 +12,7 @@
     {
      "Name": "",
      "HostPort": 0,
-     "ContainerPort": 80,
+     "ContainerPort": 8080,
      "Protocol": "TCP",
      "HostIP": ""
     }`,
    ],
    [
      'the name of a container',
      (object) => Object.assign(object['spec'].containers[0], { name: 'www', image: 'nginx:1.27' }),
      `@@ -3,7 +3,7 @@
  "InitContainers": null,
  "Containers": [
   {
-   "Name": "web",
+   "Name": "www",
    "Image": "nginx:1.28",
    "Command": null,
    "Args": null,`,
    ],
    [
      'the node selector',
      (object) => (object['spec'].nodeSelector = { disk: 'ssd' }),
      `@@ -54,7 +54,7 @@
  "ActiveDeadlineSeconds": 3600,
  "DNSPolicy": "ClusterFirst",
  "NodeSelector": {
-  "disk": "hdd"
+  "disk": "ssd"
  },
  "ServiceAccountName": "default",
  "AutomountServiceAccountToken": false,`,
    ],
    [
      'fields that are far apart, in two hunks',
      (object) => {
        object['spec'].containers[0].env[0].value = 'b';
        delete object['spec'].serviceAccountName;
        delete object['spec'].serviceAccount;
        delete object['spec'].nodeName;
      },
      `@@ -21,7 +21,7 @@
    "Env": [
     {
      "Name": "MODE",
-     "Value": "a",
+     "Value": "b",
      "ValueFrom": null
     }
    ],
@@ -56,9 +56,9 @@
  "NodeSelector": {
   "disk": "hdd"
  },
- "ServiceAccountName": "default",
+ "ServiceAccountName": "",
  "AutomountServiceAccountToken": false,
- "NodeName": "kubesim-worker",
+ "NodeName": "",
  "SecurityContext": {
   "HostNetwork": false,
   "HostPID": false,`,
    ],
    [
      'the restart policy',
      (object) => (object['spec'].restartPolicy = 'Never'),
      `@@ -49,7 +49,7 @@
   }
  ],
  "EphemeralContainers": null,
- "RestartPolicy": "Always",
+ "RestartPolicy": "Never",
  "TerminationGracePeriodSeconds": 30,
  "ActiveDeadlineSeconds": 3600,
  "DNSPolicy": "ClusterFirst",`,
    ],
    [
      'requests',
      (object) => (object['spec'].containers[0].resources = { requests: { cpu: '1' } }),
      `@@ -27,7 +27,9 @@
    ],
    "Resources": {
     "Limits": null,
-    "Requests": null,
+    "Requests": {
+     "cpu": "1"
+    },
     "Claims": null
    },
    "ResizePolicy": null,`,
    ],
  ];
  test.each(refused)('%s', (_name, change, diff) => expect(updateRefusals(pod, web, change)).toEqual([`${forbidden}\n${diff}`]));

  test.each<readonly [string, Change, readonly string[]]>([
    [
      'a longer deadline',
      (object) => (object['spec'].activeDeadlineSeconds = 7200),
      ['spec.activeDeadlineSeconds: Invalid value: 7200: must be less than or equal to previous value'],
    ],
    [
      'no deadline any more',
      (object) => delete object['spec'].activeDeadlineSeconds,
      ['spec.activeDeadlineSeconds: Invalid value: null: must not update from a positive integer to nil value'],
    ],
    [
      'a toleration less',
      (object) => (object['spec'].tolerations = []),
      ['spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds'],
    ],
    [
      'another container',
      (object) => object['spec'].containers.unshift({ name: 'extra', image: 'busybox:1.36' }),
      ['spec.containers: Forbidden: pod updates may not add or remove containers'],
    ],
  ])('%s', (_name, change, errors) => expect(updateRefusals(pod, web, change)).toEqual(errors));
});

describe('a pod at a gate', () => {
  const gated = `
metadata: {name: gated}
spec:
  schedulingGates: [{name: example.com/wait}]
  nodeSelector: {disk: ssd}
  affinity:
    nodeAffinity:
      requiredDuringSchedulingIgnoredDuringExecution:
        nodeSelectorTerms: [{matchExpressions: [{key: zone, operator: In, values: [a]}]}]
  containers: [{name: c, image: 'nginx:1.28'}]
`;
  const terms = 'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms';
  const termsOf = (object: KubeObject) =>
    object['spec'].affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms;
  test.each<readonly [string, Change, readonly string[]]>([
    ['is told more', (object) => (object['spec'].nodeSelector.zone = 'a'), []],
    ['is told more in a term', (object) => termsOf(object)[0].matchExpressions.push({ key: 'x', operator: 'Exists' }), []],
    [
      'gets no new gate',
      (object) => object['spec'].schedulingGates.push({ name: 'example.com/more' }),
      ["spec.schedulingGates[1].name: Forbidden: only deletion is allowed, but found new scheduling gate 'example.com/more'"],
    ],
    [
      'is told something else',
      (object) => (object['spec'].nodeSelector = { disk: 'hdd' }),
      ['spec.nodeSelector: Invalid value: {"disk":"hdd"}: only additions to spec.nodeSelector are allowed (no mutations or deletions)'],
    ],
    [
      'gets no new term',
      (object) => termsOf(object).push({}),
      [
        `${terms}: Invalid value: [{"MatchExpressions":[{"Key":"zone","Operator":"In","Values":["a"]}],"MatchFields":null},{"MatchExpressions":null,"MatchFields":null}]: no additions/deletions to non-empty NodeSelectorTerms list are allowed`,
      ],
    ],
    [
      'keeps what a term asks',
      (object) => (termsOf(object)[0].matchExpressions[0].values = ['b']),
      [
        `${terms}[0]: Invalid value: {"MatchExpressions":[{"Key":"zone","Operator":"In","Values":["b"]}],"MatchFields":null}: only additions are allowed (no mutations or deletions)`,
      ],
    ],
  ])('%s', (_name, change, errors) => expect(updateRefusals(pod, gated, change)).toEqual(errors));
});

test('annotations that a pod is created with', () => {
  const key = 'container.apparmor.security.beta.kubernetes.io/web';
  expect(updateRefusals(pod, web, (object) => (object.metadata.annotations = { [key]: 'unconfined' }))).toEqual([
    `metadata.annotations[${key}]: Forbidden: may not add AppArmor annotations`,
  ]);
});

describe('the status of a pod', () => {
  const ended = { name: 'web', state: { terminated: { exitCode: 0 } } };
  const over = { containerStatuses: [ended], hostIP: '10.0.0.1', hostIPs: [{ ip: '10.0.0.1' }] };
  test.each<readonly [string, object, readonly string[]]>([
    ['as it was', over, []],
    [
      'a container comes back',
      { ...over, containerStatuses: [{ name: 'web', state: { running: {} } }] },
      ['status.containerStatuses[0].state: Forbidden: may not be transitioned to non-terminated state'],
    ],
    [
      'a condition without a name',
      { ...over, conditions: [{ type: 'a b', status: 'True' }] },
      [expect.stringMatching(/^metadata.conditions\[0\].Type: Invalid value: "a b": /)],
    ],
    [
      'addresses',
      { ...over, podIPs: [{ ip: '10.244.1.2' }, { ip: '10.244.1.2' }], hostIP: '10.0.0.2' },
      [
        'status.podIPs: Invalid value: [{"IP":"10.244.1.2"},{"IP":"10.244.1.2"}]: may specify no more than one IP for each IP family',
        'status.podIPs[1]: Duplicate value: {"IP":"10.244.1.2"}',
        'status.hostIPs[0].ip: Invalid value: "10.0.0.1": must be equal to `hostIP`',
      ],
    ],
  ])('%s', (_name, status, errors) => {
    const previous = { ...created<Pod>(pod, web), status: over } as unknown as Pod;
    previous.spec!.restartPolicy = 'Never';
    expect(validatePodStatusUpdate({ ...previous, status } as Pod, previous).map(fieldErrorText)).toEqual(errors);
  });
});

test('ephemeral containers may come but not change', () => {
  const probe: EphemeralContainer = {
    name: 'probe',
    image: 'busybox:1.36',
    imagePullPolicy: 'IfNotPresent',
    resources: {},
    securityContext: { capabilities: { add: ['SYS_PTRACE'] } },
    targetContainerName: 'app',
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
  };
  const changed = { ...probe, securityContext: { capabilities: { add: ['SYS_PTRACE', 'SYS_PTRACE'] } } };
  expect(validateEphemeralContainersUpdate([probe, { name: 'more', image: 'busybox' }], [probe])).toEqual([]);
  expect(validateEphemeralContainersUpdate([changed], [probe]).map(fieldErrorText)).toEqual([
    `spec.ephemeralContainers: Forbidden: existing ephemeral containers "probe" may not be changed
@@ -27,6 +27,7 @@
  "SecurityContext": {
   "Capabilities": {
    "Add": [
+    "SYS_PTRACE",
     "SYS_PTRACE"
    ],
    "Drop": null`,
  ]);
});
