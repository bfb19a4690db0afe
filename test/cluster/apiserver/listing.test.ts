import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../src/api/object.ts';
import { listPage } from '../../../src/cluster/apiserver/listing.ts';
import { configMap } from '../../../src/cluster/kinds/core/config-map.ts';
import { objectKey, type Row } from '../../../src/cluster/store/image.ts';
import { ObjectStore } from '../../../src/cluster/store/object-store.ts';

function storeOf(names: readonly string[]): { store: ObjectStore; parsed: string[] } {
  const parsed: string[] = [];
  const rows = names.map((name): Row => {
    const object = { metadata: { name, namespace: 'default', labels: { name } } };
    const look = (how: string) => (): KubeObject => {
      parsed.push(`${how} ${name}`);
      return object;
    };
    return { key: objectKey('configmaps', 'default', name), value: look('kept'), glance: look('seen') };
  });
  return { store: new ObjectStore(new Map(rows.map((row) => [row.key, row])), 9, []), parsed };
}

const nameOf = ({ metadata }: KubeObject): string => metadata.name ?? '';

describe('a page of a list', () => {
  it('parses what is on it, and keeps nothing', () => {
    const { store, parsed } = storeOf(['a', 'b', 'c', 'd', 'e']);
    const first = listPage(configMap, { namespace: 'default', limit: 2 }, store, () => true, nameOf);
    expect(first).toMatchObject({ items: ['a', 'b'], metadata: { resourceVersion: '9', remainingItemCount: 3 } });
    const last = listPage(configMap, { namespace: 'default', limit: 9, continue: first.metadata.continue! }, store, () => true, nameOf);
    expect(last).toEqual({ items: ['c', 'd', 'e'], metadata: { resourceVersion: '9' } });
    expect(parsed).toEqual(['seen a', 'seen b', 'seen c', 'seen d', 'seen e']);
  });

  it('looks at all objects when there is a selector', () => {
    const { store, parsed } = storeOf(['a', 'b', 'c']);
    const page = listPage(configMap, { labelSelector: 'name!=b', limit: 1 }, store, (object) => nameOf(object) !== 'b', nameOf);
    expect(page.items).toEqual(['a']);
    expect(page.metadata.remainingItemCount).toBeUndefined();
    expect(parsed).toEqual(['kept a', 'kept b', 'kept c']);
  });
});
