import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ApiRequest, Verb, WatchEvent } from '../../src/api/client.ts';
import { localClient, type LocalClient } from '../../src/host/local-client.ts';
import type { SessionOptions } from '../../src/host/session.ts';
import { stateStamp } from '../../src/host/state-file.ts';
import { newToy, toyCluster } from '../support/toy-cluster.ts';

let folder: string;
let path: string;
let clients: LocalClient[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'client-'));
  path = join(folder, 'toy.json');
  clients = [];
});
afterEach(async () => {
  for (const client of clients) await client.close().catch(() => undefined);
  rmSync(folder, { recursive: true });
});

const START = 1_000_000;

function open(options: Partial<SessionOptions> = {}): LocalClient {
  const clock = options.clock ?? 'wall';
  const client = localClient({
    path,
    open: toyCluster,
    create: () => toyCluster(newToy({ clock }, START)),
    wallNow: () => START,
    ...options,
  });
  clients.push(client);
  return client;
}

const ask = (verb: Verb, name?: string, spec?: object): ApiRequest => ({
  verb,
  group: '',
  version: 'v1',
  resource: 'pods',
  namespace: 'default',
  ...(name !== undefined && { name }),
  ...(spec && { body: { metadata: { name, namespace: 'default' }, spec } }),
});
const pods = { group: '', version: 'v1', resource: 'pods', namespace: 'default' };
const onDisk = (): Record<string, unknown> => {
  const document = JSON.parse(readFileSync(path, 'utf8')) as { objects: [string, Record<string, unknown>][] };
  return Object.fromEntries(document.objects);
};
const describeEvent = ({ type, object }: WatchEvent): string => `${type} ${object.metadata.name}${object.ticks ? ` ${object.ticks}` : ''}`;

async function collect(events: AsyncIterable<WatchEvent>, count = Infinity): Promise<string[]> {
  const seen: string[] = [];
  for await (const event of events) {
    seen.push(describeEvent(event));
    if (seen.length >= count) break;
  }
  return seen;
}

