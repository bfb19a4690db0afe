import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ApiResource, Client, Discovery } from '../api/client.ts';
import { isObject } from '../api/json.ts';

/** How long kubectl trusts what it remembers (ms). */
const TRUSTED = 6 * 3_600_000;

interface Memory {
  /** When it was written down, ms since the epoch as the cluster counts. */
  at: number;
  resources: ApiResource[];
}

/**
 * kubectl remembers what a server has, and looks again only when it meets something it does not know. What every server has never changes;
 * of custom resources this keeps those that were seen, so that a definition that is gone is found out only when its objects are asked for.
 * Nothing is written for clusters without custom resources.
 */
export function rememberingDiscovery(client: Client, file: string): Client {
  let fresh: Promise<Discovery> | undefined;
  return {
    ...client,
    async discovery(options) {
      const found = await (fresh ??= client.discovery(options));
      const custom = found.resources.filter(({ group }) => isCustomGroup(group));
      const remembered = read(file);
      if (!remembered && custom.length === 0) return found;
      const known = new Set(custom.map(nameOf));
      const now = client.clock.now();
      const trusted = remembered && !options?.fresh && now - remembered.at < TRUSTED && now >= remembered.at;
      const gone = trusted ? remembered.resources.filter((resource) => !known.has(nameOf(resource))) : [];
      remember(file, remembered, { at: now, resources: [...custom, ...gone] });
      return gone.length > 0 ? withGone(found, gone) : found;
    },
  };
}

/** Groups of the API itself have no domain, or one of Kubernetes' own. */
export function isCustomGroup(group: string): boolean {
  return group.includes('.') && !group.endsWith('.k8s.io');
}

function nameOf({ group, version, name }: ApiResource): string {
  return `${group}/${version}/${name}`;
}

function withGone({ resources, groups }: Discovery, gone: readonly ApiResource[]): Discovery {
  const all = groups.map(({ name, versions }) => ({ name, versions: [...versions] }));
  for (const { group, version } of gone) {
    const present = all.find(({ name }) => name === group);
    if (!present) all.push({ name: group, versions: [version] });
    else if (!present.versions.includes(version)) present.versions.push(version);
  }
  return { resources: [...resources, ...gone], groups: all };
}

function read(file: string): Memory | undefined {
  try {
    const memory: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (isObject(memory) && typeof memory['at'] === 'number' && Array.isArray(memory['resources'])) return memory as unknown as Memory;
  } catch {
    // Not there, or not ours: as if nothing were remembered.
  }
  return undefined;
}

function remember(file: string, before: Memory | undefined, next: Memory): void {
  if (before && before.resources.map(nameOf).join() === next.resources.map(nameOf).join()) return;
  try {
    if (next.resources.length === 0) return rmSync(file, { force: true });
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(`${file}.${process.pid}`, JSON.stringify(next), { mode: 0o600 });
    renameSync(`${file}.${process.pid}`, file);
  } catch {
    // Only a memory: without it the next command looks for itself.
  }
}
