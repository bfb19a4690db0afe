import { expect, test } from 'vitest';
import { upgrade } from '../../../src/kubectl/apply/migrate.ts';

const clientSide = { manager: 'old', operation: 'Update', apiVersion: 'v1', fieldsV1: { 'f:data': { 'f:a': {} } } };
const serverSide = { manager: 'kubectl', operation: 'Apply', apiVersion: 'v1', fieldsV1: { 'f:data': { 'f:b': {} } } };

test('without a server-side entry the client-side one becomes it', () => {
  expect(upgrade([clientSide], 'old', 'kubectl')).toEqual([{ ...clientSide, manager: 'kubectl', operation: 'Apply' }]);
});

test('with one the fields are put together', () => {
  expect(upgrade([serverSide, clientSide], 'old', 'kubectl')).toEqual([
    { ...serverSide, fieldsV1: { 'f:data': { 'f:a': {}, 'f:b': {} } } },
  ]);
});

test('fields of another version are forgotten, those of a sub-resource stay', () => {
  const other = { ...clientSide, apiVersion: 'v2' };
  const status = { ...clientSide, subresource: 'status' };
  expect(upgrade([serverSide, other, status], 'old', 'kubectl')).toEqual([serverSide, status]);
});

test('nothing to do is no change', () => {
  const entries = [serverSide];
  expect(upgrade(entries, 'old', 'kubectl')).toBe(entries);
});
