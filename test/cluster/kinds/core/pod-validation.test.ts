import { describe, expect, test } from 'vitest';
import { pod } from '../../../../src/cluster/kinds/core/pod.ts';
import { edited, refusals } from '../../../support/kinds.ts';

type Case = readonly [name: string, edits: readonly (readonly [string, string])[], errors: readonly string[]];

const label =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const namePart =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

function suite(name: string, manifest: string, cases: readonly Case[]): void {
  describe(name, () => {
    test('the manifest itself is valid', () => expect(refusals(pod, manifest)).toEqual([]));
    test.each(cases)('%s', (_name, edits, errors) => expect(refusals(pod, edited(manifest, ...edits))).toEqual(errors));
  });
}

suite(
  'volumes and mounts',
  `
metadata: {name: vols}
spec:
  containers:
  - name: a
    image: nginx:1.27
    volumeMounts:
    - {name: work, mountPath: /work}
    - {name: host, mountPath: /host, readOnly: true}
  - name: b
    image: busybox:1.36
    volumeMounts:
    - {name: work, mountPath: /data, subPath: sub}
  volumes:
  - name: work
    emptyDir: {sizeLimit: 100Mi}
  - name: host
    hostPath: {path: /var/log, type: Directory}
  - name: all
    projected:
      sources:
      - configMap: {name: conf}
      - secret: {name: cred, optional: true}
`,
  [
    [
      'unknown volume',
      [['{name: work, mountPath: /work}', '{name: wrok, mountPath: /work}']],
      ['spec.containers[0].volumeMounts[0].name: Not found: "wrok"'],
    ],
    [
      'same path twice',
      [['mountPath: /host', 'mountPath: /work']],
      ['spec.containers[0].volumeMounts[1].mountPath: Invalid value: "/work": must be unique'],
    ],
    [
      'same name twice',
      [['- name: host', '- name: work']],
      ['spec.volumes[1].name: Duplicate value: "work"', 'spec.containers[0].volumeMounts[1].name: Not found: "host"'],
    ],
    ['no mount path', [['mountPath: /work}', 'mountPath: ""}']], ['spec.containers[0].volumeMounts[0].mountPath: Required value']],
    [
      'host path type',
      [['type: Directory', 'type: Folder']],
      [
        'spec.volumes[1].hostPath.type: Unsupported value: "Folder": supported values: "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"',
        'spec.containers[0].volumeMounts[1].name: Not found: "host"',
      ],
    ],
    ['volume name', [['- name: all', '- name: All_Of']], [`spec.volumes[2].name: Invalid value: "All_Of": ${label}`]],
    ['any medium', [['emptyDir: {sizeLimit: 100Mi}', 'emptyDir: {medium: Disk}']], []],
    [
      'way out',
      [['subPath: sub', 'subPath: ../up']],
      [`spec.containers[1].volumeMounts.subPath: Invalid value: "../up": must not contain '..'`],
    ],
    [
      'two sources',
      [['emptyDir: {sizeLimit: 100Mi}', 'emptyDir: {}\n    hostPath: {path: /x}']],
      [
        'spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type',
        'spec.containers[0].volumeMounts[0].name: Not found: "work"',
        'spec.containers[1].volumeMounts[0].name: Not found: "work"',
      ],
    ],
    [
      'host path upwards',
      [['{path: /var/log, type: Directory}', '{path: ../etc}']],
      [
        `spec.volumes[1].hostPath.path: Invalid value: "../etc": must not contain '..'`,
        'spec.containers[0].volumeMounts[1].name: Not found: "host"',
      ],
    ],
    [
      'claim without name',
      [['emptyDir: {sizeLimit: 100Mi}', 'persistentVolumeClaim: {}']],
      [
        'spec.volumes[0].persistentVolumeClaim.claimName: Required value',
        'spec.containers[0].volumeMounts[0].name: Not found: "work"',
        'spec.containers[1].volumeMounts[0].name: Not found: "work"',
      ],
    ],
    ['no source is an emptyDir', [['    emptyDir: {sizeLimit: 100Mi}\n', '']], []],
    [
      'projection without name',
      [['name: cred, optional: true', 'name: ""']],
      ['spec.volumes[2].projected.sources[1].secret.name: Required value'],
    ],
    ['same container name', [['  - name: b', '  - name: a']], ['spec.containers[1].name: Duplicate value: "a"']],
  ],
);

