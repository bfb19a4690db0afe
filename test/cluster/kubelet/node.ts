import type { Pod } from '../../../src/api/types.ts';
import type { EventRecorder } from '../../../src/cluster/controllers/event-recorder.ts';
import type { Actor } from '../../../src/cluster/sim/actor.ts';
import type { ClusterSettings } from '../../../src/cluster/store/image.ts';
import { kubelet } from '../../../src/cluster/kubelet/index.ts';
import { podColumns } from '../../../src/cluster/kinds/core/pod-columns.ts';
import { fakeCluster, type FakeCluster } from '../../support/fake-api.ts';
import { node } from '../scheduler/objects.ts';

const IMAGES = [
  {
    images: ['busybox'],
    tags: ['latest', '1.{28-37}'],
    base: 'busybox',
    command: ['sh'],
    size: '2210Ki',
    pull: '600ms',
    user: { groups: [10] },
  },
  {
    images: ['nginx'],
    tags: ['latest', '1.{25-29}'],
    base: 'debian',
    entrypoint: ['/docker-entrypoint.sh'],
    command: ['nginx', '-g', 'daemon off;'],
    serves: [{ port: 80, paths: { '/': 200 } }],
    size: '11Mi',
    pull: '700ms',
  },
  {
    images: ['postgres'],
    tags: ['16'],
    base: 'debian',
    entrypoint: ['docker-entrypoint.sh'],
    command: ['postgres'],
    serves: [{ port: 5432 }],
    requires: { anyOf: ['POSTGRES_PASSWORD'], log: 'Error: Database is uninitialized' },
  },
];

export interface NodeUnderTest extends FakeCluster {
  /** Everything the kubelet has said, repeats included: `[object] reason message`. */
  said: string[];
  nextDue(): number | undefined;
}

/** One node with its kubelet, and nothing else. */
export function aNode(settings: Partial<ClusterSettings> = {}): NodeUnderTest {
  const said: string[] = [];
  const due = new Map<string, number>();
  const fake = fakeCluster([overheard(kubelet({ images: () => IMAGES }), said, due)], undefined, { kubelet: 'real', ...settings });
  fake.apply('nodes', {
    ...node('worker'),
    spec: { podCIDR: '10.244.1.0/24' },
    status: {
      addresses: [{ type: 'InternalIP', address: '172.18.0.3' }],
      allocatable: { cpu: '4', memory: '8Gi', pods: '110' },
      nodeInfo: { kubeletVersion: 'v1.36.2' },
    },
  });
  return { ...fake, said, nextDue: () => (due.size > 0 ? Math.min(...due.values()) : undefined) };
}

/** The actor as it is, with notes of what it says and when it wants to be woken. */
function overheard(actor: Actor, said: string[], due: Map<string, number>): Actor {
  return {
    ...actor,
    reconcile(key, context) {
      const events: EventRecorder = {
        ...context.events,
        record: (about, event) => {
          said.push(`${event.reason} ${event.message}`.replaceAll(about.metadata.uid ?? '-', 'UID'));
          context.events.record(about, event);
        },
      };
      const requeue = actor.reconcile(key, { ...context, events });
      if (requeue) due.set(key, 'at' in requeue ? requeue.at : context.now() + requeue.after);
      else due.delete(key);
      return requeue;
    },
  };
}

export function boundPod(name: string, spec: object, metadata: object = {}): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', ...metadata },
    spec: { nodeName: 'worker', restartPolicy: 'Always', terminationGracePeriodSeconds: 30, ...spec },
  };
}

export const sh = (script: string): object => ({ name: 'main', image: 'busybox:1.36', command: ['sh', '-c', script] });

export const podOf = (fake: FakeCluster, name: string): Pod | undefined => fake.api.get('pods', 'default', name);

/** What `get pods` shows, whenever it changes, and the events as they come: a line each, with seconds since the start. */
export function timeline(fake: NodeUnderTest, name: string, seconds: number): string {
  const lines: string[] = [];
  const begun = fake.now();
  let shown = '';
  let told = fake.said.length;
  const look = (): void => {
    const at = ((fake.now() - begun) / 1000).toFixed(2).padStart(7);
    const pod = podOf(fake, name);
    for (const event of fake.said.slice(told)) lines.push(`${at}  event   ${event}`);
    told = fake.said.length;
    const now = summary(pod);
    if (now !== shown) lines.push(`${at}  status  ${now}`);
    shown = now;
  };
  fake.settle();
  look();
  const until = begun + seconds * 1000;
  for (;;) {
    const due = fake.nextDue();
    if (due === undefined || due > until) break;
    fake.advance((due - fake.now()) / 1000);
    look();
  }
  fake.advance((until - fake.now()) / 1000);
  return `${lines.join('\n')}\n`;
}

function summary(pod: Pod | undefined): string {
  if (!pod) return '(gone)';
  const all = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  const ready = (pod.status?.containerStatuses ?? []).filter((each) => each.ready).length;
  const restarts = all.reduce((sum, { restartCount }) => sum + restartCount, 0);
  const conditions = (pod.status?.conditions ?? []).filter(({ status }) => status === 'True').map(({ type }) => type);
  return `${ready}/${pod.spec?.containers.length ?? 0} ${String(podColumns.find(({ name }) => name === 'Status')!.cell(pod, 0))} restarts=${restarts} phase=${pod.status?.phase ?? ''} ${conditions.join(',')}`;
}
