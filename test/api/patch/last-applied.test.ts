import { expect, test } from 'vitest';
import { lastApplied, lastAppliedAnnotation, lastAppliedText, withLastApplied } from '../../../src/api/patch/last-applied.ts';

const object = {
  kind: 'ConfigMap',
  apiVersion: 'v1',
  metadata: { name: 'settings', namespace: 'default' },
  data: { mode: 'a<b', color: 'blue' },
};

test('compact, sorted, with annotations and a new line', () => {
  expect(lastAppliedText(object)).toBe(
    '{"apiVersion":"v1","data":{"color":"blue","mode":"a\\u003cb"},"kind":"ConfigMap","metadata":{"annotations":{},"name":"settings","namespace":"default"}}\n',
  );
});

test('the annotation does not hold itself', () => {
  const once = withLastApplied({ ...object, metadata: { ...object.metadata, annotations: { note: 'x' } } });
  expect(withLastApplied(once)).toEqual(once);
  expect(once.metadata.annotations).toMatchObject({ note: 'x' });
  expect(lastApplied(once)).not.toContain(lastAppliedAnnotation);
  expect(lastApplied(object)).toBeUndefined();
});
