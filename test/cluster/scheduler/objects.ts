/** Small objects as the API server would have completed them. */
export function node(name: string, more: { labels?: object; spec?: object; allocatable?: object } = {}): object {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/hostname': name, ...more.labels } },
    spec: more.spec ?? {},
    status: { allocatable: { cpu: '4', memory: '8Gi', pods: '110', 'ephemeral-storage': '100Gi', ...more.allocatable } },
  };
}

export const controlPlane = node('kubesim-control-plane', {
  spec: { taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }] },
});

export function pod(name: string, spec: object = {}, metadata: object = {}): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', ...metadata },
    spec: {
      schedulerName: 'default-scheduler',
      terminationGracePeriodSeconds: 30,
      containers: [{ name: 'c', image: 'nginx:1.27' }],
      ...spec,
    },
  };
}

export function asking(requests: Record<string, string>): object {
  return { containers: [{ name: 'c', image: 'nginx:1.27', resources: { requests } }] };
}