const notSidecar = 'spec.initContainers[1].startupProbe: Forbidden: may not be set for init containers without restartPolicy=Always';

suite(
  'init containers, sidecars and probes',
  `
metadata: {name: multi}
spec:
  initContainers:
  - name: prepare
    image: busybox:1.36
  - name: proxy
    image: envoy:1.31
    restartPolicy: Always
    startupProbe: {tcpSocket: {port: 15000}}
  containers:
  - name: app
    image: nginx
    livenessProbe: {httpGet: {path: /, port: 80}}
`,
  [
    ['init container with a probe, OnFailure', [['restartPolicy: Always', 'restartPolicy: OnFailure']], [notSidecar]],
    ['init container with a probe', [['    restartPolicy: Always\n', '']], [notSidecar]],
    ['name of a container', [['- name: proxy', '- name: app']], ['spec.initContainers[1].name: Duplicate value: "app"']],
    ['upper case', [['- name: prepare', '- name: Prepare']], [`spec.initContainers[0].name: Invalid value: "Prepare": ${label}`]],
    ['no image', [['    image: envoy:1.31\n', '']], ['spec.initContainers[1].image: Required value']],
    [
      'no containers',
      [['  containers:\n  - name: app\n    image: nginx\n    livenessProbe: {httpGet: {path: /, port: 80}}\n', '']],
      ['spec.containers: Required value'],
    ],
    [
      'port 0',
      [['port: 15000', 'port: 0']],
      ['spec.initContainers[1].startupProbe.tcpSocket.port: Invalid value: 0: must be between 1 and 65535, inclusive'],
    ],
    [
      'no handler',
      [['livenessProbe: {httpGet: {path: /, port: 80}}', 'livenessProbe: {}']],
      ['spec.containers[0].livenessProbe: Required value: must specify a handler type'],
    ],
    [
      'two handlers',
      [['port: 80}}', 'port: 80}, exec: {command: [ls]}}']],
      ['spec.containers[0].livenessProbe.httpGet: Forbidden: may not specify more than 1 handler type'],
    ],
    [
      'numbers',
      [['port: 80}}', 'port: 80}, periodSeconds: -1, successThreshold: 2}']],
      [
        'spec.containers[0].livenessProbe.periodSeconds: Invalid value: -1: must be greater than or equal to 0',
        'spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1',
      ],
    ],
    [
      'restart policy',
      [['spec:', 'spec:\n  restartPolicy: Sometimes']],
      ['spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never"'],
    ],
    [
      'pull policy',
      [['image: nginx', 'image: nginx\n    imagePullPolicy: never']],
      ['spec.containers[0].imagePullPolicy: Unsupported value: "never": supported values: "Always", "IfNotPresent", "Never"'],
    ],
    [
      'blank before the image',
      [['image: nginx', 'image: " nginx"']],
      ['spec.containers[0].image: Invalid value: " nginx": must not have leading or trailing whitespace'],
    ],
    ['negative grace', [['spec:', 'spec:\n  terminationGracePeriodSeconds: -5']], []],
    [
      'no DNS',
      [['spec:', 'spec:\n  dnsPolicy: None']],
      ['spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None'],
    ],
    [
      'deadline of 0',
      [['spec:', 'spec:\n  activeDeadlineSeconds: 0']],
      ['spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive'],
    ],
    [
      'ports',
      [
        [
          'image: nginx',
          'image: nginx\n    ports: [{containerPort: 0}, {name: web, containerPort: 80}, {name: web, containerPort: 70000, protocol: HTTP}]',
        ],
      ],
      [
        'spec.containers[0].ports[0].containerPort: Required value',
        'spec.containers[0].ports[2].name: Duplicate value: "web"',
        'spec.containers[0].ports[2].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive',
        'spec.containers[0].ports[2].protocol: Unsupported value: "HTTP": supported values: "SCTP", "TCP", "UDP"',
      ],
    ],
  ],
);

const envPaths =
  'supported values: "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"';
const env = 'spec.containers[0].env';

