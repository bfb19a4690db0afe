import { describe, expect, it } from 'vitest';
import type { Job, Pod } from '../../../src/api/types.ts';
import { realCluster, type RealCluster } from '../../support/real-cluster.ts';

const pod = (name: string, spec: object, metadata: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, ...metadata },
  spec: { automountServiceAccountToken: false, ...spec },
});
const sh = (script: string): object => ({ name: 'main', image: 'busybox:1.36', command: ['sh', '-c', script] });
const real = (): RealCluster => realCluster({ kubelet: 'real' }, ['kubesim-worker']);
const get = (cluster: RealCluster, name: string): Pod => cluster.get<Pod>('pods', name)!;
const main = (cluster: RealCluster, name: string): NonNullable<NonNullable<Pod['status']>['containerStatuses']>[number] =>
  get(cluster, name).status!.containerStatuses![0]!;

describe('real kubelets', () => {
  it('write the whole status of a running pod', () => {
    const cluster = real();
    cluster.apply(pod('up', { containers: [{ name: 'web', image: 'nginx:1.27', resources: { requests: { cpu: '100m' } } }] }));
    cluster.advance(3);
    const { status } = get(cluster, 'up');
    expect(status).toMatchObject({
      phase: 'Running',
      observedGeneration: 1,
      podIP: '10.244.0.2',
      podIPs: [{ ip: '10.244.0.2' }],
      qosClass: 'Burstable',
    });
    expect(status!.conditions!.map(({ type }) => type)).toEqual([
      'PodReadyToStartContainers',
      'Initialized',
      'Ready',
      'ContainersReady',
      'PodScheduled',
    ]);
    expect(Object.keys(main(cluster, 'up')).sort()).toEqual(
      [
        'allocatedResources',
        'containerID',
        'image',
        'imageID',
        'lastState',
        'name',
        'ready',
        'resources',
        'restartCount',
        'started',
        'state',
        'user',
      ].sort(),
    );
    expect(main(cluster, 'up')).toMatchObject({
      image: 'docker.io/library/nginx:1.27',
      user: { linux: { uid: 0, gid: 0, supplementalGroups: [0] } },
    });
  });

  it('users and groups are the pod’s where it names them', () => {
    const cluster = real();
    cluster.apply(pod('user', { securityContext: { runAsUser: 1000, runAsGroup: 3000, fsGroup: 2000 }, containers: [sh('sleep 60')] }));
    cluster.apply(pod('nonroot', { securityContext: { runAsNonRoot: true }, containers: [sh('sleep 60')] }));
    cluster.advance(3);
    expect(main(cluster, 'user')).toMatchObject({ user: { linux: { uid: 1000, gid: 3000, supplementalGroups: [2000, 3000] } } });
    expect(main(cluster, 'nonroot').state?.waiting).toEqual({
      reason: 'CreateContainerConfigError',
      message: `container has runAsNonRoot and image will run as root (pod: "nonroot_default(${get(cluster, 'nonroot').metadata.uid})", container: main)`,
    });
  });

  it('what was missing for long is found soon when it comes', () => {
    const cluster = real();
    cluster.apply(pod('late', { containers: [{ name: 'main', image: 'nginx:1.27', envFrom: [{ configMapRef: { name: 'settings' } }] }] }));
    cluster.advance(600);
    expect(main(cluster, 'late').state?.waiting?.reason).toBe('CreateContainerConfigError');
    cluster.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' } });
    cluster.advance(16);
    expect(main(cluster, 'late').ready).toBe(true);
  });

  it('every volume that cannot be mounted is told of', () => {
    const cluster = real();
    const volumes = [
      { name: 'a', configMap: { name: 'gone' } },
      { name: 'b', secret: { secretName: 'lost' } },
    ];
    cluster.apply(pod('bare', { volumes, containers: [sh('sleep 60')] }));
    cluster.advance(1);
    expect(cluster.events('bare').filter((text) => text.includes('FailedMount'))).toEqual([
      expect.stringContaining('MountVolume.SetUp failed for volume "a" : configmap "gone" not found'),
      expect.stringContaining('MountVolume.SetUp failed for volume "b" : secret "lost" not found'),
    ]);
  });

  it('the termination message is what the process left', () => {
    const cluster = real();
    cluster.apply(pod('sad', { restartPolicy: 'Never', containers: [sh('echo "cannot open database" > /dev/termination-log; exit 7')] }));
    cluster.apply(
      pod('loud', {
        restartPolicy: 'Never',
        containers: [{ ...sh('echo last words; exit 1'), terminationMessagePolicy: 'FallbackToLogsOnError' }],
      }),
    );
    cluster.advance(3);
    expect([main(cluster, 'sad'), main(cluster, 'loud')].map(({ state }) => state?.terminated?.message)).toEqual([
      'cannot open database\n',
      'last words\n',
    ]);
  });

  it('what a postStart hook said is told while its container waits', () => {
    const cluster = real();
    const postStart = { exec: { command: ['sh', '-c', 'echo one; echo no >&2; exit 3'] } };
    cluster.apply(pod('hook', { containers: [{ name: 'main', image: 'nginx:1.27', lifecycle: { postStart } }] }));
    cluster.advance(1.7);
    const { uid } = get(cluster, 'hook').metadata;
    const command = 'sh -c echo one; echo no >&2; exit 3';
    expect(main(cluster, 'hook').state?.waiting).toEqual({
      reason: 'PostStartHookError',
      message: `Exec lifecycle hook ([${command}]) for Container "main" in Pod "hook_default(${uid})" failed - error: command '${command}' exited with 3: no\n, message: "one\\nno\\n"`,
    });
  });

  it('a changed label makes a back-off show at once', () => {
    const cluster = real();
    cluster.apply(pod('crash', { containers: [sh('sleep 2; exit 1')] }));
    cluster.advance(8);
    expect(main(cluster, 'crash').state?.terminated?.reason).toBe('Error');
    cluster.patch('pods', 'crash', { metadata: { labels: { seen: 'yes' } } });
    expect(main(cluster, 'crash').state?.waiting).toEqual({
      reason: 'CrashLoopBackOff',
      message: `back-off 10s restarting failed container=main pod=crash_default(${get(cluster, 'crash').metadata.uid})`,
    });
  });

  it('a changed image restarts the container', () => {
    const cluster = real();
    cluster.apply(pod('web', { containers: [{ name: 'main', image: 'nginx:1.27' }] }));
    cluster.advance(3);
    cluster.patch('pods', 'web', { spec: { containers: [{ name: 'main', image: 'nginx:1.28' }] } });
    cluster.advance(5);
    expect(main(cluster, 'web')).toMatchObject({ image: 'docker.io/library/nginx:1.28', restartCount: 1, ready: true });
    expect(cluster.events('web')).toContain('Normal Killing Container main definition changed, will be restarted');
  });

  it('a second delete may shorten the grace period', () => {
    const cluster = real();
    cluster.apply(pod('slow', { containers: [sh('sleep 3600')] }));
    cluster.advance(3);
    cluster.remove('pods', 'slow');
    cluster.advance(5);
    expect(get(cluster, 'slow').metadata.deletionGracePeriodSeconds).toBe(30);
    cluster.remove('pods', 'slow', { gracePeriodSeconds: 1 });
    cluster.advance(3);
    expect(cluster.get('pods', 'slow')).toBeUndefined();
  });

  it('an init container waits for a service that comes later', () => {
    const cluster = real();
    cluster.apply(
      pod('app', {
        initContainers: [{ ...sh('until nslookup db; do echo waiting; sleep 2; done'), name: 'wait' }],
        containers: [sh('sleep 3600')],
      }),
    );
    cluster.advance(30);
    expect(get(cluster, 'app').status?.phase).toBe('Pending');
    cluster.apply({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'db' }, spec: { ports: [{ port: 5432 }] } });
    cluster.advance(5);
    expect(get(cluster, 'app').status?.phase).toBe('Running');
  });

  it('the mirror of a static pod comes back, its containers running', () => {
    const cluster = real();
    const mirror = {
      annotations: { 'kubernetes.io/config.mirror': 'x', 'kubernetes.io/config.hash': 'x', 'kubernetes.io/config.source': 'file' },
    };
    cluster.apply(pod('static', { nodeName: 'kubesim-worker', containers: [{ name: 'main', image: 'nginx:1.27' }] }, mirror));
    cluster.advance(3);
    const { containerID } = main(cluster, 'static');
    const { uid } = get(cluster, 'static').metadata;
    cluster.remove('pods', 'static', { gracePeriodSeconds: 1 });
    cluster.advance(4);
    expect(get(cluster, 'static').status?.phase).toBe('Pending');
    cluster.advance(10);
    expect(main(cluster, 'static').containerID).toBe(containerID);
    expect(get(cluster, 'static').metadata.uid).not.toBe(uid);
  });

  it('do nothing on nodes that are not there', () => {
    const cluster = real();
    cluster.apply(pod('lost', { nodeName: 'elsewhere', containers: [sh('true')] }));
    cluster.advance(5);
    expect(cluster.get<Pod>('pods', 'lost')?.status?.containerStatuses).toBeUndefined();
  });

  it.each([
    [
      { containers: [{ ...sh('true'), resources: { requests: { cpu: '6' } } }] },
      'OutOfcpu',
      "Node didn't have enough resource: cpu, requested: 6000, used: 0, capacity: 4000",
    ],
    [
      { nodeSelector: { disk: 'ssd' }, containers: [sh('true')] },
      'NodeAffinity',
      "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector",
    ],
  ])('refuse what was put there past the scheduler: %#', (spec, reason, message) => {
    const cluster = real();
    cluster.apply(pod('forced', { nodeName: 'kubesim-worker', ...spec }));
    expect(get(cluster, 'forced').status).toMatchObject({ phase: 'Failed', reason, message: `Pod was rejected: ${message}` });
    expect(get(cluster, 'forced').status?.containerStatuses).toBeUndefined();
    expect(cluster.events('forced')).toEqual([`Warning ${reason} ${message}`]);
  });

  it('nothing happens where nothing is due', () => {
    const cluster = real();
    cluster.apply(
      pod('web', {
        containers: [
          { name: 'main', image: 'nginx:1.27', livenessProbe: { httpGet: { port: 80 } }, readinessProbe: { httpGet: { port: 80 } } },
        ],
      }),
    );
    cluster.advance(30);
    const { resourceVersion } = get(cluster, 'web').metadata;
    cluster.advance(86_400);
    expect(get(cluster, 'web').metadata.resourceVersion).toBe(resourceVersion);
  });
});

