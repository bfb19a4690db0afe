import { parseAllDocuments } from 'yaml';
import type { KubeObject } from '../../src/api/object.ts';
import { parseGroupVersion } from '../../src/api/object.ts';
import { builtInKinds } from '../../src/cluster/kinds/index.ts';

/** One rich object of each of many kinds, and where it is posted to. */
export const seeds: readonly { target: string; body: KubeObject }[] = parseAllDocuments(`
apiVersion: v1
kind: Pod
metadata: {name: a, labels: {app: a}, annotations: {x: "y"}, finalizers: [example.com/x]}
spec:
  initContainers: [{name: i, image: busybox, command: [sh, -c, "sleep 1"], restartPolicy: Always}]
  containers:
  - name: c
    image: nginx:1.27
    env: [{name: A, value: b}, {name: B, valueFrom: {fieldRef: {fieldPath: metadata.name}}}, {name: C, valueFrom: {configMapKeyRef: {name: a, key: k, optional: true}}}]
    envFrom: [{configMapRef: {name: a}, prefix: P_}]
    ports: [{containerPort: 80, name: http, protocol: TCP, hostPort: 8080}]
    resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {cpu: "1", memory: 128Mi}}
    livenessProbe: {httpGet: {path: /, port: http, httpHeaders: [{name: X, value: y}]}, periodSeconds: 5}
    readinessProbe: {exec: {command: [ls]}}
    startupProbe: {tcpSocket: {port: 80}}
    lifecycle: {preStop: {sleep: {seconds: 1}}}
    securityContext: {runAsUser: 1000, capabilities: {add: [NET_ADMIN], drop: [ALL]}, seccompProfile: {type: RuntimeDefault}}
    volumeMounts: [{name: v, mountPath: /v, subPath: a}, {name: e, mountPath: /e}]
  volumes:
  - name: v
    projected: {sources: [{configMap: {name: a, items: [{key: k, path: p}]}}, {serviceAccountToken: {path: t, expirationSeconds: 3600}}, {downwardAPI: {items: [{path: l, fieldRef: {fieldPath: metadata.labels}}]}}]}
  - {name: e, emptyDir: {sizeLimit: 1Gi}}
  affinity:
    nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: In, values: [b]}]}]}}
    podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, podAffinityTerm: {topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: a}}}}]}
  tolerations: [{key: k, operator: Exists, effect: NoExecute, tolerationSeconds: 5}]
  topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway, labelSelector: {matchLabels: {app: a}}}]
  terminationGracePeriodSeconds: 5
  dnsConfig: {nameservers: [1.1.1.1], searches: [a.b], options: [{name: ndots, value: "2"}]}
  hostAliases: [{ip: 1.2.3.4, hostnames: [a.b]}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: a, labels: {app: a}}
spec:
  replicas: 2
  selector: {matchLabels: {app: d}, matchExpressions: [{key: app, operator: In, values: [d]}]}
  strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 25%, maxUnavailable: 1}}
  template: {metadata: {labels: {app: d}}, spec: {containers: [{name: c, image: nginx}]}}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: a}
spec:
  serviceName: a
  selector: {matchLabels: {app: s}}
  template: {metadata: {labels: {app: s}}, spec: {containers: [{name: c, image: nginx}]}}
  volumeClaimTemplates: [{metadata: {name: d}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]
  persistentVolumeClaimRetentionPolicy: {whenDeleted: Delete, whenScaled: Retain}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: a}
spec:
  selector: {matchLabels: {app: e}}
  template: {metadata: {labels: {app: e}}, spec: {containers: [{name: c, image: nginx}]}}
  updateStrategy: {type: RollingUpdate, rollingUpdate: {maxUnavailable: 1}}
---
apiVersion: batch/v1
kind: Job
metadata: {name: a}
spec:
  completions: 2
  parallelism: 2
  completionMode: Indexed
  backoffLimitPerIndex: 1
  podFailurePolicy: {rules: [{action: FailIndex, onExitCodes: {operator: In, values: [1]}}]}
  template: {spec: {restartPolicy: Never, containers: [{name: c, image: busybox, command: ["true"]}]}}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: a}
spec: {schedule: "*/5 * * * *", timeZone: Etc/UTC, jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: busybox}]}}}}}
---
apiVersion: v1
kind: Service
metadata: {name: a}
spec: {type: NodePort, selector: {app: a}, ports: [{name: http, port: 80, targetPort: http, nodePort: 30100}], sessionAffinity: ClientIP, sessionAffinityConfig: {clientIP: {timeoutSeconds: 5}}}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: a}
spec: {ingressClassName: nginx, tls: [{hosts: [a.b], secretName: a}], rules: [{host: a.b, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: a, port: {number: 80}}}}]}}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: a}
spec: {podSelector: {matchLabels: {app: a}}, policyTypes: [Ingress, Egress], ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}, {podSelector: {}}], ports: [{port: 80, endPort: 90}]}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: a}
data: {k: v}
binaryData: {b: YQ==}
---
apiVersion: v1
kind: Secret
metadata: {name: a}
type: Opaque
stringData: {k: v}
data: {d: YQ==}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: a}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}, storageClassName: standard}
---
apiVersion: v1
kind: PersistentVolume
metadata: {name: a}
spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], hostPath: {path: /d}, nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: k, operator: Exists}]}]}}}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: a}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: a}, minReplicas: 1, maxReplicas: 3, metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}], behavior: {scaleDown: {policies: [{type: Pods, value: 1, periodSeconds: 15}]}}}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: a}
spec: {minAvailable: 50%, selector: {matchLabels: {app: a}}}
---
apiVersion: v1
kind: ResourceQuota
metadata: {name: a}
spec: {hard: {pods: "1000", requests.cpu: "1000"}, scopeSelector: {matchExpressions: [{scopeName: PriorityClass, operator: In, values: [x]}]}}
---
apiVersion: v1
kind: LimitRange
metadata: {name: a}
spec: {limits: [{type: Container, default: {cpu: 100m}, defaultRequest: {cpu: 50m}, max: {cpu: "2"}, min: {cpu: 1m}, maxLimitRequestRatio: {cpu: "10"}}]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: a}
aggregationRule: {clusterRoleSelectors: [{matchLabels: {x: y}}]}
rules: [{apiGroups: [""], resources: [pods], resourceNames: [a], verbs: [get]}, {nonResourceURLs: [/x], verbs: [get]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: a}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: a}
subjects: [{kind: ServiceAccount, name: default, namespace: default}, {kind: User, name: ann, apiGroup: rbac.authorization.k8s.io}]
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: a}
secrets: [{name: a}]
---
apiVersion: v1
kind: Namespace
metadata: {name: a, labels: {pod-security.kubernetes.io/enforce: baseline}}
---
apiVersion: v1
kind: Node
metadata: {name: a, labels: {x: y}}
spec: {taints: [{key: k, effect: NoSchedule}], podCIDR: 10.1.0.0/24}
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: a}
provisioner: x.io/y
parameters: {a: b}
allowedTopologies: [{matchLabelExpressions: [{key: zone, values: [a]}]}]
---
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: {name: a}
value: 5
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: a, labels: {kubernetes.io/service-name: a}}
addressType: IPv4
endpoints: [{addresses: [10.1.1.1], conditions: {ready: true}, hints: {forZones: [{name: a}]}}]
ports: [{name: http, port: 80}]
---
apiVersion: v1
kind: Event
metadata: {name: a}
involvedObject: {kind: Pod, name: a, namespace: default}
reason: R
message: m
---
apiVersion: coordination.k8s.io/v1
kind: Lease
metadata: {name: a}
spec: {holderIdentity: h, leaseDurationSeconds: 5, renewTime: "2026-01-01T00:00:00.000000Z"}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {plural: things, singular: thing, kind: Thing, shortNames: [th], categories: [all]}
  versions:
  - name: v1
    served: true
    storage: true
    subresources: {status: {}, scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas}}
    additionalPrinterColumns: [{name: R, type: integer, jsonPath: .spec.replicas}]
    schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, required: [replicas], properties: {replicas: {type: integer, minimum: 0, default: 1}, any: {x-kubernetes-preserve-unknown-fields: true, type: object}, port: {x-kubernetes-int-or-string: true}}, x-kubernetes-validations: [{rule: "self.replicas < 100", message: "too many"}]}, status: {type: object, properties: {replicas: {type: integer}}}}}}
---
apiVersion: example.com/v1
kind: Thing
metadata: {name: a, namespace: default}
spec: {replicas: 3, any: {x: [1, {y: z}]}, port: 80}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: a}
spec:
  failurePolicy: Ignore
  matchConstraints: {resourceRules: [{apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [deployments]}]}
  variables: [{name: n, expression: "object.spec.replicas"}]
  validations: [{expression: "variables.n < 50", messageExpression: "'n is ' + string(variables.n)", reason: Invalid}]
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: a}
webhooks: [{name: a.b.c, admissionReviewVersions: [v1], sideEffects: None, failurePolicy: Ignore, clientConfig: {url: "https://x.y/z"}, rules: [{apiGroups: [x], apiVersions: [v1], operations: [CREATE], resources: [y]}]}]
---
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: {name: a}
spec: {request: YQ==, signerName: example.com/x, usages: [client auth], expirationSeconds: 3600}
---
apiVersion: flowcontrol.apiserver.k8s.io/v1
kind: FlowSchema
metadata: {name: a}
spec: {priorityLevelConfiguration: {name: exempt}, matchingPrecedence: 5, rules: [{subjects: [{kind: User, user: {name: x}}], resourceRules: [{verbs: [get], apiGroups: [x], resources: [y], namespaces: [z]}]}]}
---
apiVersion: authorization.k8s.io/v1
kind: SubjectAccessReview
spec: {user: ann, groups: [x], resourceAttributes: {verb: get, resource: pods, namespace: default}}
---
apiVersion: authentication.k8s.io/v1
kind: TokenReview
spec: {token: x.y.z, audiences: [a]}
---
apiVersion: resource.k8s.io/v1
kind: ResourceClaim
metadata: {name: a}
spec: {devices: {requests: [{name: r, exactly: {deviceClassName: x, selectors: [{cel: {expression: "device.driver == 'x'"}}]}}]}}
`).map((document) => {
  const body = document.toJS() as KubeObject;
  const { group, version } = parseGroupVersion(body.apiVersion ?? '');
  const base = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const kind = builtInKinds.findByName(group, version, body.kind ?? '');
  const plural = kind?.plural ?? `${(body.kind ?? '').toLowerCase()}s`;
  return { target: kind && !kind.namespaced ? `${base}/${plural}` : `${base}/namespaces/default/${plural}`, body };
});