suite(
  'downward API',
  `
metadata: {name: info}
spec:
  containers:
  - name: main
    image: busybox:1.36
    env:
    - name: POD
      valueFrom: {fieldRef: {fieldPath: metadata.name}}
    - name: IP
      valueFrom: {fieldRef: {fieldPath: status.podIP}}
    - name: APP
      valueFrom: {fieldRef: {fieldPath: "metadata.labels['app']"}}
    - name: CPU
      valueFrom: {resourceFieldRef: {resource: requests.cpu, divisor: 1m}}
    volumeMounts: [{name: meta, mountPath: /etc/meta}]
  volumes:
  - name: meta
    downwardAPI:
      items:
      - {path: labels, fieldRef: {fieldPath: metadata.labels}}
      - {path: mem, resourceFieldRef: {containerName: main, resource: limits.memory}}
`,
  [
    [
      'unknown field',
      [['fieldPath: metadata.name', 'fieldPath: metadata.nam']],
      [
        `${env}[0].valueFrom.fieldRef.fieldPath: Invalid value: "metadata.nam": error converting fieldPath: field label not supported: metadata.nam`,
      ],
    ],
    [
      'field not for variables',
      [['fieldPath: status.podIP', 'fieldPath: status.phase']],
      [`${env}[1].valueFrom.fieldRef.fieldPath: Unsupported value: "status.phase": ${envPaths}`],
    ],
    [
      'all labels',
      [["metadata.labels['app']", 'metadata.labels']],
      [`${env}[2].valueFrom.fieldRef.fieldPath: Unsupported value: "metadata.labels": ${envPaths}`],
    ],
    [
      'resource',
      [['requests.cpu, divisor: 1m', 'requests.gpu']],
      [
        `${env}[3].valueFrom.resourceFieldRef.resource: Unsupported value: "requests.gpu": supported values: "limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage", "requests.memory"`,
      ],
    ],
    [
      'divisor',
      [['divisor: 1m', 'divisor: "3"']],
      [
        `${env}[3].valueFrom.resourceFieldRef.divisor: Invalid value: "requests.cpu": only divisor's values 1m and 1 are supported with the cpu resource`,
      ],
    ],
    [
      'no source',
      [['valueFrom: {fieldRef: {fieldPath: metadata.name}}', 'valueFrom: {}']],
      [
        `${env}[0].valueFrom: Invalid value: "": must specify one of: \`fieldRef\`, \`resourceFieldRef\`, \`configMapKeyRef\`, \`secretKeyRef\` or \`fileKeyRef\``,
      ],
    ],
    [
      'two sources',
      [['{fieldPath: metadata.name}}', '{fieldPath: metadata.name}, configMapKeyRef: {name: a, key: b}}']],
      [`${env}[0].valueFrom: Invalid value: "": may not have more than one field specified at a time`],
    ],
    [
      'value as well',
      [['valueFrom: {fieldRef: {fieldPath: metadata.name}}', 'value: x\n      valueFrom: {fieldRef: {fieldPath: metadata.name}}']],
      [`${env}[0].valueFrom: Invalid value: "": may not be specified when \`value\` is not empty`],
    ],
    ['container of a volume item may be unknown', [['containerName: main', 'containerName: other']], []],
    [
      'absolute path',
      [['path: labels', 'path: /labels']],
      [
        'spec.volumes[0].downwardAPI.path: Invalid value: "/labels": must be a relative path',
        'spec.containers[0].volumeMounts[0].name: Not found: "meta"',
      ],
    ],
    ['no name', [['- name: POD', '- name: ""']], [`${env}[0].name: Required value`]],
    ['same name', [['- name: IP', '- name: POD']], []],
    [
      'odd name',
      [['- name: POD', '- name: "MY MODE="']],
      [
        `${env}[0].name: Invalid value: "MY MODE=": a valid environment variable name must consist only of printable ASCII characters other than '='`,
      ],
    ],
  ],
);

