import type { ApiRequest, WatchEvent } from '../../src/api/client.ts';
import type { KubeObject } from '../../src/api/object.ts';
import { notFound } from '../../src/api/status.ts';
import type { Cluster } from '../../src/cluster/cluster.ts';
import type { ClusterImage, ClusterSettings, Row, Timer } from '../../src/cluster/store/image.ts';

/**
 * As much of a cluster as its host can see, without Kubernetes: created objects become `ready` when `spec.delay` ms have passed,
 * and then every `spec.every` ms their `ticks` go up.
 */
export function toyCluster(image: ClusterImage): Cluster {
  const header = structuredClone(image.header);
  const objects = new Map(image.objects);
  let timers = [...image.timers];
  let dirty = false;

  const put = (key: string, value: KubeObject): KubeObject => {
    dirty = true;
    header.revision += 1;
    const stored = { ...value, metadata: { ...value.metadata, resourceVersion: String(header.revision) } };
    objects.set(key, { key, value: () => stored });
    return stored;
  };
  const schedule = (due: number, key: string): void => {
    timers.push({ due, seq: ++header.timerSequence, actor: 'toy', key });
    timers.sort((a, b) => a.due - b.due);
  };
  const fire = ({ key }: Timer): void => {
    const object = objects.get(key)?.value() as KubeObject | undefined;
    if (!object) return;
    put(key, { ...object, ready: true, ticks: (object.ticks ?? 0) + 1 });
    if (object.spec?.every) schedule(header.clock + (object.spec.every as number), key);
  };
  const handle = ({ verb, name = '', body }: ApiRequest): KubeObject => {
    const key = `pods default/${name}`;
    const found = objects.get(key)?.value() as KubeObject | undefined;
    if (verb === 'list') return { metadata: {}, items: [...objects.values()].map((row: Row) => row.value()) };
    if (verb === 'create') {
      const object = put(key, body as KubeObject);
      if (object.spec?.delay !== undefined) schedule(header.clock + (object.spec.delay as number), key);
      if (object.spec?.defect) throw new TypeError('a defect');
      return object;
    }
    if (!found) throw notFound({ group: '', resource: 'pods' }, name);
    return verb === 'update' ? put(key, body as KubeObject) : found;
  };
  return {
    get settings(): ClusterSettings {
      return header.settings;
    },
    name: header.name,
    identify: () => ({ username: 'toy' }),
    get pki(): never {
      throw new Error('a toy has no keys');
    },
    now: () => header.clock,
    takeDefects: () => [],
    nextDue: () => timers[0]?.due,
    advanceTo(ms) {
      for (let next = timers[0]; next && next.due <= ms; next = timers[0]) {
        timers = timers.slice(1);
        header.clock = Math.max(header.clock, next.due);
        dirty = true;
        fire(next);
      }
      header.clock = Math.max(header.clock, ms);
    },
    handle: (request) => ({ code: 200, body: handle(request), warnings: [] }),
    wire: ({ method, target }) => ({
      kind: 'whole',
      status: 200,
      headers: {},
      body: JSON.stringify({ metadata: {}, method, path: target }),
    }),
    discovery: () => ({ resources: [], groups: [] }),
    watch: (request) => ({ request, revision: -1, known: new Map() }),
    poll(state) {
      const events: WatchEvent[] = [];
      for (const row of objects.values()) {
        const object = row.value() as KubeObject;
        const version = object.metadata.resourceVersion!;
        const known = state.known.get(row.key);
        if (known !== version) events.push({ type: known === undefined ? 'ADDED' : 'MODIFIED', object });
        state.known.set(row.key, version);
      }
      return events;
    },
    dirty: () => dirty,
    noteSaved: () => {
      dirty = false;
    },
    takeChanges: () => undefined,
    image: () => ({ header: structuredClone(header), objects: new Map(objects), memory: new Map(), timers: [...timers], log: [] }),
    updateSettings(settings) {
      Object.assign(header.settings, settings);
      dirty = true;
    },
    reseed(seed) {
      header.seed = seed;
      dirty = true;
    },
  };
}

export function newToy(settings: Partial<ClusterSettings> = {}, clock = 1_000_000): ClusterImage {
  return {
    header: {
      name: 'toy',
      revision: 0,
      clock,
      random: 1,
      seed: 1,
      timerSequence: 0,
      settings: { clock: 'wall', offset: 0, kubelet: 'real', bare: false, ...settings },
    },
    objects: new Map(),
    memory: new Map(),
    timers: [],
    log: [],
  };
}
