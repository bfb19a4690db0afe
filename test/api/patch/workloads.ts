import fc from 'fast-check';
import type { JsonObject } from '../../../src/api/json.ts';

const name = fc.constantFrom('a', 'b', 'c', 'd');
const labels = fc.dictionary(name, fc.constantFrom('1', '2'), { maxKeys: 3 });
const listOf = <T>(item: fc.Arbitrary<T>, key: (item: T) => unknown, minLength = 0): fc.Arbitrary<T[]> =>
  fc.uniqueArray(item, { selector: key, minLength, maxLength: 3 });

const container = fc.record(
  {
    name,
    image: fc.constantFrom('x', 'y'),
    args: fc.array(fc.constantFrom('p', 'q'), { maxLength: 2 }),
    env: listOf(fc.record({ name, value: fc.constantFrom('1', '2') }), (item) => item.name),
    ports: listOf(fc.record({ containerPort: fc.constantFrom(80, 81, 82), protocol: fc.constant('TCP') }), (item) => item.containerPort, 1),
    resources: fc.record({ limits: fc.record({ cpu: fc.constantFrom('1', '2') }) }),
  },
  { requiredKeys: ['name', 'image'] },
);

const volume = fc
  .tuple(
    name,
    fc.constantFrom<JsonObject>(
      { emptyDir: {} },
      { emptyDir: { medium: 'Memory' } },
      { configMap: { name: 'c' } },
      { hostPath: { path: '/' } },
    ),
  )
  .map(([volumeName, source]) => ({ name: volumeName, ...source }));

const podSpec = fc.record(
  {
    containers: listOf(container, (item) => item.name, 1),
    volumes: listOf(volume, (item) => item.name),
    tolerations: fc.array(fc.record({ key: name }), { maxLength: 2 }),
    nodeSelector: labels,
    hostNetwork: fc.boolean(),
  },
  { requiredKeys: ['containers'] },
);

const metadata = fc.record(
  { name: fc.constant('web'), labels, finalizers: fc.uniqueArray(fc.constantFrom('f/1', 'f/2', 'f/3'), { maxLength: 3 }) },
  { requiredKeys: ['name'] },
);

/** Pods, such as people write them. */
export const pods = fc
  .record({ apiVersion: fc.constant('v1'), kind: fc.constant('Pod'), metadata, spec: podSpec })
  .map((value) => structuredClone(value) as unknown as JsonObject);

/** Deployments with everything that merges in its own way: keyed lists, plain lists, maps, a union. */
export const deployments = fc
  .record({
    apiVersion: fc.constant('apps/v1'),
    kind: fc.constant('Deployment'),
    metadata,
    spec: fc.record(
      {
        replicas: fc.nat(3),
        strategy: fc.constantFrom<JsonObject>({ type: 'Recreate' }, { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } }),
        selector: fc.record({ matchLabels: labels }),
        template: fc.record({ metadata: fc.record({ labels }), spec: podSpec }),
      },
      { requiredKeys: ['selector', 'template'] },
    ),
  })
  .map((value) => structuredClone(value) as unknown as JsonObject);