suite(
  'config maps and secrets',
  `
metadata: {name: app}
spec:
  containers:
  - name: app
    image: nginx:1.27
    env:
    - name: MODE
      valueFrom: {configMapKeyRef: {name: app, key: MODE}}
    envFrom:
    - configMapRef: {name: app}
    - prefix: DB_
      secretRef: {name: cred}
    volumeMounts:
    - {name: conf, mountPath: /etc/app}
    - {name: sec, mountPath: /etc/cred, readOnly: true}
  volumes:
  - name: conf
    configMap: {name: app, items: [{key: MODE, path: mode.txt}]}
  - name: sec
    secret: {secretName: cred, defaultMode: 256}
`,
  [
    [
      'mode',
      [['defaultMode: 256', 'defaultMode: 512']],
      [
        'spec.volumes[1].secret.defaultMode: Invalid value: 512: must be a number between 0 and 0777 (octal), both inclusive',
        'spec.containers[0].volumeMounts[1].name: Not found: "sec"',
      ],
    ],
    [
      'item upwards',
      [['path: mode.txt', 'path: ../mode.txt']],
      [
        `spec.volumes[0].configMap.items[0].path: Invalid value: "../mode.txt": must not contain '..'`,
        'spec.containers[0].volumeMounts[0].name: Not found: "conf"',
      ],
    ],
    ['no key', [['{name: app, key: MODE}', '{name: app}']], [`${env}[0].valueFrom.configMapKeyRef.key: Required value`]],
    [
      'prefix',
      [['prefix: DB_', 'prefix: "1 B="']],
      [
        `spec.containers[0].envFrom[1].prefix: Invalid value: "1 B=": a valid environment variable name must consist only of printable ASCII characters other than '='`,
      ],
    ],
  ],
);

suite(
  'resources',
  `
metadata: {name: big}
spec:
  containers:
  - name: app
    image: nginx:1.27
    resources:
      requests: {cpu: "6", memory: 1Gi}
      limits: {memory: 2Gi}
`,
  [
    [
      'more than the limit',
      [['memory: 1Gi', 'memory: 3Gi']],
      ['spec.containers[0].resources.requests: Invalid value: "3Gi": must be less than or equal to memory limit of 2Gi'],
    ],
    [
      'negative',
      [['cpu: "6"', 'cpu: "-1"']],
      ['spec.containers[0].resources.requests[cpu]: Invalid value: "-1": must be greater than or equal to 0'],
    ],
    [
      'unknown',
      [['cpu: "6"', 'gpu: "1"']],
      [
        'spec.containers[0].resources.requests[gpu]: Invalid value: "gpu": must be a standard resource type or fully qualified',
        'spec.containers[0].resources.requests[gpu]: Invalid value: "gpu": must be a standard resource for containers',
      ],
    ],
    [
      'extended without limit',
      [['cpu: "6"', 'nvidia.com/gpu: "1"']],
      ['spec.containers[0].resources.limits: Required value: Limit must be set for non overcommitable resources'],
    ],
    ['extended limit alone', [['memory: 2Gi', 'memory: 2Gi, nvidia.com/gpu: "1"']], []],
    [
      'half a device',
      [['memory: 2Gi', 'memory: 2Gi, nvidia.com/gpu: 500m']],
      [
        'spec.containers[0].resources.limits[nvidia.com/gpu]: Invalid value: "500m": must be an integer',
        'spec.containers[0].resources.requests[nvidia.com/gpu]: Invalid value: "500m": must be an integer',
      ],
    ],
  ],
);

const toleration = 'spec.tolerations[0]';

suite(
  'tolerations',
  `
metadata: {name: red}
spec:
  tolerations: [{key: team, value: red, effect: NoSchedule}]
  containers: [{name: c, image: 'nginx:1.27'}]
`,
  [
    ['everything', [['{key: team, value: red, effect: NoSchedule}', '{operator: Exists}']], []],
    [
      'value with Exists',
      [['effect: NoSchedule', 'operator: Exists']],
      [`${toleration}.operator: Invalid value: "red": value must be empty when \`operator\` is 'Exists'`],
    ],
    [
      'operator',
      [['effect: NoSchedule', 'operator: Equals']],
      [`${toleration}.operator: Unsupported value: "Equals": supported values: "Equal", "Exists"`],
    ],
    [
      'effect',
      [['NoSchedule', 'NoRun']],
      [`${toleration}.effect: Unsupported value: "NoRun": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"`],
    ],
    [
      'seconds',
      [['NoSchedule', 'NoSchedule, tolerationSeconds: 30']],
      [`${toleration}.effect: Invalid value: "NoSchedule": effect must be 'NoExecute' when \`tolerationSeconds\` is set`],
    ],
    [
      'no key',
      [['key: team, value: red, effect: NoSchedule', 'value: red']],
      [
        `${toleration}.operator: Invalid value: "": operator must be Exists when \`key\` is empty, which means "match all values and all keys"`,
      ],
    ],
    ['key', [['key: team', 'key: te am']], [`${toleration}.key: Invalid value: "te am": ${namePart}`]],
  ],
);

