import { describe, expect, test } from 'vitest';
import { fieldErrorText } from '../../../src/api/field-error.ts';
import type { ObjectMeta } from '../../../src/api/object.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from '../../../src/cluster/kinds/metadata.ts';

const errors = (metadata: ObjectMeta, namespaced = true): string[] =>
  validateObjectMeta(
    { metadata: { name: 'x', ...(namespaced ? { namespace: 'default' } : {}), ...metadata } },
    namespaced,
    'dns-subdomain',
  ).map(fieldErrorText);

const keyShape =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const subdomain =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

describe('metadata by itself', () => {
  const owner = { apiVersion: 'v1', kind: 'Pod', name: 'p', uid: 'u' };
  const cases: [title: string, metadata: ObjectMeta, expected: string[]][] = [
    [
      'nothing wrong',
      { labels: { 'example.com/a': 'b' }, annotations: { 'Example.com/A': 'anything goes' }, finalizers: ['example.com/hold'] },
      [],
    ],
    ['no name', { name: '' }, ['metadata.name: Required value: name or generateName is required']],
    ['a bad name', { name: 'Bad_Name' }, [`metadata.name: Invalid value: "Bad_Name": ${subdomain}`]],
    ['a prefix may end in a dash', { generateName: 'web-', name: 'web-abcde' }, []],
    ['a bad prefix', { generateName: 'Web-' }, [`metadata.generateName: Invalid value: "Web-": ${subdomain}`]],
    ['no namespace', { namespace: '' }, ['metadata.namespace: Required value']],
    ['a label key', { labels: { '-x': 'a' } }, [`metadata.labels: Invalid value: "-x": name part ${keyShape}`]],
    ['an empty prefix', { labels: { '/x': 'a' } }, ['metadata.labels: Invalid value: "/x": prefix part must be non-empty']],
    [
      'an upper-case prefix',
      { labels: { 'Example.com/x': 'a' } },
      [`metadata.labels: Invalid value: "Example.com/x": prefix part ${subdomain}`],
    ],
    [
      'no name after the prefix',
      { labels: { 'x/': 'a' } },
      ['metadata.labels: Invalid value: "x/": name part must be non-empty', `metadata.labels: Invalid value: "x/": name part ${keyShape}`],
    ],
    ['an annotation key', { annotations: { 'bad key': 'v' } }, [`metadata.annotations: Invalid value: "bad key": name part ${keyShape}`]],
    [
      'large annotations',
      { annotations: { a: 'x'.repeat(262_144) } },
      ['metadata.annotations: Too long: may not be more than 262144 bytes'],
    ],
    [
      'an owner without uid',
      { ownerReferences: [{ ...owner, uid: '' }] },
      ['metadata.ownerReferences.uid: Invalid value: "": must not be empty'],
    ],
    [
      'two controllers',
      {
        ownerReferences: [
          { ...owner, controller: true },
          { ...owner, name: 'q', controller: true },
        ],
      },
      [
        'metadata.ownerReferences: Invalid value: [{"apiVersion":"v1","kind":"Pod","name":"p","uid":"u","controller":true},{"apiVersion":"v1","kind":"Pod","name":"q","uid":"u","controller":true}]: Only one reference can have Controller set to true. Found "true" in references for p and q',
      ],
    ],
    [
      'a finalizer without domain',
      { finalizers: ['example.com/ok', 'short'] },
      ['metadata.finalizers[1]: Invalid value: "short": name is neither a standard finalizer name nor is it fully qualified'],
    ],
    [
      'both of the garbage collector',
      { finalizers: ['orphan', 'foregroundDeletion'] },
      ['metadata.finalizers: Invalid value: ["orphan","foregroundDeletion"]: finalizer orphan and foregroundDeletion cannot be both set'],
    ],
  ];
  test.each(cases)('%s', (_, metadata, expected) => {
    expect(errors(metadata)).toEqual(expected);
  });

  test('a namespace where none belongs', () => {
    expect(errors({ namespace: 'default' }, false)).toEqual(['metadata.namespace: Forbidden: not allowed on this type']);
  });
});

describe('changes of metadata', () => {
  const before: ObjectMeta = { name: 'x', namespace: 'default', uid: 'u', generation: 2 };
  const cases: [title: string, before: ObjectMeta, after: ObjectMeta, expected: string[]][] = [
    ['none', before, before, []],
    ['labels and finalizers', before, { ...before, labels: { a: 'b' }, finalizers: ['example.com/a'] }, []],
    [
      'a finalizer more on the way out',
      { ...before, deletionTimestamp: 't', finalizers: ['example.com/hold'] },
      { ...before, deletionTimestamp: 't', finalizers: ['example.com/hold', 'example.com/other'] },
      [
        'metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"example.com/other"}',
      ],
    ],
    [
      'a finalizer less on the way out',
      { ...before, deletionTimestamp: 't', finalizers: ['example.com/a'] },
      { ...before, deletionTimestamp: 't' },
      [],
    ],
    ['another name', before, { ...before, name: 'y' }, ['metadata.name: Invalid value: "y": field is immutable']],
    ['an older generation', before, { ...before, generation: 1 }, ['metadata.generation: Invalid value: 1: must not be decremented']],
  ];
  test.each(cases)('%s', (_, previous, next, expected) => {
    expect(validateObjectMetaUpdate({ metadata: next }, { metadata: previous }).map(fieldErrorText)).toEqual(expected);
  });
});
