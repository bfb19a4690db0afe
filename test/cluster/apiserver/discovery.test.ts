import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { discover, discovery } from '../../../src/cluster/apiserver/discovery.ts';
import { definition } from '../../../src/api/schema/index.ts';
import { builtInKinds, kinds } from '../../../src/cluster/kinds/index.ts';

/** What a v1.36 API server tells, one resource or sub-resource a line: group/version, name, kind, scope, verbs, short names, categories. */
const facts = readFileSync(new URL('discovery.txt', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n');
/** What its printers print: group/version, resource, columns with `:type` unless string and `+` for wide ones. */
const columnFacts = readFileSync(new URL('columns.txt', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n');

const declared = new Set(kinds.map(({ group, version, plural }) => `${groupVersion(group, version)} ${plural}`));

function groupVersion(group: string, version: string): string {
  return group === '' ? version : `${group}/${version}`;
}

test('resources are told as the real server tells them, in its order', () => {
  const told = discovery(builtInKinds).resources.map(
    ({ group, version, name, kind, namespaced, verbs, singularName, shortNames, categories }) =>
      [
        groupVersion(group, version),
        name,
        kind,
        namespaced ? 'namespaced' : 'cluster',
        verbs.join(','),
        singularName || '-',
        shortNames?.join(',') ?? '-',
        categories?.join(',') ?? '-',
      ].join(' '),
  );
  expect(told).toEqual(facts);
});

test('groups come in the order of their resources, preferred versions first', () => {
  const { groups, resources } = discovery(builtInKinds);
  const order = [...new Set(resources.map(({ group, version }) => groupVersion(group, version)))];
  expect(groups.flatMap(({ name, versions }) => versions.map((version) => groupVersion(name, version)))).toEqual(order);
  expect(groups[0]).toEqual({ name: '', versions: ['v1'] });
});

test('several versions of a group stay together', () => {
  const [kind] = kinds;
  const versions = ['v2', 'v1'].map((version) => ({ ...kind!, group: 'autoscaling', version }));
  expect(discover(versions).groups).toEqual([{ name: 'autoscaling', versions: ['v2', 'v1'] }]);
});

test.each(kinds.map((kind) => [`${groupVersion(kind.group, kind.version)} ${kind.plural}`, kind] as const))(
  'columns of %s',
  (name, kind) => {
    const fact = columnFacts.find((line) => line.startsWith(`${name} `));
    if (fact === undefined) return;
    const columns = kind.columns.map(
      ({ name: title, type, priority = 0 }) => `${title}${type === 'string' ? '' : `:${type}`}${priority > 0 ? '+' : ''}`,
    );
    expect(`${name} ${columns.join('|')}`).toBe(fact);
  },
);

describe('lookups', () => {
  test('by resource, by kind and by group resource', () => {
    expect(builtInKinds.find('apps', 'v1', 'deployments')?.kind).toBe('Deployment');
    expect(builtInKinds.findByName('', 'v1', 'Service')?.plural).toBe('services');
    expect(builtInKinds.stored('deployments.apps')?.kind).toBe('Deployment');
    expect(builtInKinds.find('apps', 'v1beta1', 'deployments')).toBeUndefined();
    expect(builtInKinds.stored('deployments')).toBeUndefined();
  });

  test('no two kinds are the same, and every kind has a schema', () => {
    expect(declared.size).toBe(kinds.length);
    for (const kind of kinds) expect(definition(kind.definition), kind.definition).toBeDefined();
  });

  test('objects of every resource are stored in one version', () => {
    for (const kind of kinds) {
      const stored = builtInKinds.stored(kind.storedAs ?? (kind.group === '' ? kind.plural : `${kind.plural}.${kind.group}`));
      expect(stored?.fromStored, kind.definition).toBeUndefined();
      expect(stored, kind.definition).toBeDefined();
    }
  });
});
