import { expect, test } from 'vitest';
import { commandLine } from '../../../src/kubectl/diff/diff-program.ts';

test.each([
  [undefined, 'diff', ['-u', '-N', 'L', 'M']],
  ['colordiff -N -u', 'colordiff', ['L', 'M', '-N', '-u']],
  ['diff --color=always ;rm', 'diff', ['L', 'M', '--color=always']],
])('KUBECTL_EXTERNAL_DIFF=%s', (external, program, args) => {
  expect(commandLine(external, 'L', 'M')).toEqual({ program, args });
});
