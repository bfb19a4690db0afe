import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../../src/api/object.ts';
import { pod } from '../../../../src/cluster/kinds/core/pod.ts';
import { created, refusals, updateRefusals } from '../../../support/kinds.ts';

const subdomain =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const label =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

const withSpec = (fields: string, container = ''): string =>
  `{metadata: {name: p, labels: {app: web}}, spec: {containers: [{name: c, image: nginx${container && `, ${container}`}}]${fields && `, ${fields}`}}}`;

type Row = readonly [text: string, errors: readonly string[]];

describe('containers', () => {
  test.each<Row>([
    [
      'env: [{name: A, valueFrom: {configMapKeyRef: {name: A_B, key: k}}}]',
      [`env[0].valueFrom.configMapKeyRef.name: Invalid value: "A_B": ${subdomain}`],
    ],
    ['envFrom: [{secretRef: {name: A_B}}]', [`envFrom[0].secretRef.name: Invalid value: "A_B": ${subdomain}`]],
    ['envFrom: [{secretRef: {name: a-}}]', []],
    [
      'env: [{name: A, valueFrom: {resourceFieldRef: {resource: limits.hugepages-2Mi, divisor: "3"}}}]',
      [
        'env[0].valueFrom.resourceFieldRef.divisor: Invalid value: "limits.hugepages-2Mi": only divisor\'s values 1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei are supported with the hugepages resource',
      ],
    ],
    [
      'env: [{name: A, valueFrom: {fileKeyRef: {volumeName: none, path: ../x, key: A}}}]',
      [
        `env[0].valueFrom.fileKeyRef.path: Invalid value: "../x": must not contain '..'`,
        'env[0].valueFrom.fileKeyRef.volumeName: Not found: "none"',
      ],
    ],
    [
      'resizePolicy: [{resourceName: disk, restartPolicy: Maybe}]',
      [
        'resizePolicy: Unsupported value: "disk": supported values: "cpu", "memory"',
        'resizePolicy: Unsupported value: "Maybe": supported values: "NotRequired", "RestartContainer"',
      ],
    ],
    [
      'restartPolicyRules: [{action: Restart, exitCodes: {operator: In, values: [1]}}]',
      ['restartPolicy: Required value: must specify restartPolicy when restart rules are used'],
    ],
    [
      'volumeMounts: [{name: v, mountPath: /a, recursiveReadOnly: Enabled}]',
      ['volumeMounts.recursiveReadOnly: Forbidden: may only be specified when readOnly is true'],
    ],
    [
      'resources: {claims: [{name: gpu}]}',
      ['resources.claims[0]: Not found: "gpu": must be one of the names in pod.spec.resourceClaims which is empty'],
    ],
  ])('%s', (container, errors) => {
    const told = refusals(pod, withSpec('volumes: [{name: v, emptyDir: {}}]', container));
    expect(told).toEqual(errors.map((error) => `spec.containers[0].${error}`));
  });
});

