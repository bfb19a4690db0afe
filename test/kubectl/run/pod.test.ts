import { expect, test } from 'vitest';
import { checkImage, podToRun, type RunOptions } from '../../../src/kubectl/run/pod.ts';

const options: RunOptions = {
  name: 'web',
  image: 'nginx:1.27',
  labels: { run: 'web' },
  annotations: [],
  env: [],
  args: [],
  command: false,
  port: '',
  imagePullPolicy: '',
  restartPolicy: 'Always',
  privileged: false,
  stdin: false,
  stdinOnce: false,
  tty: false,
};
const container = (more: Partial<RunOptions>): unknown => podToRun({ ...options, ...more })['spec'].containers[0];

test('a pod has no more than what was asked for', () => {
  expect(podToRun(options)).toEqual({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', labels: { run: 'web' } },
    spec: { containers: [{ name: 'web', image: 'nginx:1.27' }], restartPolicy: 'Always', dnsPolicy: 'ClusterFirst' },
  });
});

test.each<[Partial<RunOptions>, object]>([
  [{ args: ['sleep', '1'] }, { args: ['sleep', '1'] }],
  [{ args: ['sleep', '1'], command: true }, { command: ['sleep', '1'] }],
  [{ command: true }, {}],
  [
    { env: ['A=b=c', 'B='] },
    {
      env: [
        { name: 'A', value: 'b=c' },
        { name: 'B', value: '' },
      ],
    },
  ],
  [{ port: '0' }, { ports: [{ containerPort: 0 }] }],
  [{ privileged: true }, { securityContext: { privileged: true } }],
  [
    { stdin: true, stdinOnce: true, tty: true },
    { stdin: true, stdinOnce: true, tty: true },
  ],
])('%j', (more, expected) => {
  expect(container(more)).toEqual({ name: 'web', image: 'nginx:1.27', ...expected });
});

test.each<[Partial<RunOptions>, string]>([
  [{ env: ['NOVALUE'] }, 'invalid env: NOVALUE'],
  [{ env: ['=x'] }, 'invalid env: =x'],
  [{ port: 'http' }, 'strconv.Atoi: parsing "http": invalid syntax'],
])('%j is refused', (more, message) => {
  expect(() => podToRun({ ...options, ...more })).toThrow(message);
});

test.each(['nginx', 'nginx:1.27', 'localhost:5000/team/app', '[::1]:5000/app', `app@sha256:${'0'.repeat(64)}`, 'Registry.example.com/a_b'])(
  'image %s',
  (image) => {
    expect(() => checkImage(image)).not.toThrow();
  },
);

test.each(['bad image', 'Nginx', 'nginx:', 'nginx@sha256:12', '/nginx', 'a//b'])('no image: %s', (image) => {
  expect(() => checkImage(image)).toThrow(`Invalid image name "${image}": invalid reference format`);
});