const required = 'requiredDuringSchedulingIgnoredDuringExecution';
const term = `spec.affinity.podAffinity.${required}[0]`;

suite(
  'where to go',
  `
metadata: {name: follower}
spec:
  nodeSelector: {disk: ssd}
  affinity:
    nodeAffinity:
      ${required}:
        nodeSelectorTerms: [{matchExpressions: [{key: tier, operator: In, values: [gold]}]}]
      preferredDuringSchedulingIgnoredDuringExecution:
      - {weight: 100, preference: {matchExpressions: [{key: cores, operator: Gt, values: ["ten"]}]}}
    podAffinity:
      ${required}:
      - labelSelector: {matchExpressions: [{key: app, operator: In, values: [cache]}]}
        topologyKey: kubernetes.io/hostname
  topologySpreadConstraints:
  - {maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule, labelSelector: {}}
  containers: [{name: c, image: 'nginx:1.27'}]
`,
  [
    ['node selector', [['{disk: ssd}', '{"disk type": ssd}']], [`spec.nodeSelector: Invalid value: "disk type": ${namePart}`]],
    [
      'no topology',
      [['        topologyKey: kubernetes.io/hostname\n', '']],
      [
        `${term}.topologyKey: Required value: can not be empty`,
        `${term}.topologyKey: Invalid value: "": name part must be non-empty`,
        `${term}.topologyKey: Invalid value: "": ${namePart}`,
      ],
    ],
    ['topology', [['kubernetes.io/hostname', '"bad key!"']], [`${term}.topologyKey: Invalid value: "bad key!": ${namePart}`]],
    [
      'pod selector',
      [['key: app, operator: In', 'key: app, operator: in']],
      [`${term}.labelSelector.matchExpressions[0].operator: Invalid value: "in": not a valid selector operator`],
    ],
    [
      'node operator',
      [['operator: In, values: [gold]', 'operator: Inn, values: [gold]']],
      [
        `spec.affinity.nodeAffinity.${required}.nodeSelectorTerms[0].matchExpressions[0].operator: Invalid value: "Inn": not a valid selector operator`,
      ],
    ],
    [
      'weight',
      [['weight: 100', 'weight: 101']],
      [
        'spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight: Invalid value: 101: must be in the range 1-100',
      ],
    ],
    [
      'spread',
      [['maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule', 'maxSkew: 0, topologyKey: zone, whenUnsatisfiable: Never']],
      [
        'spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero',
        'spec.topologySpreadConstraints[0].whenUnsatisfiable: Unsupported value: "Never": supported values: "DoNotSchedule", "ScheduleAnyway"',
      ],
    ],
  ],
);

suite(
  'only at creation',
  `
metadata: {name: new}
spec:
  nodeName: kubesim-worker
  containers: [{name: c, image: 'nginx:1.27'}]
`,
  [
    [
      'ephemeral containers',
      [['containers:', 'ephemeralContainers: [{name: e, image: busybox}]\n  containers:']],
      ['spec.ephemeralContainers: Forbidden: cannot be set on create'],
    ],
    [
      'gated, but placed',
      [['containers:', 'schedulingGates: [{name: example.com/wait}]\n  containers:']],
      ['spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared'],
    ],
  ],
);

