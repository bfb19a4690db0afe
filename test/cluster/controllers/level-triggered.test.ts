import fc from 'fast-check';
import { expect, it } from 'vitest';
import { controllers } from '../../../src/cluster/controllers/index.ts';
import { fakeCluster } from '../../support/fake-api.ts';
import { fakeKubelet } from '../../support/fake-kubelet.ts';

const KINDS = {
  Deployment: 'deployments.apps',
  DaemonSet: 'daemonsets.apps',
  StatefulSet: 'statefulsets.apps',
  ReplicaSet: 'replicasets.apps',
} as const;
type Kind = keyof typeof KINDS;

const step = fc.oneof(
  fc.record({
    do: fc.constant('image' as const),
    kind: fc.constantFrom(...(Object.keys(KINDS) as Kind[])),
    value: fc.constantFrom('a:1', 'a:2', 'a:broken'),
  }),
  fc.record({
    do: fc.constant('scale' as const),
    kind: fc.constantFrom<Kind>('Deployment', 'StatefulSet', 'ReplicaSet'),
    value: fc.nat(6),
  }),
  fc.record({ do: fc.constant('cordon' as const), node: fc.constantFrom('n0', 'n1', 'n2'), value: fc.boolean() }),
  fc.record({ do: fc.constant('kill' as const), value: fc.nat(20) }),
  fc.record({ do: fc.constant('wait' as const), value: fc.integer({ min: 0, max: 5000 }) }),
);

/** Looking again at what has come to rest changes nothing, whatever led to it. */
it('controllers are level-triggered', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const broken = (image: string | undefined): boolean => image?.endsWith(':broken') === true;
      const fake = fakeCluster([
        ...controllers,
        fakeKubelet({ nodes: ['n0', 'n1', 'n2'], startup: (pod) => (broken(pod.spec?.containers[0]?.image) ? undefined : 0.4) }),
      ]);
      const ready = { conditions: [{ type: 'Ready', status: 'True' }] };
      for (const name of ['n0', 'n1', 'n2'])
        fake.apply('nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name }, spec: {}, status: ready });
      for (const [kind, resource] of Object.entries(KINDS)) {
        const labels = { app: kind };
        const spec = {
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'a:1' }] } },
        };
        fake.apply(resource, {
          apiVersion: 'apps/v1',
          kind,
          metadata: { name: kind.toLowerCase(), namespace: 'default' },
          spec: { replicas: 3, revisionHistoryLimit: 2, ...spec },
        });
      }
      fake.apply('services', {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 's', namespace: 'default' },
        spec: { selector: { app: 'Deployment' }, ports: [{ port: 80 }] },
      });
      for (const one of steps) {
        if (one.do === 'wait') fake.advance(one.value / 1000);
        else if (one.do === 'cordon')
          fake.api.modify('nodes', '', one.node, (node) => void (node.spec = { ...node.spec, unschedulable: one.value }));
        else if (one.do === 'kill') {
          const pods = fake.api.list('pods');
          const victim = pods[one.value % Math.max(1, pods.length)];
          if (victim && !victim.metadata.deletionTimestamp) fake.api.delete('pods', 'default', victim.metadata.name ?? '');
        } else {
          fake.api.modify(KINDS[one.kind] as string, 'default', one.kind.toLowerCase(), (object) => {
            if (one.do === 'image') object['spec'].template.spec.containers[0].image = one.value;
            else object['spec'].replicas = one.value;
          });
        }
        fake.settle();
      }
      fake.advance(1000);
      const before = JSON.stringify(
        Object.values(KINDS)
          .map((resource) => fake.api.list(resource))
          .concat([fake.api.list('pods') as never]),
      );
      const events = fake.api.list('events').map(({ count, metadata }) => `${metadata.name} ${count}`);
      for (const resource of Object.values(KINDS)) {
        const actor = resource.replace(/s\.apps$/, '');
        for (const { metadata } of fake.api.list(resource)) fake.simulation.enqueue(actor, `${metadata.namespace}/${metadata.name}`);
      }
      for (const actor of ['endpoints', 'endpointslice']) fake.simulation.enqueue(actor, 'default/s');
      for (const name of ['n0', 'n1', 'n2']) fake.simulation.enqueue('node-lifecycle', name);
      fake.settle();
      expect(
        JSON.stringify(
          Object.values(KINDS)
            .map((resource) => fake.api.list(resource))
            .concat([fake.api.list('pods') as never]),
        ),
      ).toBe(before);
      expect(fake.api.list('events').map(({ count, metadata }) => `${metadata.name} ${count}`)).toEqual(events);
    }),
    { numRuns: 40 },
  );
}, 60_000);