describe('one command', () => {
  it('makes the cluster when there is none, and reads write nothing afterwards', async () => {
    const first = open();
    await first.request(ask('list'));
    await first.close();
    const stamp = stateStamp(path);
    const second = open({ wallNow: () => START + 60_000 });
    await second.request(ask('list'));
    await second.close();
    expect(stateStamp(path)).toBe(stamp);
    expect(readdirSync(folder)).toEqual(['toy.json']);
  });

  it('goes on with what it has saved, until somebody else saves', async () => {
    let opened = 0;
    const client = open({
      open: (image) => {
        opened += 1;
        return toyCluster(image);
      },
    });
    await client.request(ask('create', 'a', {}));
    await client.session.flush();
    await client.request(ask('create', 'b', {}));
    await client.session.flush();
    const stamp = stateStamp(path);
    await client.request(ask('list'));
    await client.session.flush();
    expect({ opened, names: Object.keys(onDisk()), stamp: stateStamp(path) }).toEqual({
      opened: 0,
      names: ['pods default/a', 'pods default/b'],
      stamp,
    });
    const other = open();
    await other.request(ask('create', 'c', {}));
    await other.close();
    await client.request(ask('create', 'd', {}));
    await client.session.flush();
    expect({ opened, names: Object.keys(onDisk()) }).toEqual({
      opened: 1,
      names: ['pods default/a', 'pods default/b', 'pods default/c', 'pods default/d'],
    });
  });

  it('writes once, at its end', async () => {
    const client = open();
    await client.request(ask('create', 'a', {}));
    await client.request(ask('create', 'b', {}));
    expect(existsSync(path)).toBe(false);
    await client.close();
    expect(Object.keys(onDisk())).toEqual(['pods default/a', 'pods default/b']);
    expect(readdirSync(folder)).toEqual(['toy.json']);
  });

  it('lets go of the cluster while it does something else', async () => {
    const client = open();
    await client.request(ask('create', 'a', {}));
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(readdirSync(folder)).toEqual(['toy.json']);
    await open().request(ask('create', 'b', {}));
    await clients[1]!.close();
    expect((await client.request(ask('list'))).body.items).toHaveLength(2);
  });

  it('lets everything happen that became due since the last one', async () => {
    const client = open();
    await client.request(ask('create', 'a', { delay: 1_000, every: 60_000 }));
    await client.close();
    const month = 30 * 24 * 3_600_000;
    const later = open({ wallNow: () => START + month });
    expect((await later.request(ask('get', 'a'))).body.ticks).toBe(Math.floor((month - 1_000) / 60_000) + 1);
    await later.close();
    expect(onDisk()['pods default/a']).toMatchObject({ ready: true });
  });

  it('keeps nothing of what a defect left half done', async () => {
    const client = open();
    await client.request(ask('create', 'a', {}));
    await client.close();
    const before = readFileSync(path);
    const failing = open();
    await expect(failing.request(ask('create', 'b', { defect: true }))).rejects.toThrow('a defect');
    expect(readdirSync(folder)).toEqual(['toy.json']);
    await failing.close();
    expect(readFileSync(path)).toEqual(before);
  });

  it('keeps what was acknowledged before a refusal', async () => {
    const client = open();
    await client.request(ask('create', 'a', {}));
    await expect(client.request(ask('update', 'nope', {}))).rejects.toThrow('not found');
    await client.close();
    expect(Object.keys(onDisk())).toEqual(['pods default/a']);
  });

  it('refuses to ask for nothing', async () => {
    await expect(open().request(ask('get', ''))).rejects.toThrow('resource name may not be empty');
  });

  it('refuses a body that no server would read', async () => {
    const client = open();
    await expect(client.request(ask('create', 'big', { text: 'x'.repeat(3 << 20) }))).rejects.toThrow(
      'Request entity too large: limit is 3145728',
    );
    await expect(client.request(ask('create', 'small', { text: 'x'.repeat(3 << 19) }))).resolves.toMatchObject({ code: 200 });
  });

  it('refuses a damaged file without touching it or staying in the way', async () => {
    writeFileSync(path, '{"kubesim":');
    await expect(open().request(ask('list'))).rejects.toThrow(/is damaged/);
    await expect(open().request(ask('create', 'a', {}))).rejects.toThrow(/is damaged/);
    expect(readFileSync(path, 'utf8')).toBe('{"kubesim":');
    expect(readdirSync(folder)).toEqual(['toy.json']);
  });

  it('never goes back in time, nor stands still, when the wall clock was set back', async () => {
    const client = open({ wallNow: () => START + 50_000 });
    await client.request(ask('create', 'a', {}));
    await client.close();
    let wall = START;
    const later = open({ wallNow: () => wall });
    await later.request(ask('create', 'b', { delay: 1_000 }));
    expect(later.clock.now()).toBe(START + 50_000);
    wall += 2_000;
    expect(later.clock.now()).toBe(START + 52_000);
    expect((await later.request(ask('get', 'b'))).body.ready).toBe(true);
  });
});

