import { expect, test } from 'vitest';
import { badRequest } from '../../../src/api/status.ts';
import { printLogs } from '../../../src/kubectl/logs/print.ts';

/** A log that can be had at the third attempt. */
async function followed(flags: object): Promise<unknown[]> {
  let attempts = 0;
  const slept: number[] = [];
  let stdout = '';
  let stderr = '';
  const client = {
    clock: { sleep: (ms: number) => Promise.resolve(void slept.push(ms)) },
    async *follow() {
      await Promise.resolve();
      if (++attempts < 3) throw badRequest('container "c" in pod "p" is waiting to start: ContainerCreating');
      yield 'one\n';
    },
  };
  const io = { stdout: { write: (text: string) => (stdout += text) }, stderr: { write: (text: string) => (stderr += text) } };
  const all = { follow: true, prefix: false, 'all-pods': false, 'ignore-errors': false, 'max-log-requests': 5, ...flags };
  await printLogs({ client, io } as never, [{ pod: 'p', container: 'c', request: {} }] as never, all as never);
  return [stdout, stderr, slept];
}

const WAITS = 'container "c" in pod "p" is waiting to start: ContainerCreating\n';

test('a log that is followed is waited for until its container has started', async () => {
  expect(await followed({})).toEqual(['one\n', WAITS + WAITS, [1000, 1000]]);
});

test('unless errors are to be ignored: then they are told, and that is all', async () => {
  expect(await followed({ 'ignore-errors': true })).toEqual([`error: ${WAITS}`, '', []]);
});