suite(
  'the operating system',
  `
metadata: {name: os}
spec:
  os: {name: linux}
  hostUsers: true
  securityContext: {runAsNonRoot: true}
  containers:
  - name: c
    image: nginx:1.27
    securityContext: {runAsNonRoot: true}
`,
  [
    ['another', [['name: linux', 'name: plan9']], ['spec.os: Unsupported value: "plan9": supported values: "linux", "windows"']],
    [
      'Windows options of a Linux pod',
      [
        ['securityContext: {runAsNonRoot: true}\n  containers', 'securityContext: {windowsOptions: {runAsUserName: Bob}}\n  containers'],
        ['securityContext: {runAsNonRoot: true}', 'securityContext: {windowsOptions: {runAsUserName: "a\\\\b\\\\c"}}'],
      ],
      [
        'spec.containers[0].securityContext.windowsOptions.runAsUserName: Invalid value: "a\\\\b\\\\c": runAsUserName cannot contain more than one backslash',
        'spec.securityContext.windowsOptions: Forbidden: windows options cannot be set for a linux pod',
        'spec.containers[0].securityContext.windowsOptions: Forbidden: windows options cannot be set for a linux pod',
      ],
    ],
    [
      'Linux fields of a Windows pod',
      [
        ['name: linux', 'name: windows'],
        ['securityContext: {runAsNonRoot: true}', 'hostPID: true\n  securityContext: {fsGroup: 1, runAsUser: 1}'],
        ['securityContext: {runAsNonRoot: true}', 'securityContext: {privileged: true, capabilities: {drop: [ALL]}}'],
      ],
      [
        'spec.hostUsers: Forbidden: cannot be set for a windows pod',
        'spec.hostPID: Forbidden: cannot be set for a windows pod',
        'spec.securityContext.fsGroup: Forbidden: cannot be set for a windows pod',
        'spec.securityContext.runAsUser: Forbidden: cannot be set for a windows pod',
        'spec.containers[0].securityContext.capabilities: Forbidden: cannot be set for a windows pod',
        'spec.containers[0].securityContext.privileged: Forbidden: cannot be set for a windows pod',
      ],
    ],
    [
      'host process',
      [
        ['securityContext: {runAsNonRoot: true}\n  containers', 'securityContext: {windowsOptions: {hostProcess: true}}\n  containers'],
        ['os: {name: linux}', 'os: {name: windows}'],
        ['hostUsers: true', 'hostname: a'],
      ],
      ['spec.hostNetwork: Invalid value: false: hostNetwork must be true if pod contains any hostProcess containers'],
    ],
    [
      'a user namespace in the namespaces of the host',
      [['hostUsers: true', 'hostUsers: false\n  hostNetwork: true\n  hostIPC: true']],
      ['spec.hostNetwork: Forbidden: when `hostUsers` is false', 'spec.HostIPC: Forbidden: when `hostUsers` is false'],
    ],
    [
      'sysctls of the host',
      [
        [
          'securityContext: {runAsNonRoot: true}',
          'hostNetwork: true\n  hostIPC: true\n  securityContext: {sysctls: [{name: net.ipv4.tcp_syncookies, value: "1"}, {name: kernel.shmmax, value: "1"}, {name: vm.swappiness, value: "1"}]}',
        ],
      ],
      [
        'spec.securityContext.sysctls[0].name: Invalid value: "net.ipv4.tcp_syncookies": may not be specified when \'hostNetwork\' is true',
        'spec.securityContext.sysctls[1].name: Invalid value: "kernel.shmmax": may not be specified when \'hostIPC\' is true',
      ],
    ],
    [
      'policies',
      [
        [
          'securityContext: {runAsNonRoot: true}',
          'securityContext: {supplementalGroupsPolicy: Some, seLinuxChangePolicy: Never, fsGroupChangePolicy: Now}',
        ],
      ],
      [
        'spec.securityContext.fsGroupChangePolicy: Unsupported value: "Now": supported values: "Always", "OnRootMismatch"',
        'spec.securityContext.supplementalGroupsPolicy: Unsupported value: "Some": supported values: "Merge", "Strict"',
        'spec.securityContext.seLinuxChangePolicy: Unsupported value: "Never": supported values: "MountOption", "Recursive"',
      ],
    ],
    [
      'profiles',
      [
        [
          'securityContext: {runAsNonRoot: true}',
          'securityContext: {appArmorProfile: {type: Localhost}, seccompProfile: {type: RuntimeDefault, localhostProfile: a}}',
        ],
        ['securityContext: {runAsNonRoot: true}', 'securityContext: {appArmorProfile: {type: Localhost, localhostProfile: " a"}}'],
      ],
      [
        'spec.containers[0].securityContext.appArmorProfile.localhostProfile: Invalid value: " a": must not be padded with whitespace',
        'spec.securityContext.seccompProfile.localhostProfile: Invalid value: {"Type":"RuntimeDefault","LocalhostProfile":"a"}: can only be set when seccomp type is Localhost',
        'spec.securityContext.appArmorProfile.localhostProfile: Required value: must be set when AppArmor type is Localhost',
      ],
    ],
  ],
);

