import { expect, test } from 'vitest';
import { parseFileSpec } from '../../../src/kubectl/cp/file-spec.ts';

test.each([
  ['a/b', '', '', 'a/b'],
  ['web:/tmp', 'web', '', '/tmp'],
  ['dev/web:a:b', 'web', 'dev', 'a:b'],
  ['web:', 'web', '', ''],
])('%s', (text, pod, namespace, path) => {
  expect(parseFileSpec(text)).toEqual({ pod, namespace, path });
});

test.each([':a', 'a/b/c:d'])('%s is none', (text) => {
  expect(() => parseFileSpec(text)).toThrow('filespec must match the canonical format: [[namespace/]pod:]file/path');
});