describe('the manual clock', () => {
  const manual = { clock: 'manual' } as const;

  it('does not move by itself', async () => {
    await open({ ...manual }).request(ask('create', 'a', { delay: 1_000 }));
    await clients[0]!.close();
    const later = open({ ...manual, wallNow: () => START + 60_000 });
    expect((await later.request(ask('get', 'a'))).body.ready).toBeUndefined();
    expect(later.clock.now()).toBe(START);
  });

  it('goes on from where it stands when the wall clock is asked for', async () => {
    await open(manual).request(ask('create', 'a', { delay: 1_000 }));
    await clients[0]!.close();
    let wall = START + 3_600_000;
    const later = open({ clock: 'wall', wallNow: () => wall });
    await later.request(ask('create', 'b', {}));
    expect(later.clock.now()).toBe(START);
    wall += 1_500;
    expect((await later.request(ask('get', 'a'))).body.ready).toBe(true);
    expect(later.clock.now()).toBe(START + 1_500);
  });

  it('is moved by sleeping, at once, and remembers it', async () => {
    const client = open(manual);
    await client.request(ask('create', 'a', { delay: 3_600_000 }));
    await client.clock.sleep(7_200_000);
    expect((await client.request(ask('get', 'a'))).body.ready).toBe(true);
    await client.close();
    expect(open(manual).clock.now()).toBe(START + 7_200_000);
  });

  it('goes from one due thing to the next while something is watched, up to the deadline', async () => {
    const client = open(manual);
    await client.request(ask('create', 'a', { delay: 1_000, every: 10_000 }));
    expect(await collect(client.watch(pods, { deadline: START + 35_000 }))).toEqual([
      'ADDED a',
      'MODIFIED a 1',
      'MODIFIED a 2',
      'MODIFIED a 3',
      'MODIFIED a 4',
    ]);
    expect(client.clock.now()).toBe(START + 35_000);
  });

  it('stops where a watch is left', async () => {
    const client = open(manual);
    await client.request(ask('create', 'a', { delay: 1_000, every: 10_000 }));
    await collect(client.watch(pods), 3);
    expect(client.clock.now()).toBe(START + 11_000);
  });

  it('passes for all who wait together', async () => {
    const client = open(manual);
    await client.request(ask('create', 'a', { delay: 1_000, every: 10_000 }));
    const enough = new AbortController();
    const watching = collect(client.watch(pods, { signal: enough.signal }));
    await client.clock.sleep(25_000);
    enough.abort();
    expect(await watching).toEqual(['ADDED a', 'MODIFIED a 1', 'MODIFIED a 2', 'MODIFIED a 3']);
    expect(client.clock.now()).toBe(START + 25_000);
  });

  it('really waits for other processes when nothing is due', async () => {
    const client = open(manual);
    await client.request(ask('create', 'a', {}));
    const watching = collect(client.watch(pods), 2);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const other = open(manual);
    await other.request(ask('create', 'b', {}));
    await other.close();
    expect(await watching).toEqual(['ADDED a', 'ADDED b']);
  });
});

describe('two terminals', () => {
  it('show each other what they do, with no lock held in between', async () => {
    const watcher = open({ wallNow: Date.now });
    await watcher.request(ask('create', 'a', {}));
    const watching = collect(watcher.watch(pods), 3);
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(readdirSync(folder)).toEqual(['toy.json']);
    const other = open({ wallNow: Date.now });
    await other.request(ask('create', 'b', {}));
    await other.close();
    await new Promise((resolve) => setTimeout(resolve, 60));
    const third = open({ wallNow: Date.now });
    await third.request(ask('create', 'c', {}));
    await third.close();
    expect(await watching).toEqual(['ADDED a', 'ADDED b', 'ADDED c']);
  });

  it('both see what becomes due while they wait, and it happens once', async () => {
    const [one, two] = [open({ wallNow: Date.now }), open({ wallNow: Date.now })];
    await one.request(ask('create', 'a', { delay: 150 }));
    const seen = await Promise.all([collect(one.watch(pods), 2), collect(two.watch(pods), 2)]);
    expect(seen).toEqual([
      ['ADDED a', 'MODIFIED a 1'],
      ['ADDED a', 'MODIFIED a 1'],
    ]);
    expect(onDisk()['pods default/a']).toMatchObject({ ticks: 1 });
  });

  it('a watch ends at its deadline and when it is aborted', async () => {
    const client = open({ wallNow: Date.now });
    await client.request(ask('create', 'a', {}));
    expect(await collect(client.watch(pods, { deadline: client.clock.now() + 60 }))).toEqual(['ADDED a']);
    expect(await collect(client.watch(pods, { signal: AbortSignal.timeout(60) }))).toEqual(['ADDED a']);
  });

  it('a watch on a cluster that is removed says so', async () => {
    const client = open({ wallNow: Date.now });
    await client.request(ask('create', 'a', {}));
    const watching = collect(client.watch(pods));
    setTimeout(() => rmSync(path), 60);
    await expect(watching).rejects.toThrow(`the cluster file ${path} has been removed`);
  });
});