describe('the pod', () => {
  test.each<Row>([
    [
      'dnsConfig: {searches: [_tcp.example.com., A_B]}',
      [expect.stringMatching(/^spec.dnsConfig.searches\[1\]: Invalid value: "A_B": /) as unknown as string],
    ],
    ['hostnameOverride: Web', [`spec.hostnameOverride: Invalid value: "Web": ${subdomain}`]],
    [
      'hostnameOverride: web, setHostnameAsFQDN: true, hostNetwork: true',
      [
        'spec.hostnameOverride: Forbidden: may not be specified when setHostnameAsFQDN is true',
        'spec.hostnameOverride: Forbidden: may not be specified when hostNetwork is true',
      ],
    ],
    ['imagePullSecrets: [{}]', []],
    [
      'resourceClaims: [{name: Gpu, resourceClaimName: My_Claim}]',
      [
        `spec.resourceClaims[0].name: Invalid value: "Gpu": ${label}`,
        `spec.resourceClaims[0].resourceClaimName: Invalid value: "My_Claim": ${subdomain}`,
      ],
    ],
    [
      'tolerations: [{key: a, operator: Gt, value: "1"}]',
      ['spec.tolerations[0].operator: Unsupported value: "Gt": supported values: "Equal", "Exists", "Lt", "Gt"'],
    ],
    [
      'tolerations: [{key: a, operator: In}]',
      ['spec.tolerations[0].operator: Unsupported value: "In": supported values: "Equal", "Exists"'],
    ],
    [
      'topologySpreadConstraints: [{maxSkew: 1, whenUnsatisfiable: DoNotSchedule}]',
      ['spec.topologySpreadConstraints[0].topologyKey: Required value: can not be empty'],
    ],
    [
      'affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, preference: {matchExpressions: [{key: a, operator: In, values: ["no label"]}]}}]}}',
      [],
    ],
    [
      'topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule, matchLabelKeys: [app]}]',
      ['spec.topologySpreadConstraints[0].matchLabelKeys: Forbidden: must not be specified when labelSelector is not set'],
    ],
    [
      'topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule, matchLabelKeys: [app], labelSelector: {matchLabels: {app: web}}}]',
      ['spec.topologySpreadConstraints[0][0]: Invalid value: "app": exists in both matchLabelKeys and labelSelector'],
    ],
    [
      'resources: {claims: [{name: x}]}',
      [
        'spec.resources.claims: Forbidden: claims may not be set for Resources at pod-level',
        'spec.resources.claims[0]: Not found: "x": must be one of the names in pod.spec.resourceClaims which is empty',
      ],
    ],
  ])('%s', (fields, errors) => expect(refusals(pod, withSpec(fields))).toEqual(errors));
});

describe('fields behind feature gates that are off', () => {
  test.each<readonly [fields: string, container: string, path: readonly (string | number)[]]>([
    ['', 'lifecycle: {stopSignal: SIGUSR1}', ['containers', 0, 'lifecycle']],
    [
      'volumes: [{name: v, projected: {sources: [{podCertificate: {signerName: a.b/c, keyType: RSA3072}}]}}]',
      '',
      ['volumes', 0, 'projected', 'sources', 0, 'podCertificate'],
    ],
    ['schedulingGroup: {podGroupName: g}', '', ['schedulingGroup']],
  ])('%s %s', (fields, container, path) => {
    const spec: unknown = created(pod, withSpec(fields, container))['spec'];
    expect(path.reduce((value, step) => (value as Record<string | number, unknown>)[step], spec)).toBeUndefined();
  });
});

test('the values under matchLabelKeys become part of the selector of a new pod', () => {
  const affinity =
    'affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: zone, labelSelector: {}, mismatchLabelKeys: [app]}]}}';
  const spread =
    'topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule, matchLabelKeys: [app, other], labelSelector: {}}]';
  const spec = created<KubeObject>(pod, withSpec(`${affinity}, ${spread}`))['spec'];
  const selector = (operator: string): object => ({ matchExpressions: [{ key: 'app', operator, values: ['web'] }] });
  expect(spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].labelSelector).toEqual(selector('NotIn'));
  expect(spec.topologySpreadConstraints[0].labelSelector).toEqual(selector('In'));
});

test('init containers that end are not resized by a restart', () => {
  const init = (policy: string): string =>
    withSpec(`initContainers: [{name: i, image: busybox, resizePolicy: [{resourceName: cpu, restartPolicy: ${policy}}]}]`);
  expect(refusals(pod, init('NotRequired'))).toEqual([]);
  expect(refusals(pod, init('RestartContainer'))).toEqual([
    `spec.initContainers[0].resizePolicy[0].restartPolicy: Invalid value: "RestartContainer": must not be set to 'RestartContainer' for non-sidecar initContainers`,
  ]);
});

test('a pod may be written again as it is', () => {
  expect(updateRefusals(pod, withSpec('hostnameOverride: web'), () => undefined)).toEqual([]);
  const keys = 'maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule, matchLabelKeys: [app], labelSelector: {}';
  expect(updateRefusals(pod, withSpec(`topologySpreadConstraints: [{${keys}}]`), () => undefined)).toEqual([]);
});
