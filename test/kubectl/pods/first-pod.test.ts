import { expect, it } from 'vitest';
import type { Client } from '../../../src/api/client.ts';
import type { Pod } from '../../../src/api/types.ts';
import { containerNames, defaultContainer } from '../../../src/kubectl/pods/containers.ts';
import { firstPod } from '../../../src/kubectl/pods/first-pod.ts';

const pod = (name: string, more: { node?: string; phase?: string; ready?: string; restarts?: number; created?: string } = {}): Pod => ({
  metadata: { name, creationTimestamp: more.created ?? '2026-01-01T00:00:00Z' },
  spec: { containers: [], nodeName: more.node ?? 'n' },
  status: {
    phase: more.phase ?? 'Running',
    ...(more.ready === undefined ? {} : { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: more.ready }] }),
    containerStatuses: [{ name: 'c', image: '', imageID: '', ready: false, restartCount: more.restarts ?? 0 }],
  },
});

it.each([
  ['assigned to a node', pod('a', { node: '' }), pod('b', { phase: 'Pending' })],
  ['running', pod('a', { phase: 'Pending' }), pod('b')],
  ['ready', pod('a'), pod('b', { ready: '2026-01-02T00:00:00Z' })],
  ['ready for longer', pod('a', { ready: '2026-01-02T00:00:00Z' }), pod('b', { ready: '2026-01-01T00:00:00Z' })],
  ['restarted more often', pod('a', { restarts: 1 }), pod('b', { restarts: 2 })],
  ['older', pod('a'), pod('b', { created: '2025-12-31T00:00:00Z' })],
])('the pod that is %s comes first', async (_what, ...items) => {
  const client = { request: async () => ({ code: 200, warnings: [], body: { metadata: {}, items } }) } as unknown as Client;
  expect(await firstPod(client, 'default', 'app=x', 0)).toMatchObject({ pod: { metadata: { name: 'b' } }, count: 2 });
});

it('the container that is meant is the first, or the one that an annotation names', () => {
  const duo: Pod = {
    metadata: { name: 'duo' },
    spec: {
      containers: [{ name: 'one' }, { name: 'two' }],
      initContainers: [{ name: 'setup' }],
      ephemeralContainers: [{ name: 'look' }],
    },
  };
  const said: string[] = [];
  expect(containerNames(duo)).toBe('one, two, look (ephem), setup (init)');
  expect(defaultContainer(duo, (text) => said.push(text))).toBe('one');
  expect(said).toEqual(['Defaulted container "one" out of: one, two, look (ephem), setup (init)\n']);
  const marked = { ...duo, metadata: { annotations: { 'kubectl.kubernetes.io/default-container': 'two' } } };
  expect(defaultContainer(marked, (text) => said.push(text))).toBe('two');
  expect(said).toHaveLength(1);
});
