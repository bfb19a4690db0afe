import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ApiRequest, ApiResponse } from '../../src/api/client.ts';
import { connect } from '../../src/host/connect.ts';

let home: string;
beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'damaged-'))));
afterEach(() => rmSync(home, { recursive: true }));

async function request(asked: Pick<ApiRequest, 'verb' | 'resource'> & Partial<ApiRequest>): Promise<ApiResponse> {
  const { client } = await connect({ env: { KUBESIM_HOME: home, KUBESIM_BARE: '1', KUBESIM_CLOCK: 'manual' }, cwd: home });
  const answer = await client.request({ group: '', version: 'v1', ...asked });
  await client.close();
  return answer;
}

it('a row that cannot be read stops whoever meets it, and nothing of the command is kept', async () => {
  const named = (name: string): object => ({ metadata: { name } });
  await request({ verb: 'create', resource: 'namespaces', body: named('red') });
  await request({ verb: 'create', resource: 'configmaps', namespace: 'red', body: named('a') });
  const path = join(home, 'clusters', 'kubesim.json');
  const damaged = readFileSync(path, 'utf8').replace('["configmaps red/a",{', '["configmaps red/a",');
  writeFileSync(path, damaged);

  await request({ verb: 'get', resource: 'namespaces', name: 'red' });
  const message = 'is damaged (the row "configmaps red/a" is not valid JSON); put a copy back';
  await expect(request({ verb: 'list', resource: 'configmaps' })).rejects.toThrow(message);
  // The namespace's controller meets it, not the request.
  await expect(request({ verb: 'delete', resource: 'namespaces', name: 'red' })).rejects.toThrow(message);
  expect(readFileSync(path, 'utf8')).toBe(damaged);
});
