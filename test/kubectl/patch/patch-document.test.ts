import { expect, test } from 'vitest';
import { patchDocument } from '../../../src/kubectl/patch/patch-document.ts';

test.each([
  ['JSON object', '{"spec":{"replicas":3}}', { spec: { replicas: 3 } }],
  ['JSON list', '[{"op":"remove","path":"/a"}]', [{ op: 'remove', path: '/a' }]],
  ['YAML', 'spec:\n  replicas: 3\n', { spec: { replicas: 3 } }],
  ['broken JSON goes to the server as it is', ' {"spec":{', ' {"spec":{'],
  ['a bare word becomes the JSON text of a string', 'not an object', '"not an object"'],
])('%s', async (_, text, sent) => {
  expect(await patchDocument(text)).toEqual(sent);
});

test('what is neither JSON nor YAML is refused with the text', async () => {
  await expect(patchDocument('a: [')).rejects.toThrow(/^unable to parse "a: \[": yaml: /);
});