describe('nodes without a kubelet', () => {
  it('run nothing until one comes', () => {
    const cluster = realCluster();
    cluster.apply({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'ghost' } });
    cluster.apply(pod('waiting', { nodeName: 'ghost', containers: [{ name: 'web', image: 'nginx:1.27' }] }));
    cluster.advance(3);
    expect(get(cluster, 'waiting').status).toEqual({ phase: 'Pending', qosClass: 'BestEffort' });
    cluster.remove('nodes', 'ghost');
    const status = { nodeInfo: { kubeletVersion: 'v1.36.2' }, conditions: [{ type: 'Ready', status: 'True' }] };
    cluster.apply({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'ghost' }, status });
    cluster.advance(3);
    expect(get(cluster, 'waiting').status?.phase).toBe('Running');
  });
});

describe('quick kubelets', () => {
  it('run whatever can be pulled, nearly at once', () => {
    const cluster = realCluster();
    cluster.apply(pod('any', { restartPolicy: 'Never', initContainers: [{ ...sh('exit 1'), name: 'init' }], containers: [sh('exit 1')] }));
    cluster.advance(0.5);
    expect(get(cluster, 'any').status).toMatchObject({
      phase: 'Running',
      conditions: expect.arrayContaining([expect.objectContaining({ type: 'Ready', status: 'True' })]),
    });
    cluster.remove('pods', 'any');
    expect(cluster.get('pods', 'any')).toBeUndefined();
  });

  it('say ImagePullBackOff within three seconds', () => {
    const cluster = realCluster();
    cluster.apply(pod('lost', { containers: [{ name: 'main', image: 'nginx:1.91' }] }));
    cluster.advance(0.5);
    expect(main(cluster, 'lost').state?.waiting?.reason).toBe('ErrImagePull');
    cluster.advance(2.5);
    expect(main(cluster, 'lost').state?.waiting?.reason).toBe('ImagePullBackOff');
  });

  it.each([
    ['echo hello', 0],
    ['echo fail; exit 1', 1],
    ['fail', 1],
    ['exit 42', 42],
  ])('the pod of a Job that says "%s" ends with %i after a second', (script, code) => {
    const cluster = realCluster();
    const job = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'work' },
      spec: { backoffLimit: 0, template: { spec: { restartPolicy: 'Never', containers: [sh(script)] } } },
    };
    cluster.apply(job);
    cluster.advance(1.5);
    expect(cluster.list<Pod>('pods')[0]?.status?.containerStatuses?.[0]?.state?.terminated?.exitCode).toBe(code);
    cluster.advance(5);
    expect(cluster.get<Job>('jobs.batch', 'work')?.status).toMatchObject(code === 0 ? { succeeded: 1 } : { failed: 1 });
  });

  it('a Job past its deadline rests while its pod takes the grace period', () => {
    const cluster = real();
    const spec = { activeDeadlineSeconds: 4, template: { spec: { restartPolicy: 'Never', containers: [sh('sleep 600')] } } };
    cluster.apply({ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'slow' }, spec });
    cluster.advance(10);
    const types = (): string[] => cluster.get<Job>('jobs.batch', 'slow')!.status!.conditions!.map(({ type }) => type);
    expect(types()).toEqual(['FailureTarget']);
    cluster.advance(30);
    expect(types()).toEqual(['FailureTarget', 'Failed']);
  });
});