suite(
  'annotations',
  `
metadata: {name: annotated, annotations: {controller.kubernetes.io/pod-deletion-cost: "-5"}}
spec:
  containers: [{name: c, image: 'nginx:1.27', securityContext: {appArmorProfile: {type: RuntimeDefault}}}]
`,
  [
    [
      'deletion cost',
      [['"-5"', '"05"']],
      ['metadata.annotations[controller.kubernetes.io/pod-deletion-cost]: Invalid value: "05": must be a 32bit integer'],
    ],
    [
      'AppArmor',
      [['controller.kubernetes.io/pod-deletion-cost: "-5"', 'container.apparmor.security.beta.kubernetes.io/d: mine']],
      [
        'metadata.annotations[container.apparmor.security.beta.kubernetes.io/d]: Invalid value: "d": container not found',
        'metadata.annotations[container.apparmor.security.beta.kubernetes.io/d]: Invalid value: "mine": invalid AppArmor profile name: "mine"',
      ],
    ],
    [
      'AppArmor twice',
      [['controller.kubernetes.io/pod-deletion-cost: "-5"', 'container.apparmor.security.beta.kubernetes.io/c: unconfined']],
      ['spec.containers[0].securityContext.appArmorProfile.type: Forbidden: apparmor type in annotation and field must match'],
    ],
    [
      'mirror',
      [['controller.kubernetes.io/pod-deletion-cost: "-5"', 'kubernetes.io/config.mirror: abc']],
      ['metadata.annotations[kubernetes.io/config.mirror]: Invalid value: "abc": must set spec.nodeName if mirror pod annotation is set'],
    ],
  ],
);

suite(
  'what the whole pod may use',
  `
metadata: {name: whole}
spec:
  os: {name: linux}
  resources: {requests: {cpu: 200m}, limits: {cpu: "1", memory: 1Gi}}
  containers:
  - name: a
    image: nginx:1.27
    resources: {requests: {cpu: 100m}, limits: {cpu: 500m}}
  - {name: b, image: 'nginx:1.27', resources: {requests: {cpu: 100m}}}
`,
  [
    [
      'less than its containers',
      [['requests: {cpu: 200m}', 'requests: {cpu: 150m}']],
      ['spec.resources.requests[cpu]: Invalid value: "150m": must be greater than or equal to aggregate container requests of 200m'],
    ],
    [
      'a container beyond it',
      [['limits: {cpu: 500m}', 'limits: {cpu: "2"}']],
      ['spec.resources.containers[0][cpu].limits: Invalid value: "2": must be less than or equal to pod limits of 1'],
    ],
    [
      'of what there is not',
      [['memory: 1Gi}', 'ephemeral-storage: 1Gi}']],
      ['spec.resources.limits[ephemeral-storage]: Unsupported value: "ephemeral-storage": supported values: "cpu", "hugepages-", "memory"'],
    ],
    [
      'half a page',
      [['limits: {cpu: 500m}', 'limits: {cpu: 500m, hugepages-2Mi: 3Mi}']],
      ['containers[0].resources.limits', 'containers[0].resources.requests', 'resources.limits', 'resources.requests'].map(
        (path) => `spec.${path}[hugepages-2Mi]: Invalid value: "3Mi": 3Mi is not positive integer multiple of hugepages-2Mi`,
      ),
    ],
    [
      'overhead',
      [['os: {name: linux}', 'overhead: {cpu: "-1"}\n  os: {name: linux}']],
      ['spec.overhead.limits[cpu]: Invalid value: "-1": must be greater than or equal to 0'],
    ],
    ['on Windows', [['os: {name: linux}', 'os: {name: windows}']], ['spec.resources: Forbidden: may not be set for a windows pod']],
    [
      'less than an init container',
      [['os: {name: linux}', 'initContainers: [{name: i, image: busybox, resources: {requests: {cpu: 300m}}}]\n  os: {name: linux}']],
      ['spec.resources.requests[cpu]: Invalid value: "200m": must be greater than or equal to aggregate container requests of 300m'],
    ],
    [
      'no requests: they are those of the containers',
      [
        ['os: {name: linux}', 'initContainers: [{name: i, image: busybox, resources: {requests: {cpu: 300m}}}]\n  os: {name: linux}'],
        ['requests: {cpu: 200m}, ', ''],
      ],
      [],
    ],
  ],
);
