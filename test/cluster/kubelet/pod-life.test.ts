import { expect, it } from 'vitest';
import { aNode, boundPod, sh, timeline } from './node.ts';

/** Pods and what becomes of them: the timelines are in golden/, one file each; `vitest -u` writes them anew. */
const cases: Record<string, { spec: object; seconds: number; deleteAt?: number }> = {
  serves: { spec: { containers: [{ name: 'web', image: 'nginx:1.27' }] }, seconds: 3600 },
  'completes-always': { spec: { containers: [sh('echo one pass')] }, seconds: 120 },
  'crash-loop': { spec: { containers: [sh('echo starting; sleep 2; exit 1')] }, seconds: 900 },
  'never-fails': { spec: { restartPolicy: 'Never', containers: [sh('exit 42')] }, seconds: 60 },
  'on-failure-succeeds': { spec: { restartPolicy: 'OnFailure', containers: [sh('sleep 5')] }, seconds: 60 },
  'pull-fails': { spec: { containers: [{ name: 'web', image: 'nginx:1.91' }] }, seconds: 150 },
  'init-then-main': {
    spec: {
      initContainers: [
        { ...sh('sleep 6'), name: 'check' },
        { ...sh('sleep 6'), name: 'write' },
      ],
      containers: [{ name: 'web', image: 'nginx:1.27' }],
    },
    seconds: 60,
  },
  'init-fails-never': {
    spec: { restartPolicy: 'Never', initContainers: [{ ...sh('exit 5'), name: 'init' }], containers: [sh('sleep 60')] },
    seconds: 60,
  },
  'sidecar-and-task': {
    spec: {
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: 1,
      initContainers: [{ ...sh("trap 'echo bye; exit 0' TERM; while true; do sleep 0.2; done"), name: 'proxy', restartPolicy: 'Always' }],
      containers: [sh('sleep 2')],
    },
    seconds: 30,
  },
  'liveness-kills': {
    spec: {
      terminationGracePeriodSeconds: 5,
      containers: [
        {
          ...sh('touch /tmp/healthy; sleep 30; rm -f /tmp/healthy; sleep 600'),
          livenessProbe: { exec: { command: ['cat', '/tmp/healthy'] }, initialDelaySeconds: 5, periodSeconds: 5 },
        },
      ],
    },
    seconds: 240,
  },
  'startup-holds-back': {
    spec: {
      containers: [
        {
          ...sh('sleep 6; touch /tmp/up; sleep 600'),
          startupProbe: { exec: { command: ['ls', '/tmp/up'] }, periodSeconds: 1, failureThreshold: 30 },
          readinessProbe: { exec: { command: ['true'] }, periodSeconds: 1 },
        },
      ],
    },
    seconds: 60,
  },
  'delays-after-startup': {
    spec: {
      containers: [
        {
          ...sh('sleep 3; touch /tmp/up; sleep 600'),
          startupProbe: { exec: { command: ['ls', '/tmp/up'] }, periodSeconds: 1, failureThreshold: 30 },
          readinessProbe: { exec: { command: ['true'] }, periodSeconds: 5, initialDelaySeconds: 8 },
          livenessProbe: { exec: { command: ['false'] }, periodSeconds: 10, initialDelaySeconds: 12 },
        },
      ],
    },
    seconds: 16,
  },
  'readiness-refused': {
    spec: { containers: [{ name: 'web', image: 'nginx:1.27', readinessProbe: { tcpSocket: { port: 8088 }, periodSeconds: 2 } }] },
    seconds: 10,
  },
  'takes-its-grace': { spec: { terminationGracePeriodSeconds: 10, containers: [sh('sleep 3600')] }, seconds: 60, deleteAt: 20 },
  'stops-at-once': { spec: { containers: [{ name: 'web', image: 'nginx:1.27' }] }, seconds: 60, deleteAt: 20 },
  'pre-stop': {
    spec: { containers: [{ name: 'web', image: 'nginx:1.27', lifecycle: { preStop: { exec: { command: ['sleep', '5'] } } } }] },
    seconds: 60,
    deleteAt: 20,
  },
  'one-after-the-other': {
    spec: {
      containers: [
        { name: 'broken', image: 'nginx:1.91' },
        { name: 'web', image: 'nginx:1.27', lifecycle: { postStart: { exec: { command: ['sleep', '4'] } } } },
        { ...sh('sleep 600'), image: 'nginx:1.27' },
      ],
    },
    seconds: 12,
  },
  'deleted-during-post-start': {
    spec: { containers: [{ name: 'web', image: 'nginx:1.27', lifecycle: { postStart: { exec: { command: ['sleep', '40'] } } } }] },
    seconds: 60,
    deleteAt: 20,
  },
  'post-start-fails': {
    spec: { containers: [{ name: 'web', image: 'nginx:1.27', lifecycle: { postStart: { exec: { command: ['false'] } } } }] },
    seconds: 14,
  },
  deadline: { spec: { activeDeadlineSeconds: 10, terminationGracePeriodSeconds: 2, containers: [sh('sleep 3600')] }, seconds: 60 },
  'start-error': {
    spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'busybox:1.36', command: ['serve'] }] },
    seconds: 30,
  },
  'missing-config': { spec: { containers: [{ ...sh('sleep 60'), envFrom: [{ configMapRef: { name: 'absent' } }] }] }, seconds: 30 },
  'missing-volume': { spec: { volumes: [{ name: 'v', secret: { secretName: 'absent' } }], containers: [sh('sleep 60')] }, seconds: 20 },
  'needs-password': { spec: { containers: [{ name: 'db', image: 'postgres:16' }] }, seconds: 30 },
  'out-of-memory': {
    spec: {
      restartPolicy: 'Never',
      containers: [{ ...sh('x=0123456789; while true; do x=$x$x; done'), resources: { limits: { memory: '16Mi' } } }],
    },
    seconds: 30,
  },
  'never-pulled': { spec: { containers: [{ name: 'web', image: 'nginx:1.27', imagePullPolicy: 'Never' }] }, seconds: 20 },
  'not-a-name': { spec: { containers: [{ name: 'web', image: 'Nginx:1.27' }] }, seconds: 20 },
};

it.each(Object.entries(cases))('%s', async (name, { spec, seconds, deleteAt }) => {
  const node = aNode();
  node.api.create('pods', boundPod('p', spec) as never);
  let text = timeline(node, 'p', deleteAt ?? seconds);
  if (deleteAt !== undefined) {
    node.api.delete('pods', 'default', 'p');
    text += `--- deleted\n${timeline(node, 'p', seconds)}`;
  }
  await expect(text).toMatchFileSnapshot(`golden/${name}.txt`);
});
